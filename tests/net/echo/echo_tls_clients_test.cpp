// Certificates of clients, as potok-echo judges them: who is let in, what who is not is told by an
// alert, and what the log says of it. Those who are there notice nothing.
#include "protocol/certificate_fingerprint.hpp"
#include "tests/net/echo/echo_tls_fixture.hpp"
#include "tests/support/certificate_folder.hpp"

namespace potok::testing {
namespace {

class EchoTlsClients : public EchoTls {
  protected:
    // Nobody but who has a certificate of the staff's authority, and it has not revoked.
    void start_for_staff(const std::vector<const Issued*>& revoked) {
        start({"--listen", "tls://127.0.0.1:0", "--self-signed", "--client-ca",
               folder.write("staff.crt", pem_of(authority.certificate)), "--crl",
               folder.write("staff.crl", revocation_list_of(authority, revoked))});
    }

    Issued of_staff(Wish wish) const {
        if (wish.issuer == nullptr) wish.issuer = &authority;
        return issue(wish);
    }

    TlsClient& call_with(const Issued* shown, int version) {
        TlsClient& client = call(port, {.version = version});
        SSL_certs_clear(client.tls().ssl());
        if (shown != nullptr) {
            SSL_use_certificate(client.tls().ssl(), shown->certificate.get());
            SSL_use_PrivateKey(client.tls().ssl(), shown->key.get());
        }
        return client;
    }

    void expect_refused(TlsClient& client, int alert, const std::string& says) {
        const std::size_t said = server->err().size();
        client.say("let me in");
        until_clients([&] { return client.tls().failure() != 0; });
        EXPECT_EQ(client.tls().failure(), SSL_AD_REASON_OFFSET + alert);
        EXPECT_EQ(client.received, "");
        const std::string line =
            "tls_failed peer=127.0.0.1:" + std::to_string(client.socket.local_port());
        until([&] { return server->err().find(line, said) != std::string::npos; });
        EXPECT_THAT(server->err().substr(said), ::testing::HasSubstr(says));
    }

    const CertificateFolder folder;
    const Issued authority = issue_authority("staff");
};

TEST_F(EchoTlsClients, AreRefusedByAnAlertOfTheirOwnAndTheLogSaysWhy) {
    const Issued good = of_staff(lasting("good"));
    const Issued revoked = of_staff(lasting("revoked"));
    Wish past = lasting("past");
    past.not_after = kToday - std::chrono::days(1);
    Wish future = lasting("future");
    future.not_before = kToday + std::chrono::days(36000);
    const Issued strangers = issue_authority("strangers");
    Wish strange = lasting("strange");
    strange.issuer = &strangers;
    Wish serving = lasting("serving");
    serving.purpose = "serverAuth";
    const Issued expired = of_staff(past);
    const Issued not_yet = of_staff(future);
    const Issued stranger = of_staff(strange);
    const Issued server_only = of_staff(serving);
    const Issued self_signed = issue(lasting("self"));
    start_for_staff({&revoked});
    TlsClient& there = call_with(&good, TLS1_3_VERSION);
    expect_echo(there, "hello");
    struct Row {
        const Issued* shown;
        int alert;
        std::string says;
    };
    const std::array rows{
        Row{&expired, SSL_AD_CERTIFICATE_EXPIRED, "expired on "},
        Row{&not_yet, SSL_AD_BAD_CERTIFICATE, "is valid from "},
        Row{&revoked, SSL_AD_CERTIFICATE_REVOKED, "revoked"},
        Row{&stranger, SSL_AD_UNKNOWN_CA, "was issued by \\\"CN=strangers\\\""},
        Row{&self_signed, SSL_AD_UNKNOWN_CA, "is self-signed"},
        Row{&server_only, SSL_AD_UNSUPPORTED_CERTIFICATE, "is not meant for a client"},
        Row{nullptr, SSL_AD_HANDSHAKE_FAILURE, "cause=no_client_certificate"},
    };
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        for (const Row& row : rows) {
            SCOPED_TRACE(row.says + (version == TLS1_3_VERSION ? ", 1.3" : ", 1.2"));
            const bool named = row.shown == nullptr && version == TLS1_3_VERSION;
            expect_refused(call_with(row.shown, version),
                           named ? SSL_AD_CERTIFICATE_REQUIRED : row.alert, row.says);
            expect_echo(there, "still there");
        }
        expect_echo(call_with(&good, version), "let in");
    }
}

// Also who resumes a session, which brings no certificate along but the one that it began with.
TEST_F(EchoTlsClients, AreNamedInTheLogByTheCertificateThatLetThemIn) {
    const Issued good = of_staff(lasting("good \"one\"", "DNS:desk.example,email:one@a.example"));
    start_for_staff({});
    const auto line_of = [&](TlsClient& client) {
        const std::string begin =
            "tls_client peer=127.0.0.1:" + std::to_string(client.socket.local_port()) + ' ';
        until([&] { return server->err().find(begin) != std::string::npos; });
        const std::string said = server->err().substr(server->err().find(begin) + begin.size());
        return said.substr(0, said.find('\n'));
    };
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        TlsClient& first = call_with(&good, version);
        expect_echo(first, "hello");
        const std::string said = line_of(first);
        EXPECT_THAT(said, ::testing::HasSubstr("client=\"CN=good "));
        EXPECT_THAT(said, ::testing::HasSubstr("names=\"desk.example,one@a.example\""));
        EXPECT_THAT(said, ::testing::HasSubstr("issuer=\"CN=staff\""));
        EXPECT_THAT(said,
                    ::testing::HasSubstr(fingerprint_text(fingerprint_of(good.certificate.get()))));
        const std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> session(
            SSL_get1_session(first.tls().ssl()), &SSL_SESSION_free);
        TlsClient& again = call_with(nullptr, version);
        SSL_set_session(again.tls().ssl(), session.get());
        expect_echo(again, "hello again");
        EXPECT_EQ(SSL_session_reused(again.tls().ssl()), 1);
        EXPECT_EQ(line_of(again), said);
    }
}

// The list is one of the files that SIGHUP reads anew.
TEST_F(EchoTlsClients, AreRefusedFromTheMomentTheListNamesThem) {
    const Issued employee = of_staff(lasting("employee"));
    start_for_staff({});
    TlsClient& there = call_with(&employee, TLS1_3_VERSION);
    expect_echo(there, "hello");
    folder.write("staff.crl", revocation_list_of(authority, {&employee}));
    server->hang_up();
    expect_logged("certificates_reloaded");
    expect_refused(call_with(&employee, TLS1_3_VERSION), SSL_AD_CERTIFICATE_REVOKED, "revoked");
    expect_echo(there, "who is in stays in");
}

}  // namespace
}  // namespace potok::testing
