// Whether two belong together: a certificate and a key, a certificate and its issuer's.
//
// Internal to protocol/certificate*. Pure functions.
#pragma once

#include "protocol/certificate.hpp"

namespace potok {

// The certificate is the key's, as far as both say.
[[nodiscard]] bool belong_together(x509_st* certificate, evp_pkey_st* key) noexcept;

// What the key signs, the certificate verifies: no part of the key is damaged.
[[nodiscard]] bool has_signed(x509_st* certificate, evp_pkey_st* key) noexcept;

// By name, by identifier, and by signature.
[[nodiscard]] bool is_issued_by(x509_st* certificate, x509_st* issuer) noexcept;

// Of a kind that TLS 1.3 has signatures for (RFC 8446 §4.2.3), as every client knows them.
[[nodiscard]] bool is_key_of_tls(const KeyFacts& key) noexcept;

}  // namespace potok
