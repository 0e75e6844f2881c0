#include "protocol/tls_tickets.hpp"

#include <atomic>
#include <ctime>

#include "protocol/tls_client_context.hpp"
#include "protocol/tls_server_context.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/tls_laboratory.hpp"

namespace potok::testing {
namespace {

constexpr std::int64_t kPeriod = TlsTickets::kPeriod;

std::atomic<std::int64_t> time_now{0};
std::int64_t test_time() noexcept {
    return time_now;
}

// A client of one version that comes again and again, and servers with tickets.
class TlsTicketsTest : public ::testing::TestWithParam<int> {
  protected:
    TlsTicketsTest() { time_now = 1000; }

    TlsServerContext server(const TlsServerSettings& settings = {}) const {
        TlsServerSettings all = settings;
        const std::array list{&credentials_};
        all.credentials = list;
        all.profile = GetParam() == TLS1_3_VERSION ? TlsProfile::modern : TlsProfile::intermediate;
        auto made = TlsServerContext::make(all);
        EXPECT_TRUE(made.ok());
        return std::move(made).value();
    }

    // Whether the session was resumed; none: the handshake failed.
    std::optional<bool> visit(const TlsServerContext& context) const {
        const OwnedSsl accepted = context.accept();
        const OwnedSsl connection = client_.connect(name_, 443);
        SSL_set_max_proto_version(connection.get(), GetParam());
        if (!shake(*accepted, *connection).good()) return std::nullopt;
        EXPECT_EQ(read_facts(*accepted).resumed, read_facts(*connection).resumed);
        return read_facts(*accepted).resumed;
    }

    TlsClientContext make_client() const {
        auto made = TlsClientContext::make({.trust = TlsTrust::in_nobody_so_anyone_may_answer(),
                                            .credentials = &client_credentials_});
        EXPECT_TRUE(made.ok());
        return std::move(made).value();
    }

    const TestCertificate authority_ = make_certificate({.subject = "clients", .authority = true});
    const Credentials credentials_ = make_certificate({.names = "DNS:a.example"}).credentials();
    const TestCertificate client_certificate_ =
        make_certificate({.subject = "client", .issuer = &authority_});
    const Credentials client_credentials_ = client_certificate_.credentials();
    const TlsPeerName name_ = TlsPeerName::parse("a.example").value();
    const TlsClientContext client_ = make_client();
};

TEST_P(TlsTicketsTest, ResumeWhatTheySealedAsOftenAsTheClientComes) {
    const auto context = server();
    EXPECT_EQ(visit(context), false);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(visit(context), true);
}

TEST_P(TlsTicketsTest, AreOneForAHandshake) {
    const auto context = server();
    EXPECT_EQ(visit(context), false);
    EXPECT_EQ(client_.sessions(), 1u);
    EXPECT_EQ(visit(context), true);
    EXPECT_EQ(client_.sessions(), 1u);
}

TEST_P(TlsTicketsTest, ResumeAfterOneTurnOfTheKeysAndNotAfterTwo) {
    const auto context = server({.tickets = TlsTickets(&test_time)});
    time_now += kPeriod / 2;
    EXPECT_EQ(visit(context), false);
    time_now += kPeriod / 2;
    EXPECT_EQ(visit(context), true) << "the previous key opens";
    time_now += kPeriod;
    EXPECT_EQ(visit(context), false);
}

TEST_P(TlsTicketsTest, TurnTheirKeysOnceAPeriodWhoeverLooks) {
    const auto context = server({.tickets = TlsTickets(&test_time)});
    time_now += kPeriod - 1;
    EXPECT_EQ(visit(context), false);
    time_now += 1;
    EXPECT_EQ(visit(context), true);
    time_now += kPeriod - 2;
    EXPECT_EQ(visit(context), true);
}

TEST_P(TlsTicketsTest, SurviveAReload) {
    const TlsTickets tickets(&test_time);
    EXPECT_EQ(visit(server({.tickets = tickets})), false);
    EXPECT_EQ(visit(server({.tickets = tickets})), true);
}

TEST_P(TlsTicketsTest, OfOtherKeysAreNoFault) {
    EXPECT_EQ(visit(server()), false);
    EXPECT_EQ(visit(server()), false);
}

TEST_P(TlsTicketsTest, DoNotLetThoseInWhoWereNotAskedForACertificate) {
    const TlsTickets tickets;
    const TrustStore trust = trust_in({&authority_});
    EXPECT_EQ(visit(server({.tickets = tickets})), false);
    const auto asks = server({.client_certificate = ClientCertificate::require,
                              .client_authorities = trust,
                              .tickets = tickets});
    EXPECT_EQ(visit(asks), false) << "a full handshake, which asks";
    EXPECT_EQ(visit(asks), true);
}

TEST_P(TlsTicketsTest, DoNotLetThoseInWhoWereRevokedMeanwhile) {
    const TlsTickets tickets;
    TrustStore trust = trust_in({&authority_});
    EXPECT_EQ(visit(server({.client_certificate = ClientCertificate::require,
                            .client_authorities = trust,
                            .tickets = tickets})),
              false);
    TrustStore stricter = trust_in({&authority_});
    (void)stricter.add(bytes_of(make_revocation_list(authority_, {&client_certificate_})));
    EXPECT_EQ(visit(server({.client_certificate = ClientCertificate::require,
                            .client_authorities = stricter,
                            .tickets = tickets})),
              std::nullopt);
}

TEST_P(TlsTicketsTest, DoNotLetThoseInWhoHadNoCertificateWhenItIsRequired) {
    const TlsTickets tickets;
    const TrustStore trust = trust_in({&authority_});
    const OwnedSslContext nobody = plain_client();
    SSL_SESSION* session = nullptr;
    const auto come = [&](ClientCertificate ask) {
        const auto context =
            server({.client_certificate = ask, .client_authorities = trust, .tickets = tickets});
        const OwnedSsl accepted = context.accept();
        const OwnedSsl connection = connection_of(nobody, TlsRole::client);
        SSL_set_max_proto_version(connection.get(), GetParam());
        if (session != nullptr) SSL_set_session(connection.get(), session);
        const bool good = shake(*accepted, *connection).good();
        SSL_SESSION_free(std::exchange(session, SSL_get1_session(connection.get())));
        return good;
    };
    EXPECT_TRUE(come(ClientCertificate::request));
    EXPECT_FALSE(come(ClientCertificate::require));
    SSL_SESSION_free(session);
}

TEST_P(TlsTicketsTest, RenewedAgainAndAgainEndWithTheSessionThatTheyBeganWith) {
    const auto context = server({.tickets = TlsTickets(&test_time)});
    EXPECT_EQ(visit(context), false);
    for (int hours = 5; hours < 12; hours += 5) {
        time_now = 1000 + hours * kPeriod / 12;
        EXPECT_EQ(visit(context), true) << hours;
    }
    time_now = 1000 + kPeriod - 1;
    EXPECT_EQ(visit(context), true);
    time_now = 1000 + kPeriod;
    EXPECT_EQ(visit(context), false) << "by a ticket of a second ago";
    time_now = 1000 + 2 * kPeriod - 1;
    EXPECT_EQ(visit(context), true) << "of the session that began then";
}

TEST_P(TlsTicketsTest, TellTheClientHowLongTheyAreGood) {
    const auto context = server();
    const OwnedSsl accepted = context.accept();
    const OwnedSsl connection = client_.connect(name_, 443);
    SSL_set_max_proto_version(connection.get(), GetParam());
    ASSERT_TRUE(shake(*accepted, *connection).good());
    EXPECT_EQ(SSL_SESSION_get_ticket_lifetime_hint(SSL_get0_session(connection.get())),
              static_cast<unsigned long>(kPeriod));
}

// It was good when the session began.
TEST_P(TlsTicketsTest, DoNotLetThoseInWhoseCertificateIsOver) {
    const TestCertificate authority =
        make_certificate({.subject = "clients", .days_from = -20, .authority = true});
    const TestCertificate over = make_certificate(
        {.subject = "client", .days_from = -10, .days_to = -3, .issuer = &authority});
    const Credentials shown = over.credentials();
    const auto client = TlsClientContext::make(
        {.trust = TlsTrust::in_nobody_so_anyone_may_answer(), .credentials = &shown});
    ASSERT_TRUE(client.ok());
    const auto context = server({.client_certificate = ClientCertificate::require,
                                 .client_authorities = trust_in({&authority})});
    const auto visit_when = [&](int days) {
        const OwnedSsl accepted = context.accept();
        X509_VERIFY_PARAM_set_time(SSL_get0_param(accepted.get()),
                                   std::time(nullptr) + days * detail::kDay);
        const OwnedSsl connection = client.value().connect(name_, 443);
        SSL_set_max_proto_version(connection.get(), GetParam());
        return shake(*accepted, *connection);
    };
    EXPECT_TRUE(visit_when(-5).good());
    const Handshake late = visit_when(0);
    ASSERT_TRUE(late.server.failure && late.server.failure->certificate);
    EXPECT_EQ(late.server.failure->certificate->problem, CertificateProblem::expired);
}

INSTANTIATE_TEST_SUITE_P(Versions, TlsTicketsTest,
                         ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION));

TEST(TlsTickets, CopiesShareTheirKeys) {
    TlsTickets one;
    TlsTickets other = one;
    one = TlsTickets();
    other = one;
    const TlsTickets& same = other;
    other = same;
}

}  // namespace
}  // namespace potok::testing
