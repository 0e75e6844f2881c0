#include "protocol/tls_server_context.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/tls_laboratory.hpp"

namespace potok::testing {
namespace {

using Kind = TlsFailure::Kind;
constexpr int kVersions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

TlsServerContext make_server(const TlsServerSettings& settings) {
    auto made = TlsServerContext::make(settings);
    EXPECT_TRUE(made.ok());
    return std::move(made).value();
}

OwnedSsl make_client(const OwnedSslContext& context, const std::string& name = {}) {
    OwnedSsl ssl = connection_of(context, TlsRole::client);
    if (!name.empty()) name_server(*ssl, name);
    return ssl;
}

// ---- Settings

TEST(TlsServerContext, HasToHaveACertificate) {
    const auto made = TlsServerContext::make({});
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.error().kind, TlsContextFault::Kind::no_credentials);
}

TEST(TlsServerContext, SaysWhichCertificateIsTooWeak) {
    const Credentials good = make_certificate({.names = "DNS:a.example"}).credentials();
    const Credentials weak =
        make_certificate({.names = "DNS:b.example", .key = TestKey::rsa1024}).credentials();
    const std::array list{&good, &weak};
    const auto made = TlsServerContext::make({.credentials = list});
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.error().kind, TlsContextFault::Kind::credentials_refused);
    EXPECT_EQ(made.error().index, 1u);
    EXPECT_NE(made.error().code, 0u);
    EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(TlsServerContext, AsksForNoClientCertificateThatNobodyMayIssue) {
    const Credentials credentials = make_certificate({}).credentials();
    const std::array list{&credentials};
    const auto made = TlsServerContext::make(
        {.credentials = list, .client_certificate = ClientCertificate::request});
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.error().kind, TlsContextFault::Kind::no_client_authorities);
}

TEST(TlsServerContext, HasALimitOfCertificates) {
    const Credentials one = make_certificate({}).credentials();
    const std::vector<const Credentials*> many(TlsServerSettings::kCredentialsMax + 1, &one);
    const auto made = TlsServerContext::make({.credentials = many});
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.error().kind, TlsContextFault::Kind::too_many_credentials);
}

TEST(TlsServerContext, OutlivesItselfInItsConnections) {
    const Credentials a = make_certificate({.names = "DNS:a.example"}).credentials();
    const Credentials b = make_certificate({.names = "DNS:b.example"}).credentials();
    const std::array list{&a, &b};
    const std::array<std::string_view, 1> protocols{"one"};
    const AlpnList alpn = AlpnList::of(protocols).value();
    OwnedSsl server = make_server({.credentials = list, .protocols = alpn}).accept();
    const OwnedSsl client = make_client(plain_client(), "b.example");
    SSL_set_alpn_protos(client.get(), reinterpret_cast<const unsigned char*>("\3one"), 4);
    EXPECT_TRUE(shake(*server, *client).good());
    EXPECT_EQ(read_facts(*server).protocol, "one");
}

// ---- SNI

struct NameCase {
    std::string asked;
    std::string shown;  // the subject of the certificate; empty: refused
};

void expect_names(UnknownServerName unknown, std::span<const NameCase> rows) {
    const Credentials first =
        make_certificate({.subject = "first", .names = "DNS:a.example"}).credentials();
    const Credentials wild =
        make_certificate({.subject = "wild", .names = "DNS:*.b.example"}).credentials();
    const Credentials exact =
        make_certificate({.subject = "exact", .names = "DNS:x.b.example"}).credentials();
    const std::array list{&first, &wild, &exact};
    const auto context = make_server({.credentials = list, .unknown_name = unknown});
    const OwnedSslContext plain = plain_client();
    for (const int version : kVersions) {
        SSL_CTX_set_max_proto_version(plain.get(), version);
        for (const NameCase& row : rows) {
            const OwnedSsl server = context.accept();
            const OwnedSsl client = make_client(plain, row.asked);
            const Handshake handshake = shake(*server, *client);
            ASSERT_EQ(handshake.good(), !row.shown.empty()) << row.asked;
            if (handshake.good()) {
                EXPECT_EQ(read_facts_and_peer(*client).peer->subject, "CN=" + row.shown);
                EXPECT_EQ(read_facts(*server).server_name, row.asked);
                continue;
            }
            EXPECT_EQ(handshake.server.failure->kind, Kind::unknown_name);
            EXPECT_EQ(handshake.server.failure->asked, row.asked);
            EXPECT_EQ(alert_name(handshake.client.failure->alert), "unrecognized_name");
        }
    }
}

TEST(TlsServerContext, ShowsTheCertificateOfTheName) {
    const std::array<NameCase, 6> rows{{{"a.example", "first"},
                                        {"y.b.example", "wild"},
                                        {"x.b.example", "exact"},
                                        {"b.example", "first"},
                                        {"stranger.example", "first"},
                                        {"", "first"}}};
    expect_names(UnknownServerName::first_credentials, rows);
}

TEST(TlsServerContext, RefusesANameOfNobodyWhenItHasTo) {
    const std::array<NameCase, 5> rows{{{"A.example", "first"},
                                        {"y.b.example", "wild"},
                                        {"y.y.b.example", ""},
                                        {"stranger.example", ""},
                                        {"", "first"}}};
    expect_names(UnknownServerName::refuse, rows);
}

TEST(TlsServerContext, ShowsEachClientTheKindOfKeyThatItCanVerify) {
    const Credentials ecdsa = make_certificate({.names = "DNS:a.example"}).credentials();
    const Credentials rsa =
        make_certificate({.names = "DNS:a.example", .key = TestKey::rsa2048}).credentials();
    const std::array list{&ecdsa, &rsa};
    const auto context = make_server({.credentials = list});
    for (const int version : kVersions) {
        for (const auto& [algorithms, kind] :
             {std::pair{"ECDSA+SHA256", KeyKind::ecdsa}, {"rsa_pss_rsae_sha256", KeyKind::rsa}}) {
            const OwnedSslContext plain = plain_client();
            SSL_CTX_set_max_proto_version(plain.get(), version);
            SSL_CTX_set1_sigalgs_list(plain.get(), std::string(algorithms).data());
            const OwnedSsl server = context.accept();
            const OwnedSsl client = make_client(plain, "a.example");
            ASSERT_TRUE(shake(*server, *client).good()) << algorithms;
            EXPECT_EQ(read_facts_and_peer(*client).peer->key.kind, kind);
        }
    }
}

TEST(TlsServerContext, ShowsTheChainThatCameWithTheCertificate) {
    const TestCertificate root = make_certificate({.subject = "root", .authority = true});
    const TestCertificate middle =
        make_certificate({.subject = "middle", .authority = true, .issuer = &root});
    const Credentials leaf =
        make_certificate({.names = "DNS:a.example", .issuer = &middle}).credentials_with({&middle});
    const std::array list{&leaf};
    const OwnedSsl server = make_server({.credentials = list}).accept();
    const OwnedSsl client = make_client(plain_client());
    ASSERT_TRUE(shake(*server, *client).good());
    EXPECT_EQ(sk_X509_num(SSL_get_peer_cert_chain(client.get())), 2);
}

// ---- ALPN

TEST(TlsServerContext, AgreesOnAProtocolOrSaysThatThereIsNone) {
    const Credentials a = make_certificate({.names = "DNS:a.example"}).credentials();
    const Credentials b = make_certificate({.names = "DNS:b.example"}).credentials();
    const std::array list{&a, &b};
    const std::array<std::string_view, 2> names{"one", "two"};
    const auto context =
        make_server({.credentials = list, .protocols = AlpnList::of(names).value()});
    struct Row {
        std::string offered;
        std::string agreed;
        bool good;
    };
    const std::array<Row, 4> rows{{{"\3two\3one", "one", true},
                                   {"\5three\3two", "two", true},
                                   {"", "", true},
                                   {"\5three", "", false}}};
    for (const char* const name : {"a.example", "b.example"}) {
        for (const Row& row : rows) {
            const OwnedSsl server = context.accept();
            const OwnedSsl client = make_client(plain_client(), name);
            SSL_set_alpn_protos(client.get(),
                                reinterpret_cast<const unsigned char*>(row.offered.data()),
                                static_cast<unsigned>(row.offered.size()));
            const Handshake handshake = shake(*server, *client);
            ASSERT_EQ(handshake.good(), row.good) << row.offered;
            EXPECT_EQ(read_facts(*server).protocol, row.agreed);
            if (row.good) continue;
            EXPECT_EQ(handshake.server.failure->kind, Kind::no_shared_protocol);
            EXPECT_EQ(alert_name(handshake.client.failure->alert), "no_application_protocol");
        }
    }
}

TEST(TlsServerContext, PassesOverProtocolsWhenItHasNone) {
    const Credentials credentials = make_certificate({}).credentials();
    const std::array list{&credentials};
    const OwnedSsl server = make_server({.credentials = list}).accept();
    const OwnedSsl client = make_client(plain_client());
    SSL_set_alpn_protos(client.get(), reinterpret_cast<const unsigned char*>("\2h2"), 3);
    EXPECT_TRUE(shake(*server, *client).good());
    EXPECT_EQ(read_facts(*client).protocol, "");
}

}  // namespace
}  // namespace potok::testing
