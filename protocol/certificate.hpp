// Credentials: what an endpoint of TLS shows of itself: a certificate, the chain up to its issuer,
// and its private key; and CertificateFacts: what a certificate says, for display and the log.
//
// Where they come from is not theirs to know: they are read (certificate_reading, certificate_file)
// or made (certificate_making), and all that come that way are a fitting pair. Move-only; immutable
// once made, so contexts of any thread may share what is in them.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "protocol/certificate_fingerprint.hpp"
#include "protocol/tls_handles.hpp"

namespace potok {

enum class KeyKind : std::uint8_t { rsa, rsa_pss, ecdsa, ed25519, ed448, gost, other };

struct KeyFacts {
    KeyKind kind = KeyKind::other;
    int bits = 0;
    std::string name = {};  // of the algorithm, with the curve: "RSA", "ECDSA P-256"
};

struct CertificateFacts {
    std::string subject;             // "CN=potok.example,O=Potok", RFC 2253; controls are escaped
    std::string issuer;              // likewise
    std::vector<std::string> names;  // subjectAltName: DNS names, addresses, mailboxes, URIs
    // A moment that cannot be read makes the certificate valid at no time.
    std::chrono::sys_seconds not_before;
    std::chrono::sys_seconds not_after;
    Fingerprint fingerprint;
    KeyFacts key;
    std::string signature;     // the algorithm that its issuer signed with: "ecdsa-with-SHA256"
    bool self_issued = false;  // subject and issuer are one
};

[[nodiscard]] CertificateFacts facts_of(const x509_st* certificate);
[[nodiscard]] KeyFacts key_facts_of(const x509_st* certificate);

class Credentials {
  public:
    // Precondition: the key fits the leaf, and each of the chain issued the one before it.
    Credentials(OwnedX509 leaf, std::vector<OwnedX509> chain, OwnedKey key);

    // Never none. OpenSSL counts references in what it is given, hence not const.
    [[nodiscard]] x509_st* leaf() const noexcept { return leaf_.get(); }
    [[nodiscard]] evp_pkey_st* key() const noexcept { return key_.get(); }
    // From the leaf's issuer upwards, as far as the file had it.
    [[nodiscard]] std::span<const OwnedX509> chain() const noexcept { return chain_; }

    [[nodiscard]] const CertificateFacts& facts() const noexcept { return facts_; }

  private:
    OwnedX509 leaf_;
    std::vector<OwnedX509> chain_;
    OwnedKey key_;
    CertificateFacts facts_;
};

}  // namespace potok
