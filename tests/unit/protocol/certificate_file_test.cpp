#include "protocol/certificate_file.hpp"

#include <filesystem>
#include <fstream>

#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

using Kind = CertificateFault::Kind;
namespace fs = std::filesystem;

class CertificateFile : public ::testing::Test {
  protected:
    CertificateFile() { fs::create_directories(folder_); }
    ~CertificateFile() override { fs::remove_all(folder_); }

    std::string path_of(const std::string& name) const { return (folder_ / name).string(); }
    std::string write(const std::string& name, const std::string& bytes) const {
        std::ofstream(path_of(name), std::ios::binary) << bytes;
        return path_of(name);
    }

  private:
    const fs::path folder_ =
        fs::path(::testing::TempDir()) /
        ("сертификаты и ключи " +
         std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
};

std::optional<Kind> fault_of(const CredentialsOrFault& read, const std::string& path) {
    if (read) return std::nullopt;
    EXPECT_EQ(read.error().path, path);
    return read.error().kind;
}

TEST_F(CertificateFile, IsReadUnderAnyName) {
    const Issued leaf = issue();
    const std::string certificate = write("мой сертификат.crt", pem_of(leaf.certificate));
    const std::string key = write("ключ №1.key", pem_of(leaf.key));
    EXPECT_TRUE(load_credentials({.certificate = certificate, .key = key}));
    const std::string both = write("both", pem_of(leaf.certificate) + pem_of(leaf.key));
    EXPECT_TRUE(load_credentials({.certificate = both}));
    EXPECT_TRUE(load_credentials({.certificate = both, .key = both}));
    const std::string pfx = write("выгрузка.pfx", pfx_of(leaf));
    EXPECT_TRUE(load_credentials({.certificate = pfx, .password = "secret"}));
    const auto certificates = load_certificates(pfx, "secret");
    ASSERT_TRUE(certificates);
    EXPECT_EQ(certificates.value().size(), 1u);
}

TEST_F(CertificateFile, ThatIsNotThereOrNoFileIsAFault) {
    const std::string certificate = write("certificate", pem_of(issue().certificate));
    EXPECT_EQ(fault_of(load_credentials({.certificate = path_of("none")}), path_of("none")),
              Kind::no_such_file);
    EXPECT_EQ(fault_of(load_credentials({.certificate = certificate, .key = path_of("none")}),
                       path_of("none")),
              Kind::no_such_file);
    const std::string inside = certificate + "/none";
    EXPECT_EQ(fault_of(load_credentials({.certificate = inside}), inside), Kind::no_such_file);
    EXPECT_EQ(fault_of(load_credentials({.certificate = path_of("")}), path_of("")),
              Kind::is_directory);
    EXPECT_EQ(fault_of(load_credentials({.certificate = ""}), ""), Kind::no_such_file);
    EXPECT_EQ(load_certificates(path_of("none")).error().kind, Kind::no_such_file);
}

TEST_F(CertificateFile, ThatMayNotBeReadIsAFault) {
    const std::string path = write("key", pem_of(issue().key));
    fs::permissions(path, fs::perms::none);
    if (std::ifstream(path)) GTEST_SKIP() << "this user may read everything";
    EXPECT_EQ(fault_of(load_credentials({.certificate = path}), path), Kind::permission_denied);
}

TEST_F(CertificateFile, AnEndlessOneIsNotOpened) {
    if (!fs::exists("/dev/zero")) GTEST_SKIP() << "no such device here";
    EXPECT_EQ(fault_of(load_credentials({.certificate = "/dev/zero"}), "/dev/zero"),
              Kind::not_a_plain_file);
}

TEST_F(CertificateFile, HasALimit) {
    const std::string largest = write("a", std::string(kCertificateFileMax, ' '));
    EXPECT_EQ(fault_of(load_credentials({.certificate = largest}), largest), Kind::empty_file);
    const std::string larger = write("b", std::string(kCertificateFileMax + 1, ' '));
    const CredentialsOrFault read = load_credentials({.certificate = larger});
    EXPECT_EQ(fault_of(read, larger), Kind::too_large);
    EXPECT_EQ(read.error().limit, kCertificateFileMax);
}

}  // namespace
}  // namespace potok::testing
