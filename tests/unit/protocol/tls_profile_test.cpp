#include "protocol/tls_profile.hpp"

#include "protocol/tls_server_context.hpp"
#include "protocol/tls_watch.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/tls_laboratory.hpp"

namespace potok::testing {
namespace {

struct SuiteCase {
    int version;
    const char* suite;       // as OpenSSL calls it
    const char* registered;  // as IANA does
    TestKey key;
};

constexpr std::array kSuites{
    SuiteCase{TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256", TestKey::p256},
    SuiteCase{TLS1_3_VERSION, "TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384", TestKey::rsa2048},
    SuiteCase{TLS1_3_VERSION, "TLS_CHACHA20_POLY1305_SHA256", "TLS_CHACHA20_POLY1305_SHA256",
              TestKey::p256},
    SuiteCase{TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256",
              "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", TestKey::p256},
    SuiteCase{TLS1_2_VERSION, "ECDHE-ECDSA-AES256-GCM-SHA384",
              "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", TestKey::p256},
    SuiteCase{TLS1_2_VERSION, "ECDHE-ECDSA-CHACHA20-POLY1305",
              "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", TestKey::p256},
    SuiteCase{TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256",
              "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", TestKey::rsa2048},
    SuiteCase{TLS1_2_VERSION, "ECDHE-RSA-AES256-GCM-SHA384",
              "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", TestKey::rsa2048},
    SuiteCase{TLS1_2_VERSION, "ECDHE-RSA-CHACHA20-POLY1305",
              "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", TestKey::rsa2048},
};

TlsServerContext server_with(TestKey key, TlsProfile profile) {
    const Credentials credentials =
        make_certificate({.names = "DNS:a.example", .key = key}).credentials();
    const std::array list{&credentials};
    auto made = TlsServerContext::make({.profile = profile, .credentials = list});
    EXPECT_TRUE(made.ok());
    return std::move(made).value();
}

OwnedSsl client_of(int version, const char* suite) {
    const OwnedSslContext context = plain_client();
    SSL_CTX_set_min_proto_version(context.get(), version);
    SSL_CTX_set_max_proto_version(context.get(), version);
    if (suite != nullptr) {
        EXPECT_EQ(version == TLS1_3_VERSION ? SSL_CTX_set_ciphersuites(context.get(), suite)
                                            : SSL_CTX_set_cipher_list(context.get(), suite),
                  1)
            << suite;
    }
    return connection_of(context, TlsRole::client);
}

TEST(TlsProfile, SpeaksEachOfItsSuites) {
    for (const SuiteCase& row : kSuites) {
        const auto server = server_with(row.key, TlsProfile::intermediate).accept();
        const auto client = client_of(row.version, row.suite);
        EXPECT_TRUE(shake(*server, *client).good()) << row.suite;
        const TlsFacts facts = read_facts(*server);
        EXPECT_EQ(facts.suite, row.registered);
        EXPECT_EQ(facts.version,
                  row.version == TLS1_3_VERSION ? TlsVersion::tls_1_3 : TlsVersion::tls_1_2);
        EXPECT_EQ(facts.group, "X25519");
        EXPECT_FALSE(facts.resumed);
    }
}

TEST(TlsProfile, SpeaksNoOtherSuite) {
    constexpr std::array kOthers{"ECDHE-RSA-AES128-SHA256",   "ECDHE-RSA-AES256-SHA",
                                 "AES128-GCM-SHA256",         "AES256-SHA",
                                 "DHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-CAMELLIA128-SHA256"};
    const auto context = server_with(TestKey::rsa2048, TlsProfile::intermediate);
    for (const char* const suite : kOthers) {
        const auto server = context.accept();
        const auto client = client_of(TLS1_2_VERSION, suite);
        const Handshake handshake = shake(*server, *client);
        ASSERT_TRUE(handshake.server.failure) << suite;
        EXPECT_EQ(handshake.server.failure->kind, TlsFailure::Kind::no_shared_suite) << suite;
        ASSERT_TRUE(handshake.client.failure) << suite;
        EXPECT_EQ(handshake.client.failure->kind, TlsFailure::Kind::alert);
        EXPECT_EQ(alert_name(handshake.client.failure->alert), "handshake_failure");
    }
}

TEST(TlsProfile, SpeaksNoOldVersion) {
    struct Row {
        TlsProfile profile;
        int version;
        bool good;
    };
    constexpr std::array kRows{
        Row{TlsProfile::intermediate, TLS1_VERSION, false},
        Row{TlsProfile::intermediate, TLS1_1_VERSION, false},
        Row{TlsProfile::intermediate, TLS1_2_VERSION, true},
        Row{TlsProfile::intermediate, TLS1_3_VERSION, true},
        Row{TlsProfile::modern, TLS1_2_VERSION, false},
        Row{TlsProfile::modern, TLS1_3_VERSION, true},
    };
    for (const Row& row : kRows) {
        const auto server = server_with(TestKey::p256, row.profile).accept();
        const auto client = client_of(row.version, nullptr);
        const Handshake handshake = shake(*server, *client);
        EXPECT_EQ(handshake.good(), row.good) << row.version;
        if (row.good) continue;
        ASSERT_TRUE(handshake.server.failure);
        EXPECT_EQ(handshake.server.failure->kind, TlsFailure::Kind::no_shared_version);
        EXPECT_EQ(handshake.server.failure->alert_sent, 70);
        ASSERT_TRUE(handshake.client.failure);
        EXPECT_EQ(alert_name(handshake.client.failure->alert), "protocol_version");
    }
}

TEST(TlsProfile, LeavesTheOrderOfSuitesToTheClient) {
    const auto context = server_with(TestKey::p256, TlsProfile::intermediate);
    for (const char* const first :
         {"TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"}) {
        const auto server = context.accept();
        const auto client =
            client_of(TLS1_3_VERSION, (std::string(first) + ":TLS_AES_128_GCM_SHA256").c_str());
        EXPECT_TRUE(shake(*server, *client).good());
        EXPECT_EQ(read_facts(*server).suite, first);
    }
}

TEST(TlsProfile, RefusesRenegotiation) {
    const auto server = server_with(TestKey::p256, TlsProfile::intermediate).accept();
    const auto client = client_of(TLS1_2_VERSION, nullptr);
    ASSERT_TRUE(shake(*server, *client).good());
    ASSERT_EQ(SSL_renegotiate(client.get()), 1);
    SSL_do_handshake(client.get());
    std::array<char, 16> plain{};
    EXPECT_LE(SSL_read(server.get(), plain.data(), plain.size()), 0);
    // OpenSSL answers with a warning and goes on: who counts them is the engine.
    SSL_do_handshake(client.get());
    const TlsFailure failure = read_failure(*client);
    EXPECT_EQ(failure.kind, TlsFailure::Kind::renegotiation);
    EXPECT_EQ(read_failure(*server).kind, TlsFailure::Kind::renegotiation);
}

TEST(TlsProfile, RefusesRenegotiationThatAServerAsksFor) {
    const Credentials credentials = make_certificate({}).credentials();
    const OwnedSslContext plain = plain_server(credentials);
    SSL_CTX_set_max_proto_version(plain.get(), TLS1_2_VERSION);
    const OwnedSsl server = connection_of(plain, TlsRole::server);
    const OwnedSslContext ours = new_tls_context(TlsRole::client, TlsProfile::intermediate);
    watch_alerts(*ours);
    const OwnedSsl client = connection_of(ours, TlsRole::client);
    ASSERT_TRUE(shake(*server, *client).good());
    ASSERT_EQ(SSL_renegotiate(server.get()), 1);
    SSL_do_handshake(server.get());
    std::array<char, 16> bytes{};
    EXPECT_LE(SSL_read(client.get(), bytes.data(), bytes.size()), 0);
    EXPECT_EQ(alert_name(sent_alert(*client).value_or(0)), "no_renegotiation");
}

TEST(TlsProfile, IsNotTheSystems) {
    const OwnedSslContext context = new_tls_context(TlsRole::server, TlsProfile::intermediate);
    EXPECT_EQ(SSL_CTX_get_security_level(context.get()), 2);
    EXPECT_EQ(SSL_CTX_get_min_proto_version(context.get()), TLS1_2_VERSION);
    EXPECT_EQ(SSL_CTX_get_max_early_data(context.get()), 0u);
    EXPECT_EQ(SSL_CTX_get_read_ahead(context.get()), 0);
    EXPECT_NE(SSL_CTX_get_options(context.get()) & SSL_OP_NO_COMPRESSION, 0u);
    EXPECT_NE(SSL_CTX_get_mode(context.get()) & SSL_MODE_RELEASE_BUFFERS, 0);
}

}  // namespace
}  // namespace potok::testing
