#include "protocol/tls_failure.hpp"

#include "protocol/tls_client_context.hpp"
#include "protocol/tls_server_context.hpp"
#include "protocol/tls_watch.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/tls_laboratory.hpp"

namespace potok::testing {
namespace {

using Kind = TlsFailure::Kind;

OwnedSsl make_server(TlsProfile profile = TlsProfile::intermediate) {
    static const Credentials credentials = make_certificate({}).credentials();
    const std::array list{&credentials};
    auto made = TlsServerContext::make({.profile = profile, .credentials = list});
    EXPECT_TRUE(made.ok());
    return made.value().accept();
}

OwnedSsl make_client() {
    auto made = TlsClientContext::make({.trust = TlsTrust::in_nobody_so_anyone_may_answer()});
    EXPECT_TRUE(made.ok());
    return made.value().connect(TlsPeerName::parse("a.example").value(), 443);
}

std::string record(char type, std::string_view body) {
    std::string bytes{type, '\x03', '\x03'};
    bytes += static_cast<char>(body.size() >> 8U);
    bytes += static_cast<char>(body.size() & 0xffU);
    return bytes.append(body);
}

// A ClientHello of TLS 1.2 with these suites and nothing else.
std::string hello_with(std::string_view suites) {
    std::string body("\x03\x03", 2);
    body += std::string(32, 'r');
    body += '\0';
    body += static_cast<char>(suites.size() >> 8U);
    body += static_cast<char>(suites.size());
    body += suites;
    body += std::string("\1\0", 2);
    std::string message(1, '\1');
    message += std::string(1, '\0');
    message += static_cast<char>(body.size() >> 8U);
    message += static_cast<char>(body.size() & 0xffU);
    return record('\x16', message + body);
}

TEST(TlsFailure, TellsWhatCameInPlaceOfAClientHello) {
    struct Row {
        std::string bytes;
        Kind kind;
    };
    const std::array<Row, 12> rows{{
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", Kind::plain_http},
        {"POST / HTTP/1.1\r\nHost: a\r\n\r\n", Kind::plain_http},
        {"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", Kind::plain_http},
        {"CONNECT a:443 HTTP/1.1\r\n\r\n", Kind::plain_http},
        {"SSH-2.0-OpenSSH_9.2\r\n", Kind::not_tls},
        {std::string(64, '\0'), Kind::not_tls},
        {"EHLO a.example\r\n", Kind::not_tls},
        {hello_with(std::string("\xC1\x00\xC1\x01\xFF\x85", 6)), Kind::gost_only},
        {hello_with(std::string("\x00\x2F\x00\x35", 4)), Kind::no_shared_suite},
        {record('\x16', std::string("\x02\x00\x00\x00", 4)), Kind::malformed},
        {std::string("\x16\x03\x01\xFF\xFF", 5) + std::string(64, 'x'), Kind::record_too_long},
        {record('\x15', "\x02\x28"), Kind::malformed},
    }};
    for (const Row& row : rows) {
        const OwnedSsl server = make_server();
        const Side side = tell(*server, row.bytes);
        ASSERT_TRUE(side.failure) << row.bytes;
        EXPECT_EQ(side.failure->kind, row.kind)
            << row.bytes << " reason " << side.failure->reason << " alert "
            << int{side.failure->alert_sent.value_or(0)};
        EXPECT_EQ(ERR_peek_error(), 0u);
    }
}

// OpenSSL answers it as it answers a name that nobody has.
TEST(TlsFailure, DoesNotCallANameWhatIsNone) {
    const OwnedSsl client = make_client();
    SSL_set_bio(client.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_do_handshake(client.get());
    std::string hello(BIO_ctrl_pending(SSL_get_wbio(client.get())), '\0');
    BIO_read(SSL_get_wbio(client.get()), hello.data(), static_cast<int>(hello.size()));
    ERR_clear_error();
    const std::size_t name = hello.find("a.example");
    ASSERT_NE(name, hello.npos);
    hello[name + 1] = '\0';
    const OwnedSsl server = make_server();
    const Side side = tell(*server, hello);
    ASSERT_TRUE(side.failure);
    EXPECT_EQ(side.failure->alert_sent, SSL_AD_UNRECOGNIZED_NAME);
    EXPECT_EQ(side.failure->kind, Kind::malformed);
}

TEST(TlsFailure, TellsWhatCameInPlaceOfAServerHello) {
    for (const std::string_view bytes :
         {"HTTP/1.1 400 Bad Request\r\n\r\n", "220 a.example ESMTP\r\n"}) {
        const OwnedSsl client = make_client();
        SSL_set_bio(client.get(), BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())),
                    BIO_new(BIO_s_mem()));
        EXPECT_LE(SSL_do_handshake(client.get()), 0);
        EXPECT_EQ(read_failure(*client).kind, Kind::not_tls) << bytes;
    }
}

TEST(TlsFailure, TellsTheAlertThatCameAndTheOneThatWent) {
    const OwnedSsl server = make_server(TlsProfile::modern);
    const OwnedSsl client = make_client();
    SSL_set_max_proto_version(client.get(), TLS1_2_VERSION);
    const Handshake handshake = shake(*server, *client);
    ASSERT_TRUE(handshake.server.failure && handshake.client.failure);
    EXPECT_EQ(handshake.server.failure->kind, Kind::no_shared_version);
    EXPECT_EQ(handshake.server.failure->alert_sent, 70);
    EXPECT_EQ(handshake.client.failure->kind, Kind::alert);
    EXPECT_EQ(handshake.client.failure->alert, 70);
    EXPECT_EQ(handshake.client.failure->alert_sent, std::nullopt);
}

// The first record that comes behind the handshake, with one byte of it changed.
TEST(TlsFailure, TellsARecordThatWasChangedOnItsWay) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const OwnedSsl server = make_server();
        const OwnedSsl client = make_client();
        SSL_set_max_proto_version(client.get(), version);
        ASSERT_TRUE(shake(*server, *client).good());
        SSL_set0_wbio(client.get(), BIO_new(BIO_s_mem()));
        ASSERT_EQ(SSL_write(client.get(), "hello", 5), 5);
        char* bytes = nullptr;
        const long size = BIO_get_mem_data(SSL_get_wbio(client.get()), &bytes);
        bytes[size - 1] = static_cast<char>(bytes[size - 1] ^ 1);
        SSL_set0_rbio(server.get(), BIO_new_mem_buf(bytes, static_cast<int>(size)));
        std::array<char, 16> plain{};
        EXPECT_LE(SSL_read(server.get(), plain.data(), plain.size()), 0);
        const TlsFailure failure = read_failure(*server);
        EXPECT_EQ(failure.kind, Kind::damaged_record);
        EXPECT_EQ(alert_name(failure.alert_sent.value_or(0)), "bad_record_mac");
    }
}

TEST(TlsFailure, IsWithoutAReasonWhenNothingFailed) {
    const OwnedSsl server = make_server();
    const TlsFailure failure = read_failure(*server);
    EXPECT_EQ(failure.kind, Kind::other);
    EXPECT_EQ(failure.reason, 0u);
    EXPECT_EQ(failure.alert_sent, std::nullopt);
    EXPECT_FALSE(failure.certificate);
}

TEST(TlsFailure, DoesNotTakeACloseNotifyForAnAlert) {
    const OwnedSsl server = make_server();
    const OwnedSsl client = make_client();
    ASSERT_TRUE(shake(*server, *client).good());
    SSL_shutdown(server.get());
    EXPECT_EQ(sent_alert(*server), std::nullopt);
}

TEST(TlsFailure, AlertsHaveTheirRegisteredNames) {
    EXPECT_EQ(alert_name(0), "close_notify");
    EXPECT_EQ(alert_name(40), "handshake_failure");
    EXPECT_EQ(alert_name(48), "unknown_ca");
    EXPECT_EQ(alert_name(116), "certificate_required");
    EXPECT_EQ(alert_name(120), "no_application_protocol");
    EXPECT_EQ(alert_name(1), "");
    EXPECT_EQ(alert_name(255), "");
}

}  // namespace
}  // namespace potok::testing
