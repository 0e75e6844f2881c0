#include "protocol/session/proxy_tunnel.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/session/scripted_stream.hpp"

namespace potok::test {
namespace {

using Kind = TunnelFailure::Kind;
using ::testing::ElementsAre;

constexpr std::string_view kGood = "HTTP/1.1 200 Connection established\r\n\r\n";

struct Outcome {
    std::vector<TunnelFailure> refused;
    int opened = 0;
    std::string data;
    std::vector<CloseReason> closed;
};

class TunnelledSession final : public Session, public ProxyTunnel::Observer {
  public:
    explicit TunnelledSession(Outcome& outcome) : outcome_(outcome) {}
    void on_open(Stream&) override { ++outcome_.opened; }
    Consumed on_data(MutableBytes data) override {
        outcome_.data += text_of(data);
        return {data.size()};
    }
    void on_end() override {}
    void on_close(CloseReason reason) override { outcome_.closed.push_back(reason); }
    void on_tunnel_refused(const TunnelFailure& failure) override {
        EXPECT_TRUE(outcome_.closed.empty());
        outcome_.refused.push_back(failure);
    }

  private:
    Outcome& outcome_;
};

class ProxyTunnelTest : public ::testing::Test {
  protected:
    void start() {
        outcome = {};
        auto next = std::make_unique<TunnelledSession>(outcome);
        ProxyTunnel::Observer& observer = *next;
        tunnel = std::make_unique<ProxyTunnel>(ask, limits, observer, std::move(next));
        stream = std::make_unique<ScriptedStream>(*tunnel);
        stream->open();
    }
    void peer_sends(std::string_view bytes) {
        stream->peer_sends(bytes);
        stream->step();
    }
    void expect_refused(const TunnelFailure& failure, CloseReason reason) {
        EXPECT_THAT(outcome.refused, ElementsAre(failure));
        EXPECT_EQ(stream->calls, (std::vector<std::string>{"begin", "finish"}));
        peer_sends(kGood);
        stream->peer_ends();
        stream->step();
        EXPECT_EQ(outcome.refused.size(), 1u);
        EXPECT_EQ(outcome.opened, 0);
        EXPECT_THAT(outcome.closed, ElementsAre(reason));
    }

    ProxyAsk ask{.authority = "example.org:80", .authorization = {}};
    HttpLimits limits;
    Outcome outcome;
    std::unique_ptr<ProxyTunnel> tunnel;
    std::unique_ptr<ScriptedStream> stream;
};

TEST(ProxyAsk, NamesTheTargetWithItsPortAndTheUserOfTheProxy) {
    const auto address = [](std::string_view text) {
        return std::move(parse_endpoint(text, EndpointUse::target)).value();
    };
    EXPECT_EQ(proxy_ask_of(address("ws://user:word@example.org/a"), address("http://proxy:3128")),
              (ProxyAsk{"example.org:80", ""}));
    EXPECT_EQ(proxy_ask_of(address("ws://[::1]:9001"), address("http://Aladdin:open%20sesame@p")),
              (ProxyAsk{"[::1]:9001", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}));
}

TEST_F(ProxyTunnelTest, AsksForTheTargetWithinAHandshakesDeadline) {
    start();
    EXPECT_EQ(stream->received, "CONNECT example.org:80 HTTP/1.1\r\nHost: example.org:80\r\n\r\n");
    EXPECT_EQ(stream->calls, std::vector<std::string>{"begin"});
    ask.authorization = "Basic eA==";
    start();
    EXPECT_EQ(stream->received,
              "CONNECT example.org:80 HTTP/1.1\r\nHost: example.org:80\r\n"
              "Proxy-Authorization: Basic eA==\r\n\r\n");
}

TEST_F(ProxyTunnelTest, EverySplitOfTheAnswerMakesATunnel) {
    const std::string whole = std::string(kGood) + "behind";
    for (std::size_t cut = 1; cut <= kGood.size(); ++cut) {
        start();
        peer_sends(std::string_view(whole).substr(0, cut));
        EXPECT_EQ(outcome.opened, cut == kGood.size() ? 1 : 0);
        peer_sends(std::string_view(whole).substr(cut));
        EXPECT_EQ(outcome.opened, 1);
        EXPECT_EQ(outcome.data, "behind");
        EXPECT_EQ(stream->calls, (std::vector<std::string>{"begin", "end", "hand_over"}));
    }
}

// RFC 9110 §9.3.6: a 2xx to CONNECT has no content, whatever it says.
TEST_F(ProxyTunnelTest, ALengthInTheAnswerIsPassedOver) {
    start();
    peer_sends("HTTP/1.0 204 Yes\r\nContent-Length: 6\r\n\r\nbehind");
    EXPECT_EQ(outcome.data, "behind");
}

TEST_F(ProxyTunnelTest, AnotherStatusIsTold) {
    for (const int number : {101, 302, 403, 407, 502}) {
        const auto status = static_cast<std::uint16_t>(number);
        start();
        peer_sends("HTTP/1.1 " + std::to_string(status) + " No\r\nContent-Length: 0\r\n\r\n");
        expect_refused({.kind = Kind::status, .status = status}, CloseReason::connect_failed);
    }
}

TEST_F(ProxyTunnelTest, AnAuthenticationThatIsNotSupportedIsToldByName) {
    struct Row {
        std::string_view fields;
        Kind kind;
    };
    for (const auto& [fields, kind] :
         {Row{"Proxy-Authenticate: NTLM\r\n", Kind::ntlm_not_supported},
          Row{"Proxy-Authenticate: Negotiate\r\nproxy-authenticate: ntlm\r\n",
              Kind::ntlm_not_supported},
          Row{"Proxy-Authenticate: Negotiate, NTLM TlRMTQ==\r\n", Kind::ntlm_not_supported},
          Row{"Proxy-Authenticate: NEGOTIATE\r\n", Kind::negotiate_not_supported},
          Row{"Proxy-Authenticate: NTLM\r\nProxy-Authenticate: Basic realm=\"a, NTLM\"\r\n",
              Kind::status},
          Row{"Proxy-Authenticate: Digest realm=\"a\", nonce=\"NTLM\"\r\n", Kind::status},
          Row{"Proxy-Authenticate: Digest realm=\"a\", ntlm=1, Negotiate=\"\"\r\n", Kind::status},
          Row{"WWW-Authenticate: NTLM\r\n", Kind::status}}) {
        SCOPED_TRACE(fields);
        start();
        peer_sends("HTTP/1.1 407 Who?\r\n" + std::string(fields) + "\r\n");
        expect_refused({.kind = kind, .status = 407}, CloseReason::connect_failed);
    }
}

TEST_F(ProxyTunnelTest, WhatIsNoAnswerBreaksTheProtocol) {
    start();
    peer_sends("SSH-2.0");
    expect_refused({.kind = Kind::not_http}, CloseReason::protocol_error);
    start();
    peer_sends("HTTP/1.1 200 OK\nX: y\n\n");
    expect_refused({.kind = Kind::http, .http = HttpFailure::bare_line_feed},
                   CloseReason::protocol_error);
    start();
    peer_sends("HTTP/1.1 200 OK\r\n" + std::string("X: ") + std::string(9000, 'x'));
    expect_refused({.kind = Kind::http, .http = HttpFailure::head_too_long},
                   CloseReason::protocol_error);
}

TEST_F(ProxyTunnelTest, AnEndBeforeTheAnswerIsTold) {
    start();
    peer_sends("HTTP/1.1 2");
    stream->peer_ends();
    stream->step();
    EXPECT_THAT(outcome.refused, ElementsAre(TunnelFailure{.kind = Kind::ended_early}));
    stream->step();
    EXPECT_THAT(outcome.closed, ElementsAre(CloseReason::connect_failed));
}

TEST_F(ProxyTunnelTest, AnyOtherEndIsTheSuccessorsAlone) {
    start();
    stream->close(CloseReason::handshake_timeout);
    EXPECT_THAT(outcome.closed, ElementsAre(CloseReason::handshake_timeout));
    EXPECT_TRUE(outcome.refused.empty());
    start();
    stream->drain();
    stream->peer_ends();
    stream->step();
    EXPECT_THAT(outcome.closed, ElementsAre(CloseReason::drained));
    EXPECT_TRUE(outcome.refused.empty());
}

TEST_F(ProxyTunnelTest, NothingPostedStandsInFrontOfTheAnswer) {
    start();
    const std::string request = stream->received;
    stream->post("hello");
    stream->step();
    EXPECT_EQ(stream->received, request);
}

}  // namespace
}  // namespace potok::test
