// potok-loadtest over TLS: every protocol, whom it trusts, and what it says of who is not the
// server that was meant.
#include <filesystem>
#include <fstream>

#include "tests/net/loadtest/echo_program.hpp"
#include "tests/net/loadtest/load_generator.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

using ::testing::HasSubstr;

class LoadOverTls : public ::testing::Test {
  protected:
    LoadOverTls() { std::filesystem::create_directories(folder_); }
    ~LoadOverTls() override { std::filesystem::remove_all(folder_); }

    std::string write(const std::string& name, const std::string& bytes) const {
        const std::string path = (folder_ / name).string();
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }

    // What the program printed: its certificate's fingerprint.
    static std::string fingerprint_of(EchoProgram& echo) {
        const std::string& out = echo.process().out();
        const std::size_t at = out.find("sha256:");
        return at == out.npos ? "" : out.substr(at, out.find('\n', at) - at);
    }

    void load(const std::string& target, const std::vector<std::string>& more) {
        std::vector<std::string> arguments{
            target, "--lang",  "en", "-c",          "20",         "-d",          "300ms",  "-r",
            "20/s", "--grace", "5s", "--threshold", "held==100%", "--threshold", "lost==0"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        LoadGenerator::finish_unstarved(run,
                                        [&] { run = std::make_unique<LoadGenerator>(arguments); });
    }

    void expect_good(const char* verified_by) {
        SCOPED_TRACE(run->story());
        EXPECT_EQ(run->exit_code(), 0);
        EXPECT_EQ(run->faults(), LoadGenerator::Faults{});
        EXPECT_GT(run->count("messages/ok"), 0u);
        EXPECT_EQ(run->word("connections/tls/verified_by"), verified_by);
        EXPECT_EQ(run->count("connections/tls/agreed/0/full"), 20u);
        EXPECT_EQ(run->word("connections/tls/agreed/0/version"), "TLSv1.3");
        EXPECT_EQ(run->count("connections/tls/handshake_ms/samples"), 20u);
    }

    void expect_refused(const char* kind, const char* certificate, const char* words) {
        SCOPED_TRACE(run->story());
        EXPECT_EQ(run->exit_code(), 4);
        EXPECT_EQ(run->word("connections/tls/failures/0/kind"), kind);
        EXPECT_EQ(run->word("connections/tls/failures/0/certificate"), certificate);
        EXPECT_EQ(run->count("connections/tls/failures/0/count"), 20u);
        EXPECT_THAT(run->text(), HasSubstr(words));
    }

    std::unique_ptr<LoadGenerator> run;

  private:
    const std::filesystem::path folder_ =
        std::filesystem::path(::testing::TempDir()) /
        ("сертификаты нагрузки " +
         std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(LoadOverTls, EveryProtocolByTheFingerprintThatWasPrinted) {
    for (const std::string scheme : {"tls", "lps", "lines", "https", "wss"}) {
        EchoProgram echo(scheme + "://127.0.0.1:0", {"--self-signed"});
        load(echo.address(), {"--fingerprint", fingerprint_of(echo)});
        expect_good("fingerprint");
    }
}

TEST_F(LoadOverTls, AnotherFingerprintIsAnotherServer) {
    EchoProgram echo("lps://127.0.0.1:0", {"--self-signed"});
    load(echo.address(), {"--fingerprint", "sha256:" + std::string(64, '0')});
    expect_refused("certificate", "fingerprint_differs", fingerprint_of(echo).c_str());
    EXPECT_EQ(run->losses(), (LoadGenerator::Faults{{"ramp: tls_failed", 20}}));
}

TEST_F(LoadOverTls, WhoIsSelfSignedIsNotTrustedUnlessNamed) {
    EchoProgram echo("lps://127.0.0.1:0", {"--self-signed"});
    const Issued authority = issue_authority("authority");
    load(echo.address(), {"--ca", write("ca.crt", pem_of(authority.certificate))});
    expect_refused("certificate", "self_signed", "--fingerprint");
    load(echo.address(), {"--insecure"});
    expect_good("nothing");
    EXPECT_THAT(run->text(), HasSubstr("DANGER"));
}

TEST_F(LoadOverTls, AnAuthorityVouchesForANameAndNoOther) {
    const Issued authority = issue_authority("authority");
    Wish of_server = lasting("server", "DNS:a.example");
    of_server.issuer = &authority;
    const Issued server = issue(of_server);
    const std::string ca = write("ca.crt", pem_of(authority.certificate));
    EchoProgram echo(
        "wss://127.0.0.1:0",
        {"--cert", write("server.pem", pem_of(server.certificate) + pem_of(server.key))});
    load(echo.address(), {"--ca", ca, "--servername", "a.example"});
    expect_good("authorities");
    load(echo.address(), {"--ca", ca, "--servername", "b.example"});
    expect_refused("certificate", "name_mismatch", "b.example");
}

TEST_F(LoadOverTls, AServerThatAsksForACertificateIsShownIt) {
    const Issued authority = issue_authority("staff");
    Wish of_client = lasting("client");
    of_client.issuer = &authority;
    const Issued client = issue(of_client);
    EchoProgram echo("lps://127.0.0.1:0", {"--self-signed", "--client-ca",
                                           write("staff.crt", pem_of(authority.certificate))});
    const std::string known = fingerprint_of(echo);
    load(echo.address(),
         {"--fingerprint", known, "--client-cert", write("client.crt", pem_of(client.certificate)),
          "--client-key", write("client.key", pem_of(client.key))});
    expect_good("fingerprint");
    load(echo.address(), {"--fingerprint", known});
    EXPECT_EQ(run->exit_code(), 4) << run->story();
    EXPECT_THAT(run->text(), HasSubstr("certificate_required"));
}

TEST_F(LoadOverTls, WhoSpeaksNoTlsIsToldApart) {
    EchoProgram echo("ws://127.0.0.1:0");
    load("wss://127.0.0.1:" + echo.port(), {"--insecure"});
    SCOPED_TRACE(run->story());
    EXPECT_EQ(run->exit_code(), 4);
    EXPECT_EQ(run->word("connections/tls/failures/0/kind"), "not_tls");
}

TEST_F(LoadOverTls, FilesThatAreWrongAreToldBeforeTheRun) {
    load("wss://127.0.0.1:1", {"--ca", "/no/such/file"});
    EXPECT_EQ(run->exit_code(), 2) << run->story();
    EXPECT_THAT(run->story(), HasSubstr("/no/such/file"));
}

}  // namespace
}  // namespace potok::testing
