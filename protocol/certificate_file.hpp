// load_credentials, load_certificates: the same out of files, whatever is wrong with those
// included.
//
// A file is read once and whole, and wiped from memory afterwards: it may hold a key. Paths are
// UTF-8 on every system. Blocks for as long as the disk takes; any thread.
#pragma once

#include <string>

#include "protocol/certificate_reading.hpp"
#include "protocol/certificate_secret.hpp"

namespace potok {

struct CredentialPaths {
    std::string certificate;
    std::string key = {};  // empty: in the same file
    Password password = std::nullopt;
};

[[nodiscard]] CredentialsOrFault load_credentials(const CredentialPaths& paths);
[[nodiscard]] CertificatesOrFault load_certificates(const std::string& path,
                                                    Password password = std::nullopt);

// Not more than so many bytes.
[[nodiscard]] Result<Secret, CertificateFault> load_certificate_file(
    const std::string& path, std::uint64_t bytes_max = kCertificateFileMax);

}  // namespace potok
