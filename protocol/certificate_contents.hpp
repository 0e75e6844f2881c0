// What one file of certificates and keys holds, whatever its format: PEM, DER or PFX.
//
// The format is told by the bytes, never by the file's name. Certificates and keys come as they lie
// there; who belongs to whom is found out later (certificate_reading). Internal to
// protocol/certificate*; one thread.
#pragma once

#include <vector>

#include "protocol/certificate_key.hpp"
#include "protocol/certificate_revocation.hpp"

namespace potok {

// What is not wanted is noticed and left alone: it may be encrypted, or damaged.
enum class Wanted : std::uint8_t {
    all,           // but revocation lists
    certificates,  // alone
    keys,
    trust,  // certificates, more of them than a server has, and revocation lists
};

[[nodiscard]] constexpr bool has_certificates(Wanted wanted) noexcept {
    return wanted != Wanted::keys;
}
[[nodiscard]] constexpr bool has_keys(Wanted wanted) noexcept {
    return wanted == Wanted::all || wanted == Wanted::keys;
}

struct CertificateContents {
    std::vector<OwnedX509> certificates;
    std::vector<OwnedKey> keys;
    std::vector<OwnedRevocationList> lists;
    // Also what was not wanted.
    bool has_certificate = false;
    bool has_key = false;
    bool has_request = false;
    bool has_public_key = false;
    bool is_pfx = false;
};

using ContentsOrFault = Result<CertificateContents, CertificateFault>;

// Faults have no path yet.
[[nodiscard]] ContentsOrFault read_contents(Bytes bytes, Wanted wanted, Password password);

}  // namespace potok
