// make_self_signed: a certificate that nobody vouches for, with its key: encryption for a test, a
// closed network, or the first hour of a server.
//
// It is an endpoint's and no authority's (CA:FALSE, no right to sign certificates), so to trust it,
// as a file of authorities or by its fingerprint, is to trust this one server and nobody else. The
// moment is a parameter. An RSA key takes up to a second to be found. Any thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "protocol/certificate.hpp"
#include "protocol/certificate_fault.hpp"

namespace potok {

enum class NewKey : std::uint8_t {
    ecdsa_p256,
    rsa_2048,  // for clients from before 2012
};

inline constexpr std::chrono::days kCertificateValidityMax{3650};
// Each costs every handshake its bytes.
inline constexpr std::size_t kCertificateNamesMax = 100;

struct SelfSigned {
    NewKey key = NewKey::ecdsa_p256;
    // Besides localhost, 127.0.0.1 and ::1: hosts, with letters of any script, and addresses.
    std::vector<std::string> names = {};
    std::chrono::sys_seconds now;
    // Macs and iPhones take no more of whom their user trusts himself.
    std::chrono::days validity{825};
};

// A clock this far behind still finds it valid.
inline constexpr std::chrono::hours kCertificateBackdating{1};

// Faults: bad_name, too_many_names, bad_validity, openssl_failed.
[[nodiscard]] Result<Credentials, CertificateFault> make_self_signed(const SelfSigned& wanted);

}  // namespace potok
