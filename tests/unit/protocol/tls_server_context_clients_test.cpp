// Client certificates: who is let in, and what is said of who is not.
#include "protocol/tls_server_context.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/tls_laboratory.hpp"

namespace potok::testing {
namespace {

using Kind = TlsFailure::Kind;
using Problem = CertificateProblem;

// An authority of clients, and those whom it knows or not.
class TlsServerContextClients : public ::testing::Test {
  protected:
    TlsServerContext server_with(ClientCertificate ask, const TrustStore& authorities) {
        const std::array list{&server_credentials_};
        auto made = TlsServerContext::make(
            {.credentials = list, .client_certificate = ask, .client_authorities = authorities});
        EXPECT_TRUE(made.ok());
        return std::move(made).value();
    }

    static OwnedSsl client_with(const TestCertificate* certificate, int version) {
        const OwnedSslContext context = plain_client();
        SSL_CTX_set_max_proto_version(context.get(), version);
        if (certificate != nullptr) {
            SSL_CTX_use_certificate(context.get(), certificate->certificate.get());
            SSL_CTX_use_PrivateKey(context.get(), certificate->key.get());
        }
        return connection_of(context, TlsRole::client);
    }

    TestCertificate client(Recipe recipe = {}) const {
        recipe.subject = "client";
        if (recipe.issuer == nullptr) recipe.issuer = &authority_;
        return make_certificate(recipe);
    }

    const TestCertificate authority_ = make_certificate({.subject = "clients", .authority = true});
    const TestCertificate other_ = make_certificate({.subject = "others", .authority = true});
    const Credentials server_credentials_ = make_certificate({}).credentials();
};

TEST_F(TlsServerContextClients, AreLetInOrNotAndToldWhy) {
    const TestCertificate good = client({.names = "DNS:device-7.example,email:a@b.example"});
    const TestCertificate expired = client({.days_from = -10, .days_to = -3});
    const TestCertificate early = client({.days_from = 2, .days_to = 5});
    const TestCertificate stranger = client({.issuer = &other_});
    const TestCertificate server_only = client({.purpose = "serverAuth"});
    const TestCertificate self_signed = make_certificate({.subject = "self"});
    const TestCertificate weak = client({.key = TestKey::rsa1024});
    const TestCertificate old = client({.digest = EVP_sha1()});
    const auto context = server_with(ClientCertificate::require, trust_in({&authority_}));
    struct Row {
        const TestCertificate* certificate;
        std::optional<Problem> problem;
        std::string_view alert;
    };
    const std::array<Row, 8> rows{
        {{&good, std::nullopt, ""},
         {&expired, Problem::expired, "certificate_expired"},
         {&early, Problem::not_yet_valid, "bad_certificate"},
         {&stranger, Problem::unknown_issuer, "unknown_ca"},
         {&server_only, Problem::wrong_purpose, "unsupported_certificate"},
         {&self_signed, Problem::self_signed, "unknown_ca"},
         {&weak, Problem::weak_key, "bad_certificate"},
         {&old, Problem::weak_signature, "bad_certificate"}}};
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        for (const Row& row : rows) {
            const OwnedSsl server = context.accept();
            const OwnedSsl peer = client_with(row.certificate, version);
            const Handshake handshake = shake(*server, *peer);
            ASSERT_EQ(handshake.good(), !row.problem) << row.alert;
            if (!row.problem) continue;
            const TlsFailure& failure = *handshake.server.failure;
            ASSERT_EQ(failure.kind, Kind::certificate) << row.alert;
            EXPECT_EQ(failure.certificate->problem, *row.problem) << row.alert;
            EXPECT_TRUE(failure.certificate->of_client);
            EXPECT_EQ(failure.certificate->peer.fingerprint, row.certificate->fingerprint());
            EXPECT_EQ(alert_name(failure.alert_sent.value_or(0)), row.alert);
            EXPECT_EQ(alert_name(handshake.client.failure->alert), row.alert);
        }
    }
}

TEST_F(TlsServerContextClients, AreKnownByTheirCertificate) {
    const TestCertificate good = client({.names = "DNS:device-7.example,IP:192.0.2.7"});
    const OwnedSsl server =
        server_with(ClientCertificate::require, trust_in({&authority_})).accept();
    const OwnedSsl peer = client_with(&good, TLS1_3_VERSION);
    ASSERT_TRUE(shake(*server, *peer).good());
    const TlsFacts facts = read_facts_and_peer(*server);
    ASSERT_TRUE(facts.peer);
    EXPECT_EQ(facts.peer->subject, "CN=client");
    EXPECT_THAT(facts.peer->names, ::testing::ElementsAre("device-7.example", "192.0.2.7"));
    EXPECT_EQ(facts.peer->fingerprint, good.fingerprint());
}

TEST_F(TlsServerContextClients, WithoutACertificateAreLetInWhenItIsOnlyRequested) {
    const TrustStore trust = trust_in({&authority_});
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const OwnedSsl asks = server_with(ClientCertificate::request, trust).accept();
        EXPECT_TRUE(shake(*asks, *client_with(nullptr, version)).good());
        EXPECT_FALSE(read_facts_and_peer(*asks).peer);

        const OwnedSsl wants = server_with(ClientCertificate::require, trust).accept();
        const Handshake handshake = shake(*wants, *client_with(nullptr, version));
        ASSERT_TRUE(handshake.server.failure);
        EXPECT_EQ(handshake.server.failure->kind, Kind::no_client_certificate);
        EXPECT_EQ(alert_name(handshake.client.failure->alert),
                  version == TLS1_3_VERSION ? "certificate_required" : "handshake_failure");
    }
}

TEST_F(TlsServerContextClients, WithABadCertificateAreRefusedAlsoWhenItIsOnlyRequested) {
    const TestCertificate stranger = client({.issuer = &other_});
    const OwnedSsl server =
        server_with(ClientCertificate::request, trust_in({&authority_})).accept();
    const Handshake handshake = shake(*server, *client_with(&stranger, TLS1_3_VERSION));
    ASSERT_TRUE(handshake.server.failure);
    EXPECT_EQ(handshake.server.failure->kind, Kind::certificate);
}

TEST_F(TlsServerContextClients, AreRefusedWhenTheirIssuerRevokedThem) {
    const TestCertificate good = client();
    const TestCertificate revoked = client();
    TrustStore trust = trust_in({&authority_});
    EXPECT_EQ(trust.add(bytes_of(make_revocation_list(authority_, {&revoked}))).revocation_lists,
              1u);
    const auto context = server_with(ClientCertificate::require, trust);
    const OwnedSsl lets_in = context.accept();
    EXPECT_TRUE(shake(*lets_in, *client_with(&good, TLS1_3_VERSION)).good());
    const OwnedSsl refuses = context.accept();
    const Handshake handshake = shake(*refuses, *client_with(&revoked, TLS1_3_VERSION));
    ASSERT_TRUE(handshake.server.failure && handshake.server.failure->certificate);
    EXPECT_EQ(handshake.server.failure->certificate->problem, Problem::revoked);
    EXPECT_EQ(alert_name(handshake.client.failure->alert), "certificate_revoked");
}

TEST_F(TlsServerContextClients, AreRefusedWhileRevocationListsAreMissingOrOld) {
    const TestCertificate good = client();
    struct Row {
        std::string list;
        Problem problem;
    };
    const std::array<Row, 2> rows{
        {{make_revocation_list(other_, {}), Problem::no_revocation_list},
         {make_revocation_list(authority_, {}, -1), Problem::revocation_list_expired}}};
    for (const Row& row : rows) {
        TrustStore trust = trust_in({&authority_, &other_});
        (void)trust.add(bytes_of(row.list));
        const OwnedSsl server = server_with(ClientCertificate::require, trust).accept();
        const Handshake handshake = shake(*server, *client_with(&good, TLS1_3_VERSION));
        ASSERT_TRUE(handshake.server.failure && handshake.server.failure->certificate);
        EXPECT_EQ(handshake.server.failure->certificate->problem, row.problem);
    }
}

// A root, an authority in between, and a client with a chain.
class TlsServerContextChains : public TlsServerContextClients {
  protected:
    // Why the client was refused; none: it was let in.
    std::optional<Problem> visit(const TrustStore& trust, const TestCertificate& leaf) {
        const OwnedSslContext context = plain_client();
        SSL_CTX_use_certificate(context.get(), leaf.certificate.get());
        SSL_CTX_use_PrivateKey(context.get(), leaf.key.get());
        SSL_CTX_add1_chain_cert(context.get(), between_.certificate.get());
        const OwnedSsl server = server_with(ClientCertificate::require, trust).accept();
        const OwnedSsl peer = connection_of(context, TlsRole::client);
        const Handshake handshake = shake(*server, *peer);
        if (handshake.good()) {
            EXPECT_EQ(SSL_get_verify_result(server.get()), X509_V_OK);
            return std::nullopt;
        }
        EXPECT_TRUE(handshake.server.failure->certificate);
        return handshake.server.failure->certificate->problem;
    }

    TrustStore trust_with(const TestCertificate& anchor, std::initializer_list<std::string> lists) {
        TrustStore trust = trust_in({&anchor});
        for (const std::string& list : lists)
            EXPECT_EQ(trust.add(bytes_of(list)).revocation_lists, 1u);
        return trust;
    }

    const TestCertificate between_ =
        make_certificate({.subject = "between", .authority = true, .issuer = &authority_});
    const TestCertificate good_ = client({.issuer = &between_});
    const TestCertificate revoked_ = client({.issuer = &between_});
    const std::string of_between_ = make_revocation_list(between_, {&revoked_});
    const std::string of_root_ = make_revocation_list(authority_, {});
};

TEST_F(TlsServerContextChains, OfAnAuthorityInBetweenAreJudgedByItsListAlone) {
    for (const auto& trust :
         {trust_with(between_, {of_between_}), trust_with(between_, {of_between_, of_root_}),
          trust_with(between_, {of_between_, make_revocation_list(authority_, {}, -1)})}) {
        EXPECT_EQ(visit(trust, good_), std::nullopt);
        EXPECT_EQ(visit(trust, revoked_), Problem::revoked);
    }
}

TEST_F(TlsServerContextChains, OfARootNeedTheListsOfAllAbove) {
    EXPECT_EQ(visit(trust_with(authority_, {of_between_, of_root_}), good_), std::nullopt);
    EXPECT_EQ(visit(trust_with(authority_, {of_between_, of_root_}), revoked_), Problem::revoked);
    EXPECT_EQ(visit(trust_with(authority_, {of_root_}), good_), Problem::no_revocation_list);
    EXPECT_EQ(visit(trust_with(authority_, {of_between_}), good_), Problem::no_revocation_list);
}

TEST_F(TlsServerContextChains, EndWhereAnAuthorityInBetweenWasRevoked) {
    const std::string of_root = make_revocation_list(authority_, {&between_});
    EXPECT_EQ(visit(trust_with(authority_, {of_between_, of_root}), good_), Problem::revoked);
}

TEST_F(TlsServerContextClients, AreToldWhoseCertificatesAreWelcome) {
    const OwnedSsl server =
        server_with(ClientCertificate::request, trust_in({&authority_, &other_})).accept();
    const OwnedSsl peer = client_with(nullptr, TLS1_2_VERSION);
    ASSERT_TRUE(shake(*server, *peer).good());
    EXPECT_EQ(sk_X509_NAME_num(SSL_get_client_CA_list(peer.get())), 2);
}

// More than TLS has room for: whoever takes the certificates of a country's every authority.
TEST_F(TlsServerContextClients, AreToldNobodysCertificatesWhereThereAreTooMany) {
    TrustStore many = trust_in({&authority_});
    for (int i = 0; i < 1100; ++i) {
        const std::string subject = "authority " + std::string(40, 'x') + std::to_string(i);
        ASSERT_TRUE(many.add(*make_certificate({.subject = subject}).certificate));
    }
    const TestCertificate good = client();
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const OwnedSsl server = server_with(ClientCertificate::require, many).accept();
        const OwnedSsl peer = client_with(&good, version);
        ASSERT_TRUE(shake(*server, *peer).good());
        EXPECT_LE(sk_X509_NAME_num(SSL_get0_peer_CA_list(peer.get())), 0) << "-1: no list at all";
    }
}

}  // namespace
}  // namespace potok::testing
