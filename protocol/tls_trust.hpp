// TlsTrust: by what a client knows that it talks to whom it means.
//
// One of: a chain up to an authority that is trusted, and the name; one certificate that an
// administrator has named by its fingerprint; or nothing. With a fingerprint neither name nor
// moment nor issuer are asked, as with a host key of SSH: whoever pinned it answers for it, and
// there is nobody else whose word could run out. Immutable; copies share the store.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "protocol/certificate_fingerprint.hpp"
#include "protocol/tls_trust_store.hpp"

namespace potok {

class TlsTrust {
  public:
    enum class Kind : std::uint8_t {
        authorities,        // chain and name (RFC 5280, RFC 9525)
        fingerprint,        // of the server's own certificate
        anyone_may_answer,  // DANGER: encrypted, and possibly to whoever sits in between
    };

    [[nodiscard]] static TlsTrust in_authorities(TrustStore store) {
        return {Kind::authorities, std::move(store), {}};
    }
    [[nodiscard]] static TlsTrust in_fingerprint(const Fingerprint& fingerprint) {
        return {Kind::fingerprint, std::nullopt, fingerprint};
    }
    // A file with the certificate that the server has to show.
    [[nodiscard]] static TlsTrust in_certificate(const x509_st* certificate) {
        return in_fingerprint(fingerprint_of(certificate));
    }
    [[nodiscard]] static TlsTrust in_nobody_so_anyone_may_answer() {
        return {Kind::anyone_may_answer, std::nullopt, {}};
    }

    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    // Precondition of each: kind() says so.
    [[nodiscard]] const TrustStore& authorities() const noexcept { return *authorities_; }
    [[nodiscard]] const Fingerprint& fingerprint() const noexcept { return fingerprint_; }

  private:
    TlsTrust(Kind kind, std::optional<TrustStore> authorities, const Fingerprint& fingerprint)
        : authorities_(std::move(authorities)), fingerprint_(fingerprint), kind_(kind) {}

    std::optional<TrustStore> authorities_;
    Fingerprint fingerprint_;
    Kind kind_;
};

}  // namespace potok
