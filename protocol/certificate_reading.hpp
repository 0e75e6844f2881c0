// read_credentials: a certificate, its chain and its key out of the bytes of one file or two.
//
// Who belongs to whom is found out and not expected of the order: the leaf is the first certificate
// that the key fits, its chain whoever issued it and whoever issued that. A fitting pair has signed
// and verified once. Pure functions, some milliseconds each; any thread.
#pragma once

#include <vector>

#include "base/bytes.hpp"
#include "protocol/certificate.hpp"
#include "protocol/certificate_key.hpp"

namespace potok {

// One file's bytes, and the path that a fault gives back.
struct CertificateBytes {
    Bytes bytes;
    std::string_view path;
};

struct CredentialBytes {
    CertificateBytes certificate;
    // None: the key is in the same file. What else is in this one is left alone.
    std::optional<CertificateBytes> key = std::nullopt;
    // Of the key, or of the whole PFX. None: whatever is encrypted is a fault, but for a PFX with
    // no password.
    Password password = std::nullopt;
};

using CredentialsOrFault = Result<Credentials, CertificateFault>;
using CertificatesOrFault = Result<std::vector<OwnedX509>, CertificateFault>;

// Strength and validity are judged elsewhere (certificate_judgement).
[[nodiscard]] CredentialsOrFault read_credentials(const CredentialBytes& bytes);

// All certificates in the order of the file, at least one; keys are left alone.
[[nodiscard]] CertificatesOrFault read_certificates(const CertificateBytes& bytes,
                                                    Password password = std::nullopt);

}  // namespace potok
