#include "protocol/tls_system_trust.hpp"

#include <filesystem>
#include <fstream>

#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/tls_laboratory.hpp"

namespace potok::testing {
namespace {

namespace fs = std::filesystem;
using Kind = SystemTrustFault::Kind;

// A folder that stands for the root of a machine.
class SystemTrustTest : public ::testing::Test {
  protected:
    SystemTrustTest() : root_(fs::path(::testing::TempDir()) / unique_name()) {
        fs::create_directories(root_);
    }
    ~SystemTrustTest() override {
        std::error_code ignored;
        fs::remove_all(root_, ignored);
    }

    std::string write(const fs::path& path, const std::string& text) const {
        fs::create_directories((root_ / path).parent_path());
        std::ofstream(root_ / path, std::ios::binary) << text;
        return (root_ / path).string();
    }

    const std::string pem_ = make_certificate({.subject = "authority", .authority = true}).pem();
    const fs::path root_;

  private:
    static std::string unique_name() {
        return "potok trust Доверие " + std::to_string(std::random_device{}());
    }
};

TEST_F(SystemTrustTest, IsFoundWhereEachDistributionHasIt) {
    for (const char* const path : {
             "etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Astra
             "etc/pki/tls/certs/ca-bundle.crt",                   // RED OS
             "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // RHEL
             "usr/share/ca-certificates/ca-bundle.crt",           // ALT
             "var/lib/ssl/cert.pem",                              // ALT
             "etc/ssl/ca-bundle.pem",                             // SUSE
             "etc/ssl/cert.pem",                                  // Alpine
         }) {
        const std::string whole = write(path, pem_);
        const auto trust = read_system_trust({}, root_);
        ASSERT_TRUE(trust.ok()) << path;
        EXPECT_EQ(trust.value().path, whole);
        EXPECT_EQ(trust.value().store.size(), 1u);
        fs::remove_all(root_);
    }
}

TEST_F(SystemTrustTest, IsTheFirstThatHasACertificate) {
    write("etc/ssl/certs/ca-certificates.crt", "");
    const std::string second = write("etc/pki/tls/certs/ca-bundle.crt", pem_);
    write("etc/ssl/cert.pem", pem_);
    const auto trust = read_system_trust({}, root_);
    ASSERT_TRUE(trust.ok());
    EXPECT_EQ(trust.value().path, second);
}

TEST_F(SystemTrustTest, MayBeAFolderOfCertificates) {
    write("etc/ssl/certs/one.pem", pem_);
    write("etc/ssl/certs/two.0", make_certificate({.subject = "two"}).pem());
    write("etc/ssl/certs/readme", "nothing");
    fs::create_directories(root_ / "etc/ssl/certs/java");
    const auto trust = read_system_trust({}, root_);
    ASSERT_TRUE(trust.ok());
    EXPECT_EQ(trust.value().path, (root_ / "etc/ssl/certs").string());
    EXPECT_EQ(trust.value().store.size(), 2u);
}

TEST_F(SystemTrustTest, OneBadCertificateCostsNotTheOthers) {
    write("etc/ssl/cert.pem",
          "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + pem_);
    const auto trust = read_system_trust({}, root_);
    ASSERT_TRUE(trust.ok());
    EXPECT_EQ(trust.value().store.size(), 1u);
}

TEST_F(SystemTrustTest, IsAFaultWhenThereIsNone) {
    const auto trust = read_system_trust({}, root_);
    ASSERT_FALSE(trust.ok());
    EXPECT_EQ(trust.error().kind, Kind::none_found);
}

TEST_F(SystemTrustTest, IsWhatTheVariablesSay) {
    write("etc/ssl/cert.pem", pem_);
    const std::string file = write("мои/ca.pem", make_certificate({.subject = "mine"}).pem());
    write("one/a.pem", make_certificate({.subject = "a"}).pem());
    write("two/b.pem", make_certificate({.subject = "b"}).pem());
    const std::string folders = (root_ / "one").string() + "::" + (root_ / "two").string();
    struct Row {
        TrustVariables variables;
        std::size_t size;
        std::string path;
    };
    const std::array<Row, 3> rows{{{{file, ""}, 1, file},
                                   {{"", folders}, 2, folders},
                                   {{file, folders}, 3, file + ' ' + folders}}};
    for (const Row& row : rows) {
        const auto trust = read_system_trust(row.variables, root_);
        ASSERT_TRUE(trust.ok()) << row.path;
        EXPECT_EQ(trust.value().store.size(), row.size);
        EXPECT_EQ(trust.value().path, row.path);
    }
}

TEST_F(SystemTrustTest, IsAFaultWhenAVariableNamesNothing) {
    write("etc/ssl/cert.pem", pem_);
    const std::string empty = write("empty.pem", "nothing");
    fs::create_directories(root_ / "folder");
    const std::string folder = (root_ / "folder").string();
    const std::string missing = (root_ / "missing").string();
    struct Row {
        TrustVariables variables;
        Kind kind;
        std::string path;
        std::string variable;
    };
    const std::array<Row, 4> rows{{{{missing, ""}, Kind::not_readable, missing, "SSL_CERT_FILE"},
                                   {{empty, ""}, Kind::no_certificate, empty, "SSL_CERT_FILE"},
                                   {{"", missing}, Kind::not_readable, missing, "SSL_CERT_DIR"},
                                   {{"", folder}, Kind::no_certificate, folder, "SSL_CERT_DIR"}}};
    for (const Row& row : rows) {
        const auto trust = read_system_trust(row.variables, root_);
        ASSERT_FALSE(trust.ok()) << row.path;
        EXPECT_EQ(trust.error().kind, row.kind);
        EXPECT_EQ(trust.error().path, row.path);
        EXPECT_EQ(trust.error().variable, row.variable);
    }
}

}  // namespace
}  // namespace potok::testing
