// Who speaks no TLS, or speaks it to do harm: each is refused for a reason that the log names, with
// bounded memory, and the others notice nothing.
#include "tests/net/echo/echo_tls_fixture.hpp"

namespace potok::testing {
namespace {

using namespace std::string_literals;
using ::testing::HasSubstr;

class EchoTlsAttack : public EchoTls {
  protected:
    void start_and_establish(const std::vector<std::string>& more = {}) {
        std::vector<std::string> arguments{"--listen", "tls://127.0.0.1:0", "--self-signed"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        start(arguments);
        there = &call(port);
        expect_echo(*there, "hello");
    }
    void expect_others_served() {
        expect_echo(*there, "still there");
        expect_echo(call(port), "welcome");
        clients.pop_back();
    }

    // What the log says of a peer's handshake or records.
    std::string complaint_of(std::uint16_t peer_port) {
        const std::string words = "tls_failed peer=127.0.0.1:" + std::to_string(peer_port) + " ";
        until_clients([&] {
            const std::size_t at = server->err().find(words);
            return at != std::string::npos && server->err().find('\n', at) != std::string::npos;
        });
        const std::size_t at = server->err().find(words);
        if (at == std::string::npos) return "(none)";
        return server->err().substr(at, server->err().find('\n', at) - at);
    }

    static std::string record(int type, std::string_view contents) {
        std::string bytes{static_cast<char>(type), '\x03', '\x03'};
        return bytes.append(big_endian(contents.size(), 2)).append(contents);
    }
    static std::string times(int count, const std::string& bytes) {
        std::string all;
        for (int i = 0; i < count; ++i)
            all += bytes;
        return all;
    }
    static std::string client_hello() {
        TlsPeer shy(false);
        static_cast<void>(shy.handshake());
        return shy.take();
    }

    TlsClient* there = nullptr;
};

TEST_F(EchoTlsAttack, WhatIsNoTlsIsRefusedByName) {
    start_and_establish();
    struct Row {
        std::string bytes;
        std::string cause;
    };
    const std::string sslv2_hello =
        "\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10"s + std::string(37, 'c');
    const std::array rows{
        Row{std::string(1000, '\x42'), "not_tls"},
        Row{"SSH-2.0-OpenSSH_9.2\r\n", "not_tls"},
        Row{sslv2_hello, "not_tls"},
        Row{record(SSL3_RT_HANDSHAKE, std::string(16 * 1024 + 1, 'l')), "record_too_long"},
        Row{"\x16\x03\x01\xff\xff"s, "record_too_long"},
        Row{record(SSL3_RT_HANDSHAKE, "\x01\xff\xff\xff"s), "record_too_long"},
        Row{times(100, record(SSL3_RT_HANDSHAKE, "")), "record_flood"},
        Row{times(100, record(SSL3_RT_CHANGE_CIPHER_SPEC, "\x01")), "malformed"},
        Row{times(100, record(SSL3_RT_ALERT, "\x01\x70")), "malformed"},
        Row{record(SSL3_RT_ALERT, "\x02\x28"), "malformed"},
        Row{record(SSL3_RT_APPLICATION_DATA, std::string(100, 'd')), "malformed"},
        Row{record(SSL3_RT_HANDSHAKE, "\x02\x00\x00\x00"s), "malformed"},
        Row{record(SSL3_RT_HANDSHAKE, "\x01\x00\x00\x00"s), "malformed"},
    };
    for (const Row& row : rows) {
        Peer& peer = connect();
        peer.send(row.bytes);
        EXPECT_THAT(complaint_of(peer.local_port()), HasSubstr("cause=" + row.cause))
            << row.bytes.size();
        peer.close();
        expect_others_served();
    }
}

TEST_F(EchoTlsAttack, AnAlertBehindTheServersFlightIsToldByItsName) {
    start_and_establish();
    for (const auto& [number, name] : {std::pair{SSL_AD_HANDSHAKE_FAILURE, "handshake_failure"},
                                       {SSL_AD_BAD_CERTIFICATE, "bad_certificate"},
                                       {SSL_AD_UNKNOWN_CA, "unknown_ca"},
                                       {SSL_AD_INTERNAL_ERROR, "internal_error"}}) {
        Peer& peer = connect();
        peer.send(client_hello());
        until_clients([&] { return !peer.received().empty(); });
        peer.send(record(SSL3_RT_ALERT, "\x02" + std::string(1, static_cast<char>(number))));
        EXPECT_THAT(complaint_of(peer.local_port()),
                    ::testing::AllOf(HasSubstr("cause=alert"), HasSubstr(name)));
        peer.close();
        expect_others_served();
    }
}

// A handshake may come in records of one byte: it is slow, and no fault.
TEST_F(EchoTlsAttack, AHelloInTheSmallestRecordsIsAHello) {
    start_and_establish();
    Peer& peer = connect();
    const std::string hello = client_hello();
    std::string pieces;
    for (const char byte : std::string_view(hello).substr(SSL3_RT_HEADER_LENGTH))
        pieces += record(SSL3_RT_HANDSHAKE, {&byte, 1});
    peer.send(pieces);
    until_clients([&] { return !peer.received().empty(); });
    EXPECT_EQ(peer.received().front(), '\x16') << "the server's hello";
    peer.close();
    expect_others_served();
}

TEST_F(EchoTlsAttack, AFloodOfKeyUpdatesIsEnded) {
    start_and_establish();
    const std::size_t before = server->peak_memory_bytes();
    TlsClient& flooder = call(port);
    expect_echo(flooder, "hello");
    for (int i = 0; i < 5000; ++i)
        flooder.tls().update_keys(true);
    flooder.socket.send(flooder.tls().take());
    EXPECT_THAT(complaint_of(flooder.socket.local_port()), HasSubstr("cause=record_flood"));
    expect_others_served();
    expect_peak_within(before, 4u << 20);
}

TEST_F(EchoTlsAttack, RenegotiationIsRefusedAndTheSessionGoesOn) {
    start_and_establish();
    TlsClient& client = call(port, {.version = TLS1_2_VERSION, .may_renegotiate = true});
    expect_echo(client, "hello");
    client.tls().renegotiate();
    until_clients([&] { return client.tls().failure() != 0; });
    EXPECT_EQ(client.tls().failure(), SSL_R_NO_RENEGOTIATION);
    expect_others_served();
}

}  // namespace
}  // namespace potok::testing
