// A folder of certificates for one test, gone with it; its name has letters and spaces that paths
// of administrators have.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {

class CertificateFolder {
  public:
    CertificateFolder()
        : folder_(std::filesystem::path(::testing::TempDir()) /
                  ("сертификаты сервера " +
                   std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()))) {
        std::filesystem::create_directories(folder_);
    }
    ~CertificateFolder() { std::filesystem::remove_all(folder_); }
    CertificateFolder(const CertificateFolder&) = delete;
    CertificateFolder& operator=(const CertificateFolder&) = delete;

    [[nodiscard]] std::string path(const std::string& name) const {
        return (folder_ / name).string();
    }
    std::string write(const std::string& name, const std::string& bytes) const {
        std::ofstream(path(name), std::ios::binary) << bytes;
        return path(name);
    }
    // A certificate and its key in one file.
    std::string write(const std::string& name, const Issued& issued) const {
        return write(name, pem_of(issued.certificate) + pem_of(issued.key));
    }

  private:
    const std::filesystem::path folder_;
};

}  // namespace potok::testing
