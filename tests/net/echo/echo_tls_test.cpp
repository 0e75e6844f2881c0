// potok-echo over TLS, as clients that are OpenSSL and nothing of ours meet it: every protocol,
// orderly ends, and what is no TLS.
#include "tests/net/echo/echo_tls_fixture.hpp"
#include "tests/support/websocket_bytes.hpp"

namespace potok::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(EchoTls, EveryProtocolIsSpokenOverTls) {
    start({"--listen", "tls://127.0.0.1:0", "--listen", "lps://127.0.0.1:0", "--listen",
           "lines://127.0.0.1:0", "--listen", "https://127.0.0.1:0", "--listen",
           "wss://127.0.0.1:0", "--self-signed"});
    EXPECT_THAT(server->out(), HasSubstr("fingerprint sha256:"));
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const TlsOptions options{.version = version};
        expect_echo(call(port_of(0), options), std::string(300'000, 'r'));
        expect_echo(call(port_of(1), options), frame("one") + frame(std::string(100'000, 'f')));
        expect_echo(call(port_of(2), options), "a line\nanother\n");
        TlsClient& http = call(port_of(3), options);
        http.say("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        until_clients([&] { return http.was_closed(); });
        EXPECT_TRUE(http.received.starts_with("HTTP/1.1 200 ")) << http.received;
        TlsClient& ws = call(port_of(4), options);
        ws.say(std::string(kWebSocketOpening) + masked_frame(kTextFrame, "hello"));
        until_clients([&] { return ws.received.ends_with("hello"); });
        EXPECT_TRUE(ws.received.starts_with("HTTP/1.1 101 ")) << ws.received;
    }
}

TEST_F(EchoTls, AHalfClosedClientGetsEverythingAndThenTheEnd) {
    start({"--listen", "tls://127.0.0.1:0", "--self-signed"});
    TlsClient& client = call(port);
    client.say(std::string(200'000, 'h'));
    client.closes = true;
    until_clients([&] { return client.was_closed(); });
    EXPECT_EQ(client.received.size(), 200'000u);
    expect_closed_for("finished");
}

TEST_F(EchoTls, PlainHttpIsToldWhatIsSpokenHere) {
    start({"--listen", "wss://127.0.0.1:0", "--self-signed"});
    Peer& peer = connect();
    peer.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    until([&] { return peer.ended(); });
    EXPECT_TRUE(peer.received().starts_with("HTTP/1.1 400 ")) << peer.received();
    EXPECT_THAT(peer.received(), HasSubstr("https://"));
    expect_logged("cause=plain_http");
}

TEST_F(EchoTls, WhatIsNoTlsIsLoggedAndHarmsNobody) {
    start({"--listen", "tls://127.0.0.1:0", "--self-signed"});
    Peer& garbage = connect();
    garbage.send(std::string(1000, '\x42'));
    until([&] { return garbage.gone() || garbage.ended(); });
    expect_logged("tls_failed");
    expect_echo(call(port), "still there");
    EXPECT_THAT(server->err(), Not(HasSubstr("reason=tls_failed"))) << "one line is enough";
}

TEST_F(EchoTls, ADrainAnswersAndEndsInOrder) {
    start({"--listen", "lps://127.0.0.1:0", "--self-signed"});
    TlsClient& client = call(port);
    expect_echo(client, frame("before"));
    client.say(frame("last"));
    client.pump();
    server->terminate();
    until_clients([&] { return client.was_closed(); });
    EXPECT_EQ(client.received, frame("last"));
    client.socket.close();
    expect_exit(0);
}

}  // namespace
}  // namespace potok::testing
