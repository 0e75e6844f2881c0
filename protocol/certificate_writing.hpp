// Certificates and keys as bytes of the forms that other programs read.
//
// Who writes them to a file sees to it that nobody else reads a key's. A password is UTF-8; one of
// no letters is none. Pure functions; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "protocol/certificate.hpp"
#include "protocol/certificate_fault.hpp"
#include "protocol/certificate_secret.hpp"

namespace potok {

// The leaf and its chain, in the order of TLS.
[[nodiscard]] std::string certificate_pem(const Credentials& credentials);
[[nodiscard]] std::string certificate_pem(std::span<const OwnedX509> certificates);
[[nodiscard]] std::string certificate_der(const x509_st* certificate);

using SecretOrFault = Result<Secret, CertificateFault>;

// PKCS #8; AES-256 and PBKDF2 where there is a password. Fault: openssl_failed.
[[nodiscard]] SecretOrFault key_pem(const Credentials& credentials, std::string_view password = {});

enum class PfxForm : std::uint8_t {
    modern,           // AES-256, PBKDF2, HMAC-SHA-256: Windows 10 and Server 2019 on
    for_old_windows,  // 3DES and SHA-1: all of them
};

// Key, leaf and chain. Fault: openssl_failed.
[[nodiscard]] SecretOrFault pfx_of(const Credentials& credentials, std::string_view password,
                                   PfxForm form = PfxForm::modern);

}  // namespace potok
