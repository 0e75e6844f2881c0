// potok-loadtest against WebSocket servers that know their messages but not the protocol: they
// refuse, fall silent, mask, cut, talk out of turn and hang up, and each is told for what it is.
#include "protocol/session/upgrade_ask.hpp"
#include "protocol/websocket_accept.hpp"
#include "tests/net/loadtest/scripted_load.hpp"
#include "tests/support/websocket_bytes.hpp"

namespace potok::testing {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using Answer = std::function<std::string(const std::string& payload)>;

constexpr std::uint64_t kMessages = 10;  // of each

// A right 101, with more lines of its head.
std::string upgrade(std::string_view request, const std::string& more = {}) {
    constexpr std::string_view kName = "Sec-WebSocket-Key: ";
    const std::size_t at = request.find(kName);
    if (at == request.npos) return "HTTP/1.1 400 No\r\n\r\n";
    const WebSocketAccept accept = accept_value(request.substr(at + kName.size(), 24));
    return "HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
           "Sec-WebSocket-Accept: " +
           std::string(accept.data(), accept.size()) + "\r\n" + more + "\r\n";
}

std::string binary(const std::string& payload) {
    return frame(kBinaryFrame, payload);
}

// A server that opens every WebSocket and answers each message like this; a close with a close.
std::function<std::string(std::string_view)> websocket(Answer answer, std::string behind_101 = {}) {
    return [answer = std::move(answer), behind = std::move(behind_101)](std::string_view chunk) {
        if (chunk.starts_with("GET ")) return upgrade(chunk) + behind;
        std::string bytes(chunk);
        std::string said;
        for (const ReadFrame& read : take_frames(bytes)) {
            if (read.opcode == kBinaryFrame) said += answer(read.payload);
            if (read.opcode == kCloseFrame) said += frame(kCloseFrame, read.payload);
        }
        return said;
    };
}

class WebSocketServerTest : public ScriptedLoadTest {
  protected:
    void load(Script script, const std::vector<std::string>& more = {}) {
        script.last_word = last_word;
        server = std::make_unique<ScriptedServer>(std::move(script));
        load_target(server->address("ws") + path, more);
    }
    void load_target(const std::string& target, const std::vector<std::string>& more) {
        LoadGenerator::finish_unstarved(run, [&] {
            start(target, {"-r", "20/s", "-d", "500ms", "--grace", "400ms"}, more);
        });
    }

    void expect_passed() const { expect_all_good(kMessages); }

    void expect_nobody_opened(const std::string& reason, const std::string& words) const {
        SCOPED_TRACE(run->story());
        EXPECT_EQ(run->exit_code(), 4);
        EXPECT_EQ(run->word("verdict"), "unreachable");
        EXPECT_EQ(run->count("connections/established"), 0u);
        EXPECT_EQ(run->losses(), (Faults{{"ramp: " + reason, kConnections}}));
        EXPECT_THAT(run->text(), HasSubstr(words));
    }
    void expect_refusal(const std::string& kind, const nlohmann::json& status,
                        const nlohmann::json& rule) const {
        const nlohmann::json wanted = {{{"kind", kind},
                                        {"status", status},
                                        {"rule", rule},
                                        {"count", kConnections},
                                        {"connection", 0}}};
        EXPECT_EQ(run->value("connections/websocket_refusals"), wanted);
    }

    std::string path;
    std::string last_word = "\x88";  // the front of a close frame
};

// ---- Good ones

TEST_F(WebSocketServerTest, AnEchoInPiecesWithPingsBetweenThemIsGood) {
    load({.answer = websocket([](const std::string& payload) {
              return frame(kPingFrame, "") +
                     frame(kBinaryFrame, payload.substr(0, 9), {.fin = false}) +
                     frame(kPingFrame, "are you there?") + frame(0, "", {.fin = false}) +
                     frame(kPongFrame, "") + frame(0, payload.substr(9));
          })});
    expect_passed();
}

TEST_F(WebSocketServerTest, OneThatNeverAnswersTheCloseHasKeptItsPromises) {
    const auto echo = websocket(binary);
    last_word.clear();
    load({.answer = [echo](std::string_view chunk) {
        const bool close = (chunk.front() & 0x0F) == kCloseFrame;
        return close ? ""s : echo(chunk);
    }});
    expect_passed();
}

TEST_F(WebSocketServerTest, WhatTheUserGaveIsAskedFor) {
    std::string request;
    const auto echo = websocket(binary);
    const auto note = [&](std::string_view chunk) {
        if (!chunk.starts_with("GET ")) return echo(chunk);
        request = chunk;
        return upgrade(chunk, "Sec-WebSocket-Protocol: two\r\n");
    };
    path = "/a/b?c=d";
    load({.answer = note}, {"--header", "Cookie: a=b; c", "--header", "Origin: http://example.org",
                            "--subprotocol", "one", "--subprotocol", "two"});
    expect_passed();
    server.reset();  // its thread refers to what stands here
    EXPECT_THAT(request, ::testing::StartsWith("GET /a/b?c=d HTTP/1.1\r\nHost: 127.0.0.1:"));
    EXPECT_THAT(request, HasSubstr("\r\nCookie: a=b; c\r\n"));
    EXPECT_THAT(request, HasSubstr("\r\nOrigin: http://example.org\r\n"));
    EXPECT_THAT(request, HasSubstr("\r\nSec-WebSocket-Protocol: one, two\r\n"));
}

// ---- Through a proxy

TEST_F(WebSocketServerTest, ATunnelLeadsToTheServer) {
    ScriptedProxy proxy({.answer = websocket(binary), .last_word = last_word});
    load_target("ws://server.invalid/", {"--proxy", "http://user:word@" + proxy.host_and_port()});
    expect_passed();
    EXPECT_EQ(proxy.request(),
              "CONNECT server.invalid:80 HTTP/1.1\r\nHost: server.invalid:80\r\n"
              "Proxy-Authorization: Basic dXNlcjp3b3Jk\r\n\r\n");
}

TEST_F(WebSocketServerTest, AProxyThatWantsNtlmIsToldByName) {
    const ScriptedServer proxy({.answer = [](std::string_view) {
        return "HTTP/1.1 407 Who?\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n"s;
    }});
    load_target("ws://server.invalid/", {"--proxy", "http://" + proxy.host_and_port()});
    expect_nobody_opened("connect_failed", "the proxy wants NTLM");
    expect_refusal("proxy_ntlm_not_supported", 407, nullptr);
}

// ---- Openings

TEST_F(WebSocketServerTest, AnotherStatusIsARefusalWithItsNumber) {
    load({.answer = [](std::string_view) {
        return "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"s;
    }});
    expect_nobody_opened("upgrade_refused", "it answered with the HTTP status 403 (Forbidden)");
    expect_refusal("status", 403, nullptr);
}

TEST_F(WebSocketServerTest, SoIsARedirectionWhichIsNotFollowed) {
    load({.answer = [](std::string_view) {
        return "HTTP/1.1 301 There\r\nLocation: ws://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"s;
    }});
    expect_nobody_opened("upgrade_refused", "301 (Moved Permanently)");
    expect_refusal("status", 301, nullptr);
}

TEST_F(WebSocketServerTest, AWrongAcceptIsNoWebSocket) {
    load({.answer = [](std::string_view request) {
        std::string answer = upgrade(request);
        answer[answer.find("Accept: ") + 8] ^= 1;
        return answer;
    }});
    expect_nobody_opened("upgrade_refused", "Sec-WebSocket-Accept");
    expect_refusal("upgrade", nullptr, "accept_wrong");
}

TEST_F(WebSocketServerTest, WhatSpeaksNoHttpIsToldAsSuch) {
    load({.answer = [](std::string_view) { return "SSH-2.0-x\r\n"s; }});
    expect_nobody_opened("protocol_error", "it does not speak HTTP");
    expect_refusal("not_http", nullptr, nullptr);
}

TEST_F(WebSocketServerTest, AnEndInsteadOfAnAnswerIsARefusal) {
    load({.hangs_up = true});
    expect_nobody_opened("upgrade_refused", "it ended the connection without an answer");
    expect_refusal("ended_early", nullptr, nullptr);
}

TEST_F(WebSocketServerTest, SilenceInsteadOfAnAnswerHasALimit) {
    load({}, {"--connect-timeout", "300ms"});
    expect_nobody_opened("handshake_timeout", "handshake");
    EXPECT_EQ(run->value("connections/websocket_refusals"), nlohmann::json::array());
}

// ---- Under load

TEST_F(WebSocketServerTest, AMaskedFrameOfAServerEndsTheConnectionAndIsForeign) {
    load({.answer = websocket(
              [](const std::string& payload) { return masked_frame(kBinaryFrame, payload); })});
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->count("messages/ok"), 0u);
    EXPECT_EQ(run->count("messages/foreign"), kConnections);
    EXPECT_EQ(run->losses(), (Faults{{"load: protocol_error", kConnections}}));
}

TEST_F(WebSocketServerTest, ATextIsNoAnswerToABinaryMessage) {
    load({.answer = websocket([](const std::string&) { return frame(kTextFrame, "hello"); })});
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->count("messages/ok"), 0u);
    EXPECT_EQ(run->count("messages/lost"), run->count("messages/sent"));
    EXPECT_EQ(run->count("messages/foreign"), run->count("messages/sent"));
    EXPECT_EQ(run->losses(), Faults{});
}

TEST_F(WebSocketServerTest, AMessageBeyondAllReasonEndsTheConnectionAndIsForeign) {
    load({.answer = websocket([](const std::string&) { return "\x82\x7f\0\0\1\0\0\0\0\0"s; })});
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->count("messages/foreign"), kConnections);
    EXPECT_EQ(run->losses(), (Faults{{"load: message_too_long", kConnections}}));
}

TEST_F(WebSocketServerTest, AMessageBehindThe101IsForeign) {
    load({.answer = websocket(binary, frame(kTextFrame, "welcome"))});
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->faults(), (Faults{{"foreign", kConnections}}));
    EXPECT_EQ(run->count("messages/ok"), kConnections * kMessages);
}

TEST_F(WebSocketServerTest, HalfAFrameBehindTheLastAnswerIsForeignHalfAPingIsNot) {
    constexpr std::size_t kFrameBytes = 2 + 4 + 64;  // header, mask, payload
    std::string request;  // as long as any: a port of the system's choice has five digits
    upgrade_ask_of(parse_endpoint("ws://127.0.0.1:12345", EndpointUse::target).value())
        .append_request({}, request);
    const std::size_t received_bytes = request.size() + kMessages * kFrameBytes;
    for (const auto& [tail, foreign] : {std::pair{"\x82"s, kConnections},
                                        {"\x82\x7e\0"s, kConnections},
                                        {"\x82\5he"s, kConnections},
                                        {"\x89\5he"s, std::uint64_t{0}}}) {
        load({.answer = websocket(binary), .tail = tail, .tail_after = received_bytes});
        SCOPED_TRACE(run->story());
        const std::uint64_t found = foreign;
        EXPECT_EQ(run->count("messages/foreign"), found);
        EXPECT_EQ(run->count("messages/ok"), kConnections * kMessages);
    }
}

// The reason is a stranger's text, and means to do something to a terminal.
TEST_F(WebSocketServerTest, ACloseIsALossWithItsCodeAndItsReasonEscaped) {
    last_word.clear();  // the server does not end the connection: it is lost all the same
    load({.answer = websocket([](const std::string&) {
              return frame(kCloseFrame, close_body(4001, "\x1b[31m\xd0\xb4\xd0\xb0\n"));
          })});
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->losses(), (Faults{{"load: ended_by_peer", kConnections}}));
    EXPECT_EQ(run->count("connections/held"), 0u);
    EXPECT_EQ(run->count("connections/websocket_closes/0/code"), 4001u);
    EXPECT_EQ(run->count("connections/websocket_closes/0/count"), kConnections);
    EXPECT_EQ(run->word("connections/websocket_closes/0/reason"), "\x1b[31m\xd0\xb4\xd0\xb0\n");
    EXPECT_THAT(run->text(), HasSubstr("\"\\x1b[31m\xd0\xb4\xd0\xb0\\n\""));
    EXPECT_THAT(run->text(), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace potok::testing
