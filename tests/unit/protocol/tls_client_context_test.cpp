#include "protocol/tls_client_context.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/support/source_place.hpp"
#include "tests/unit/protocol/tls_laboratory.hpp"

namespace potok::testing {
namespace {

using Kind = TlsFailure::Kind;
using Problem = CertificateProblem;

TlsClientContext make_client(const TlsClientSettings& settings) {
    auto made = TlsClientContext::make(settings);
    EXPECT_TRUE(made.ok());
    return std::move(made).value();
}

Handshake visit(const TlsClientSettings& settings, const Credentials& server_credentials,
                std::string_view name, SSL** client = nullptr) {
    static OwnedSsl connection;
    const auto context = make_client(settings);
    connection = context.connect(TlsPeerName::parse(name).value(), 443);
    const OwnedSsl server = connection_of(plain_server(server_credentials), TlsRole::server);
    if (client != nullptr) *client = connection.get();
    return shake(*server, *connection);
}

TEST(TlsClientContext, NeedsSomebodyToTrust) {
    const auto made = TlsClientContext::make({.trust = TlsTrust::in_authorities({})});
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.error().kind, TlsContextFault::Kind::no_trust);
}

// ---- Names (RFC 9525)

struct NameRow {
    const char* names;
    const char* asked;
    bool good;
};

TEST(TlsClientContext, ComparesTheNameWithThoseOfTheCertificate) {
    const TestCertificate root = make_certificate({.subject = "root", .authority = true});
    constexpr std::array kRows{
        NameRow{"DNS:a.example", "a.example", true},
        NameRow{"DNS:A.Example", "a.eXample", true},
        NameRow{"DNS:a.example", "a.example.", true},
        NameRow{"DNS:a.example", "b.example", false},
        NameRow{"DNS:a.example", "x.a.example", false},
        NameRow{"DNS:*.a.example", "x.a.example", true},
        NameRow{"DNS:*.a.example", "a.example", false},
        NameRow{"DNS:*.a.example", "x.y.a.example", false},
        NameRow{"DNS:x*.a.example", "xy.a.example", false},
        NameRow{"DNS:*x.a.example", "yx.a.example", false},
        NameRow{"DNS:x.*.example", "x.a.example", false},
        NameRow{"DNS:xn--80a1acny.xn--p1ai", "почта.рф", true},
        NameRow{"DNS:xn--80a1acny.xn--p1ai", "Почта.РФ", true},
        NameRow{"DNS:a.example,DNS:b.example", "b.example", true},
        NameRow{"IP:192.0.2.1", "192.0.2.1", true},
        NameRow{"IP:192.0.2.1", "192.0.2.2", false},
        NameRow{"DNS:192.0.2.1", "192.0.2.1", false},
        NameRow{"IP:::1", "::1", true},
        NameRow{"IP:::1", "0:0:0:0:0:0:0:1", true},
        NameRow{"IP:fe80::1", "fe80::1%eth0", true},
        NameRow{"IP:::1", "::2", false},
        NameRow{"", "root", false},  // a subject is no name
        NameRow{"", "leaf.example", false},
    };
    for (const NameRow& row : kRows) {
        const Credentials leaf =
            make_certificate({.subject = "leaf.example", .names = row.names, .issuer = &root})
                .credentials();
        const Handshake handshake =
            visit({.trust = TlsTrust::in_authorities(trust_in({&root}))}, leaf, row.asked);
        ASSERT_EQ(handshake.good(), row.good) << row.names << " for " << row.asked;
        if (row.good) continue;
        ASSERT_TRUE(handshake.client.failure->certificate);
        const CertificateFailure& failure = *handshake.client.failure->certificate;
        EXPECT_EQ(failure.problem, Problem::name_mismatch);
        EXPECT_EQ(failure.asked, TlsPeerName::parse(row.asked).value().text());
        EXPECT_EQ(failure.peer.names.empty(), std::string_view(row.names).empty());
        EXPECT_FALSE(failure.of_client);
    }
}

TEST(TlsClientContext, NamesTheServerButNeverAnAddress) {
    const Credentials leaf =
        make_certificate({.names = "DNS:a.example,IP:127.0.0.1"}).credentials();
    SSL* client = nullptr;
    const TlsClientSettings settings{.trust = TlsTrust::in_nobody_so_anyone_may_answer()};
    EXPECT_TRUE(visit(settings, leaf, "a.example", &client).good());
    EXPECT_EQ(read_facts(*client).server_name, "a.example");
    EXPECT_TRUE(visit(settings, leaf, "127.0.0.1", &client).good());
    EXPECT_EQ(read_facts(*client).server_name, "");
}

// ---- Chains

// What the client should make of a server's certificates, whom it trusts being `root`.
class TlsClientContextChains : public ::testing::Test {
  protected:
    // The failure of the client, or none.
    std::unique_ptr<CertificateFailure> refusal_of(const Credentials& shown) const {
        Handshake handshake =
            visit({.trust = TlsTrust::in_authorities(trust_in({&root_}))}, shown, "a.example");
        if (handshake.good()) return nullptr;
        EXPECT_EQ(handshake.client.failure->kind, Kind::certificate);
        return std::move(handshake.client.failure->certificate);
    }
    void expect(Problem problem, int depth, const Credentials& shown,
                SourcePlace place = SourcePlace::current()) const {
        const ::testing::ScopedTrace trace(place.file, place.line, "expected here");
        const auto failure = refusal_of(shown);
        ASSERT_TRUE(failure);
        EXPECT_EQ(failure->problem, problem) << failure->code;
        EXPECT_EQ(failure->depth, depth);
        EXPECT_EQ(failure->peer.fingerprint, fingerprint_of(shown.leaf()));
    }
    TestCertificate leaf(Recipe recipe = {}) const {
        recipe.names = "DNS:a.example";
        if (recipe.issuer == nullptr) recipe.issuer = &root_;
        return make_certificate(recipe);
    }

    const TestCertificate root_ = make_certificate({.subject = "root", .authority = true});
    const TestCertificate other_ = make_certificate({.subject = "other", .authority = true});
    const TestCertificate middle_ =
        make_certificate({.subject = "middle", .authority = true, .issuer = &root_});
};

TEST_F(TlsClientContextChains, AreFollowedToWhomIsTrusted) {
    EXPECT_FALSE(refusal_of(leaf().credentials()));
    EXPECT_FALSE(refusal_of(leaf({.issuer = &middle_}).credentials_with({&middle_})));
    expect(Problem::unknown_issuer, 0, leaf({.issuer = &middle_}).credentials());
    expect(Problem::unknown_issuer, 0, leaf({.issuer = &other_}).credentials());
    expect(Problem::unknown_root, 1, leaf({.issuer = &other_}).credentials_with({&other_}));
}

TEST_F(TlsClientContextChains, OfOneCertificateThatNobodyTrustsAreSelfSigned) {
    expect(Problem::self_signed, 0, make_certificate({.names = "DNS:a.example"}).credentials());
}

TEST_F(TlsClientContextChains, MayBeTheVeryCertificateThatIsTrusted) {
    const TestCertificate self = make_certificate({.names = "DNS:a.example"});
    const TestCertificate issued = leaf({.issuer = &other_});
    for (const TestCertificate* const one : {&self, &issued}) {
        const TlsTrust trust = TlsTrust::in_authorities(trust_in({one}));
        EXPECT_TRUE(visit({.trust = trust}, one->credentials(), "a.example").good());
        EXPECT_FALSE(visit({.trust = trust}, one->credentials(), "b.example").good());
    }
}

TEST_F(TlsClientContextChains, HaveTheirTime) {
    expect(Problem::expired, 0, leaf({.days_from = -9, .days_to = -3}).credentials());
    expect(Problem::not_yet_valid, 0, leaf({.days_from = 3, .days_to = 9}).credentials());
    const TestCertificate late = make_certificate(
        {.subject = "late", .days_from = -9, .days_to = -3, .authority = true, .issuer = &root_});
    expect(Problem::expired, 1, leaf({.issuer = &late}).credentials_with({&late}));
}

TEST_F(TlsClientContextChains, AreForServers) {
    expect(Problem::wrong_purpose, 0, leaf({.purpose = "clientAuth"}).credentials());
    EXPECT_FALSE(refusal_of(leaf({.purpose = "serverAuth"}).credentials()));
    const TestCertificate no_authority = make_certificate({.subject = "leaf", .issuer = &root_});
    expect(Problem::not_an_authority, 1,
           leaf({.issuer = &no_authority}).credentials_with({&no_authority}));
}

TEST_F(TlsClientContextChains, AreStrongEnough) {
    expect(Problem::weak_key, 0, leaf({.key = TestKey::rsa1024}).credentials());
    expect(Problem::weak_signature, 0, leaf({.digest = EVP_sha1()}).credentials());
}

TEST_F(TlsClientContextChains, AreSignedByWhomTheyName) {
    const TestCertificate impostor = make_certificate({.subject = "root", .authority = true});
    expect(Problem::bad_signature, 0, leaf({.issuer = &impostor}).credentials());
}

TEST_F(TlsClientContextChains, AreJudgedByRevocationListsWhenThereAreAny) {
    const TestCertificate bad = leaf();
    TrustStore trust = trust_in({&root_});
    (void)trust.add(bytes_of(make_revocation_list(root_, {&bad})));
    const TlsClientSettings settings{.trust = TlsTrust::in_authorities(trust)};
    EXPECT_TRUE(visit(settings, leaf().credentials(), "a.example").good());
    const Handshake handshake = visit(settings, bad.credentials(), "a.example");
    ASSERT_TRUE(handshake.client.failure && handshake.client.failure->certificate);
    EXPECT_EQ(handshake.client.failure->certificate->problem, Problem::revoked);
}

// ---- Pins

TEST(TlsClientContext, WithAFingerprintAsksForNothingElse) {
    const TestCertificate late =
        make_certificate({.names = "DNS:x.example", .days_from = -9, .days_to = -3});
    const TestCertificate other = make_certificate({.names = "DNS:a.example"});
    for (const TlsTrust& trust : {TlsTrust::in_fingerprint(late.fingerprint()),
                                  TlsTrust::in_certificate(late.certificate.get())}) {
        EXPECT_TRUE(visit({.trust = trust}, late.credentials(), "a.example").good());
        const Handshake handshake = visit({.trust = trust}, other.credentials(), "a.example");
        ASSERT_TRUE(handshake.client.failure && handshake.client.failure->certificate);
        const CertificateFailure& failure = *handshake.client.failure->certificate;
        EXPECT_EQ(failure.problem, Problem::fingerprint_differs);
        EXPECT_EQ(failure.expected, late.fingerprint());
        EXPECT_EQ(failure.peer.fingerprint, other.fingerprint());
    }
}

TEST(TlsClientContext, WithAFingerprintLooksAtTheServersOwnCertificateAlone) {
    const TestCertificate root = make_certificate({.subject = "root", .authority = true});
    const Credentials leaf = make_certificate({.issuer = &root}).credentials_with({&root});
    const TlsTrust trust = TlsTrust::in_fingerprint(root.fingerprint());
    EXPECT_FALSE(visit({.trust = trust}, leaf, "a.example").good());
}

TEST(TlsClientContext, TrustsAnyoneOnlyWhenToldSo) {
    const Credentials bad = make_certificate({.days_from = -9, .days_to = -3}).credentials();
    EXPECT_TRUE(
        visit({.trust = TlsTrust::in_nobody_so_anyone_may_answer()}, bad, "a.example").good());
}

// ---- The rest

TEST(TlsClientContext, OffersItsProtocols) {
    const Credentials leaf = make_certificate({}).credentials();
    const OwnedSslContext plain = plain_server(leaf);
    SSL_CTX_set_alpn_select_cb(
        plain.get(),
        [](SSL*, const unsigned char** chosen, unsigned char* bytes, const unsigned char* offered,
           unsigned int, void*) {
            *chosen = offered + 1;
            *bytes = offered[0];
            return SSL_TLSEXT_ERR_OK;
        },
        nullptr);
    const std::array<std::string_view, 2> names{"one", "two"};
    const auto context = make_client({.trust = TlsTrust::in_nobody_so_anyone_may_answer(),
                                      .protocols = AlpnList::of(names).value()});
    const OwnedSsl client = context.connect(TlsPeerName::parse("a.example").value(), 443);
    const OwnedSsl server = connection_of(plain, TlsRole::server);
    EXPECT_TRUE(shake(*server, *client).good());
    EXPECT_EQ(read_facts(*client).protocol, "one");
}

TEST(TlsClientContext, ResumesTheSameServerOnly) {
    const Credentials leaf = make_certificate({}).credentials();
    const OwnedSslContext plain = plain_server(leaf);
    const auto resumed = [&plain](const TlsClientContext& context, std::string_view name,
                                  std::uint16_t port) {
        const OwnedSsl client = context.connect(TlsPeerName::parse(name).value(), port);
        const OwnedSsl server = connection_of(plain, TlsRole::server);
        EXPECT_TRUE(shake(*server, *client).good());
        return read_facts(*client).resumed;
    };
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        SSL_CTX_set_max_proto_version(plain.get(), version);
        const auto context =
            make_client({.trust = TlsTrust::in_fingerprint(fingerprint_of(leaf.leaf()))});
        EXPECT_FALSE(resumed(context, "a.example", 443));
        EXPECT_TRUE(resumed(context, "a.example", 443));
        EXPECT_FALSE(resumed(context, "a.example", 444));
        EXPECT_FALSE(resumed(context, "b.example", 443));
        EXPECT_FALSE(resumed(context, "192.0.2.1", 443));
        EXPECT_TRUE(resumed(context, "192.0.2.1", 443));
        const auto forgetful =
            make_client({.trust = TlsTrust::in_nobody_so_anyone_may_answer(), .resume = false});
        EXPECT_FALSE(resumed(forgetful, "a.example", 443));
        EXPECT_FALSE(resumed(forgetful, "a.example", 443));
        EXPECT_EQ(forgetful.sessions(), 0u);
    }
}

}  // namespace
}  // namespace potok::testing
