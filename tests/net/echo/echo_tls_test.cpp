// potok-echo over TLS, as clients that are OpenSSL and nothing of ours meet it: every protocol, its
// certificates replaced while clients come, and what is no TLS.
#include <filesystem>
#include <fstream>

#include "tests/net/echo/echo_fixture.hpp"
#include "tests/support/certificate_workshop.hpp"
#include "tests/support/tls_client.hpp"
#include "tests/support/websocket_bytes.hpp"

namespace potok::testing {
namespace {

class EchoTls : public EchoTest {
  protected:
    // until(), with clients that pump themselves.
    template <class Condition>
    void until_clients(Condition&& condition, SourcePlace where = SourcePlace::current()) {
        until(
            [&] {
                for (const auto& client : clients)
                    client->pump();
                return condition();
            },
            where);
    }

    TlsClient& call(std::uint16_t to, const TlsOptions& options = {}) {
        clients.push_back(std::make_unique<TlsClient>(to, 0, options));
        return *clients.back();
    }

    void expect_echo(TlsClient& client, const std::string& message,
                     SourcePlace where = SourcePlace::current()) {
        client.say(message);
        until_clients([&] { return client.received.size() >= message.size(); }, where);
        EXPECT_TRUE(client.received == message) << client.received.size();
        client.received.clear();
    }

    std::vector<std::unique_ptr<TlsClient>> clients;
};

TEST_F(EchoTls, EveryProtocolIsSpokenOverTls) {
    start({"--listen", "tls://127.0.0.1:0", "--listen", "lps://127.0.0.1:0", "--listen",
           "lines://127.0.0.1:0", "--listen", "https://127.0.0.1:0", "--listen",
           "wss://127.0.0.1:0", "--self-signed"});
    EXPECT_THAT(server->out(), ::testing::HasSubstr("fingerprint sha256:"));
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
        ws.say(
            "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
            masked_frame(kTextFrame, "hello"));
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

TEST_F(EchoTls, AnEndWithoutCloseNotifyIsCalledWhatItIs) {
    start({"--listen", "tls://127.0.0.1:0", "--self-signed"});
    TlsClient& client = call(port);
    expect_echo(client, "hello");
    client.socket.half_close();
    expect_closed_for("tls_truncated");
}

TEST_F(EchoTls, PlainHttpIsToldWhatIsSpokenHere) {
    start({"--listen", "wss://127.0.0.1:0", "--self-signed"});
    Peer& peer = connect();
    peer.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    until([&] { return peer.ended(); });
    EXPECT_TRUE(peer.received().starts_with("HTTP/1.1 400 ")) << peer.received();
    EXPECT_THAT(peer.received(), ::testing::HasSubstr("https://"));
    expect_logged("cause=plain_http");
}

TEST_F(EchoTls, WhatIsNoTlsIsLoggedAndHarmsNobody) {
    start({"--listen", "tls://127.0.0.1:0", "--self-signed"});
    Peer& garbage = connect();
    garbage.send(std::string(1000, '\x42'));
    until([&] { return garbage.gone() || garbage.ended(); });
    expect_logged("tls_failed");
    expect_echo(call(port), "still there");
}

TEST_F(EchoTls, AStalledHandshakeEndsByItsDeadline) {
    start({"--listen", "tls://127.0.0.1:0", "--self-signed", "--handshake-timeout", "200ms"});
    Peer& silent = connect();
    Peer& half = connect();
    half.send(std::string("\x16\x03\x01\x02\x00\x01", 6));
    until([&] { return silent.gone() && half.gone(); });
    expect_closed_for("handshake_timeout");
    expect_echo(call(port), "still there");
}

// None is refused, whatever certificate it is shown.
TEST_F(EchoTls, CertificatesAreReplacedWhileClientsCome) {
    const std::filesystem::path folder =
        std::filesystem::path(::testing::TempDir()) / "замена сертификата";
    std::filesystem::create_directories(folder);
    const std::string file = (folder / "server.pem").string();
    const auto put = [&](const std::string& subject) {
        // Its validity has to span the moment that this test runs at.
        const Issued made = issue({.subject = subject,
                                   .not_before = kToday - std::chrono::days(3650),
                                   .not_after = kToday + std::chrono::days(36500)});
        std::ofstream(file, std::ios::binary) << pem_of(made.certificate) + pem_of(made.key);
    };
    put("old");
    start({"--listen", "tls://127.0.0.1:0", "--cert", file});
    constexpr int kClients = 200;
    for (int i = 0; i < kClients; ++i) {
        if (i % 50 == 25) {
            put("new" + std::to_string(i));
            server->hang_up();
        }
        call(port).say("hello");
        for (const auto& client : clients)
            client->pump();
        server->pump();
    }
    until_clients([&] {
        return std::ranges::all_of(clients,
                                   [](const auto& one) { return one->received == "hello"; });
    });
    expect_logged("certificates_reloaded");
    std::ofstream(file, std::ios::binary) << "broken";
    server->hang_up();
    expect_logged("certificates_not_reloaded");
    expect_echo(call(port), "still there");
    std::filesystem::remove_all(folder);
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
