#include "protocol/session/websocket_opening.hpp"

#include "protocol/websocket_accept.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/session/scripted_stream.hpp"

namespace potok::test {
namespace {

using Kind = OpeningFailure::Kind;
using Failure = UpgradeResponseFailure;
using ::testing::ElementsAre;

// What became of one opening, as its observer and its successor saw it.
struct Outcome {
    std::vector<std::string> accepted;  // the sub-protocol
    std::optional<DeflateParameters> deflate;
    std::vector<OpeningFailure> refused;
    int opened = 0;
    std::string data;
    int ends = 0;
    std::vector<CloseReason> closed;
};

class Witness final : public WebSocketOpening::Observer {
  public:
    explicit Witness(Outcome& outcome) : outcome_(outcome) {}
    void on_accepted(const UpgradeAnswer& answer) override {
        EXPECT_EQ(outcome_.opened, 0);
        outcome_.accepted.emplace_back(answer.subprotocol);
        outcome_.deflate = answer.deflate;
    }
    void on_refused(const OpeningFailure& failure) override {
        EXPECT_TRUE(outcome_.closed.empty());
        outcome_.refused.push_back(failure);
    }

  private:
    Outcome& outcome_;
};

class NextSession final : public Session {
  public:
    explicit NextSession(Outcome& outcome) : outcome_(outcome) {}
    void on_open(Stream&) override { ++outcome_.opened; }
    Consumed on_data(MutableBytes data) override {
        outcome_.data += text_of(data);
        return {data.size()};
    }
    void on_end() override { ++outcome_.ends; }
    void on_close(CloseReason reason) override { outcome_.closed.push_back(reason); }

  private:
    Outcome& outcome_;
};

class WebSocketOpeningTest : public ::testing::Test {
  protected:
    WebSocketOpeningTest() { ask.host = "example.org"; }

    // Another one, not yet open.
    void make_opening() {
        outcome = {};
        witness = std::make_unique<Witness>(outcome);
        opening = std::make_unique<WebSocketOpening>(ask, limits, *witness,
                                                     std::make_unique<NextSession>(outcome));
        stream = std::make_unique<ScriptedStream>(*opening);
    }
    // Another one, up to the request.
    void start() {
        make_opening();
        stream->open();
    }

    void peer_sends(std::string_view bytes) {
        stream->peer_sends(bytes);
        stream->step();
    }

    [[nodiscard]] std::string key() const {
        constexpr std::string_view kName = "Sec-WebSocket-Key: ";
        const std::size_t at = stream->received.find(kName);
        return at == std::string::npos ? "(no key)"
                                       : stream->received.substr(at + kName.size(), 24);
    }
    [[nodiscard]] std::string accept() const {
        const WebSocketAccept value = accept_value(key());
        return {value.data(), value.size()};
    }
    [[nodiscard]] std::string answer(const std::string& more = {}) const {
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Accept: " +
               accept() + "\r\n" + more + "\r\n";
    }

    void expect_open(std::string_view data = {}) {
        stream->step();
        EXPECT_EQ(outcome.accepted.size(), 1u);
        EXPECT_EQ(outcome.opened, 1);
        EXPECT_EQ(outcome.data, data);
        EXPECT_TRUE(outcome.refused.empty());
        EXPECT_EQ(stream->calls, (std::vector<std::string>{"begin", "end", "hand_over"}));
    }

    // Told once, and then the end, which the successor that was never opened hears of.
    void expect_refused(const OpeningFailure& failure, CloseReason reason) {
        EXPECT_THAT(outcome.refused, ElementsAre(failure));
        EXPECT_EQ(stream->calls, (std::vector<std::string>{"begin", "finish"}));
        peer_sends("HTTP/1.1 200 OK\r\n\r\n");
        stream->peer_ends();
        stream->step();
        EXPECT_EQ(outcome.refused.size(), 1u);
        EXPECT_TRUE(outcome.accepted.empty());
        EXPECT_EQ(outcome.opened, 0);
        EXPECT_THAT(outcome.closed, ElementsAre(reason));
    }
    void expect_status(std::uint16_t status) {
        expect_refused({.kind = Kind::status, .status = status}, CloseReason::upgrade_refused);
    }
    void expect_bad_upgrade(Failure failure) {
        expect_refused({.kind = Kind::upgrade, .upgrade = failure}, CloseReason::upgrade_refused);
    }
    void expect_bad_http(HttpFailure failure) {
        expect_refused({.kind = Kind::http, .http = failure}, CloseReason::protocol_error);
    }

    UpgradeAsk ask;
    HttpLimits limits;
    Outcome outcome;
    std::unique_ptr<Witness> witness;
    std::unique_ptr<WebSocketOpening> opening;
    std::unique_ptr<ScriptedStream> stream;
};

// ---- Compression

constexpr std::string_view kAgreed =
    "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n";

TEST_F(WebSocketOpeningTest, WhatWasAgreedOnForCompressionIsTold) {
    ask.deflate.emplace();
    start();
    EXPECT_NE(stream->received.find("Sec-WebSocket-Extensions: permessage-deflate; "
                                    "server_no_context_takeover"),
              std::string::npos)
        << stream->received;
    peer_sends(answer(std::string(kAgreed)));
    expect_open();
    ASSERT_TRUE(outcome.deflate);
    EXPECT_TRUE(outcome.deflate->server_no_context_takeover);
}

TEST_F(WebSocketOpeningTest, AServerMayDeclineCompressionAndMustNotImposeIt) {
    ask.deflate.emplace();
    start();
    peer_sends(answer());
    expect_open();
    EXPECT_FALSE(outcome.deflate);
    ask.deflate.reset();
    start();
    peer_sends(answer(std::string(kAgreed)));
    expect_bad_upgrade(Failure::extension_not_asked);
}

TEST_F(WebSocketOpeningTest, AnAnswerThatWeCouldNotFollowIsRefused) {
    ask.deflate.emplace();
    start();
    peer_sends(answer("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
    expect_bad_upgrade(Failure::compression_not_as_offered);
}

// ---- The request

TEST_F(WebSocketOpeningTest, AsksAsSoonAsTheStreamIsOpenWithinAHandshakesDeadline) {
    ask.target = "/chat";
    start();
    EXPECT_TRUE(stream->received.starts_with("GET /chat HTTP/1.1\r\nHost: example.org\r\n"));
    EXPECT_TRUE(stream->received.ends_with("\r\n\r\n"));
    EXPECT_EQ(stream->calls, std::vector<std::string>{"begin"});
    EXPECT_EQ(outcome.opened, 0);
}

TEST_F(WebSocketOpeningTest, ANonceIsNeverUsedTwice) {
    std::set<std::string> keys;
    for (int i = 0; i < 100; ++i) {
        start();
        EXPECT_TRUE(is_websocket_key(key())) << key();
        keys.insert(key());
    }
    EXPECT_EQ(keys.size(), 100u);
}

TEST_F(WebSocketOpeningTest, WhereThereIsNoRoomTheRequestComesOnceThereIs) {
    make_opening();
    stream->peer_reads = false;
    stream->queued_bytes_max = 8;
    Stream& as_stream = *stream;
    ASSERT_EQ(as_stream.send(bytes_of("in front")), SendStatus::queued);
    stream->open();
    stream->peer_takes(1000);
    EXPECT_EQ(stream->received, "in front");
    stream->peer_reads = true;
    stream->step();
    EXPECT_TRUE(stream->received.starts_with("in frontGET / HTTP/1.1\r\n"));
    peer_sends(answer());
    expect_open();
}

TEST_F(WebSocketOpeningTest, NothingPostedStandsInFrontOfTheAnswer) {
    start();
    const std::string request = stream->received;
    stream->post("hello");
    stream->step();
    EXPECT_EQ(stream->received, request);
}

// ---- The answer

TEST_F(WebSocketOpeningTest, EverySplitOfTheAnswerOpensIt) {
    start();
    const std::size_t size = answer().size();
    for (std::size_t cut = 1; cut <= size; ++cut) {
        start();
        const std::string whole = answer() + "behind";
        peer_sends(std::string_view(whole).substr(0, cut));
        EXPECT_EQ(outcome.opened, cut == size ? 1 : 0) << cut;
        peer_sends(std::string_view(whole).substr(cut));
        expect_open("behind");
    }
}

TEST_F(WebSocketOpeningTest, ByteByByteIsAsGood) {
    start();
    for (const char byte : answer() + "behind")
        peer_sends({&byte, 1});
    expect_open("behind");
}

TEST_F(WebSocketOpeningTest, WhatCameBehindTheAnswerIsTheSuccessors) {
    start();
    const std::string behind(40'000, 'b');  // more than may be left as a tail
    peer_sends(answer() + behind);
    expect_open(behind);
}

TEST_F(WebSocketOpeningTest, SoIsAnEndRightBehindIt) {
    start();
    stream->peer_sends(answer());
    stream->peer_ends();
    stream->step();
    stream->step();
    EXPECT_EQ(outcome.opened, 1);
    EXPECT_EQ(outcome.ends, 1);
    EXPECT_TRUE(outcome.refused.empty());
}

TEST_F(WebSocketOpeningTest, TheSubprotocolChosenIsTold) {
    ask.subprotocols = {"one", "two"};
    start();
    peer_sends(answer("Sec-WebSocket-Protocol: two\r\n"));
    expect_open();
    EXPECT_THAT(outcome.accepted, ElementsAre("two"));
    start();
    peer_sends(answer());
    EXPECT_THAT(outcome.accepted, ElementsAre(""));
}

TEST_F(WebSocketOpeningTest, InformationalResponsesArePassedOver) {
    const std::string early = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    for (const unsigned count : {1u, limits.informational_max}) {
        start();
        for (unsigned i = 0; i < count; ++i)
            peer_sends(early);
        EXPECT_EQ(outcome.opened, 0);
        peer_sends(answer("X: y\r\n") + "behind");
        expect_open("behind");
    }
    start();
    for (unsigned i = 0; i < limits.informational_max; ++i)
        stream->peer_sends(early);
    peer_sends(early + answer());
    expect_bad_http(HttpFailure::too_many_informational);
}

// ---- Other answers

TEST_F(WebSocketOpeningTest, AnotherStatusIsToldAndNotFollowed) {
    for (const auto& [status, more] :
         {std::pair{403, "Content-Length: 0\r\n"},
          {301, "Location: ws://elsewhere/\r\nContent-Length: 0\r\n"},
          {200, "Content-Length: 5\r\n"},
          {401, "WWW-Authenticate: Basic realm=\"a\"\r\n"},
          {426, "Sec-WebSocket-Version: 8\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"},
          {503, "Transfer-Encoding: chunked\r\n"}}) {
        SCOPED_TRACE(status);
        start();
        peer_sends("HTTP/1.1 " + std::to_string(status) + " No\r\n" + more + "\r\n<html");
        expect_status(static_cast<std::uint16_t>(status));
    }
}

TEST_F(WebSocketOpeningTest, AnAnswerThatIsNotAsItWasAskedIsToldByItsRule) {
    struct Row {
        std::string_view replace;
        std::string_view by;
        Failure failure;
    };
    for (const auto& [replace, by, failure] : {
             Row{"HTTP/1.1", "HTTP/1.0", Failure::version_not_1_1},
             Row{"Upgrade: websocket", "X: y", Failure::upgrade_not_one},
             Row{"Upgrade: websocket", "Upgrade: websocket\r\nUpgrade: websocket",
                 Failure::upgrade_not_one},
             Row{"Upgrade: websocket", "Upgrade: h2c", Failure::upgrade_not_websocket},
             Row{"Connection: Upgrade", "Connection: close", Failure::connection_not_upgrade},
             Row{"Sec-WebSocket-Accept", "X", Failure::accept_not_one},
             Row{"Sec-WebSocket-Accept: ", "Sec-WebSocket-Accept: x", Failure::accept_wrong},
             Row{"Upgrade: w", "Sec-WebSocket-Protocol: chat\r\nUpgrade: w",
                 Failure::subprotocol_not_asked},
             Row{"Upgrade: w", "Sec-WebSocket-Extensions: x\r\nUpgrade: w",
                 Failure::extension_not_asked},
             Row{"Upgrade: w", "Content-Length: 5\r\nUpgrade: w", Failure::body_announced},
         }) {
        SCOPED_TRACE(by);
        start();
        std::string bytes = answer();
        bytes.replace(bytes.find(replace), replace.size(), by);
        peer_sends(bytes + "behind");
        expect_bad_upgrade(failure);
    }
}

TEST_F(WebSocketOpeningTest, TheAnswerToAnotherRequestIsNotOurs) {
    start();
    const std::string of_another = answer();
    start();
    peer_sends(of_another);
    expect_bad_upgrade(Failure::accept_wrong);
}

TEST_F(WebSocketOpeningTest, WhatIsNoHttpIsKnownByItsFirstByte) {
    for (const std::string_view greeting : {"SSH-2.0-x\r\n", "\r\n", "h", "\x16\x03\x01"}) {
        start();
        peer_sends(greeting);
        expect_refused({.kind = Kind::not_http}, CloseReason::protocol_error);
    }
}

TEST_F(WebSocketOpeningTest, AMalformedAnswerIsToldByItsFailure) {
    start();
    peer_sends("HTTP/2.0 101 Yes\r\n\r\n");
    expect_bad_http(HttpFailure::version_not_supported);
    start();
    peer_sends("HTTP/1.1 101 Yes\r\nUpgrade : websocket\r\n\r\n");
    expect_bad_http(HttpFailure::field_name_malformed);
    start();
    peer_sends("HTTP/1.1 101 Yes\nUpgrade: websocket\n\n");
    expect_bad_http(HttpFailure::bare_line_feed);
}

TEST_F(WebSocketOpeningTest, AnAnswerWithoutEndIsBounded) {
    start();
    const std::string line = "X: " + std::string(1000, 'x') + "\r\n";
    peer_sends("HTTP/1.1 101 Yes\r\n");
    for (int i = 0; i < 20 && outcome.refused.empty(); ++i)
        peer_sends(line);
    expect_bad_http(HttpFailure::head_too_long);
}

// ---- Ends

TEST_F(WebSocketOpeningTest, HalfAnAnswerAndThenTheEndIsToldAsSuch) {
    start();
    const std::size_t size = answer().size();
    for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, size / 2, size - 1}) {
        start();
        peer_sends(answer().substr(0, cut));
        stream->peer_ends();
        stream->step();
        stream->step();
        EXPECT_THAT(outcome.refused, ElementsAre(OpeningFailure{.kind = Kind::ended_early})) << cut;
        EXPECT_THAT(outcome.closed, ElementsAre(CloseReason::upgrade_refused));
    }
}

TEST_F(WebSocketOpeningTest, TheEndOfTheStreamIsTheSuccessorsToo) {
    for (const CloseReason reason :
         {CloseReason::reset, CloseReason::handshake_timeout, CloseReason::stopped}) {
        start();
        peer_sends("HTTP/1.1 1");
        stream->close(reason);
        EXPECT_THAT(outcome.closed, ElementsAre(reason));
        EXPECT_EQ(outcome.opened, 0);
        EXPECT_TRUE(outcome.refused.empty());
    }
}

TEST_F(WebSocketOpeningTest, AConnectThatFailedIsTheSuccessorsToo) {
    make_opening();
    opening->on_close(CloseReason::connect_refused);
    EXPECT_THAT(outcome.closed, ElementsAre(CloseReason::connect_refused));
}

TEST_F(WebSocketOpeningTest, AProgramThatEndsMeanwhileEndsItWithoutAFailure) {
    start();
    peer_sends("HTTP/1.1 1");
    stream->drain();
    EXPECT_EQ(stream->count("finish"), 1);
    stream->peer_ends();
    stream->step();
    EXPECT_THAT(outcome.closed, ElementsAre(CloseReason::drained));
    EXPECT_TRUE(outcome.refused.empty());
}

}  // namespace
}  // namespace potok::test
