// Whether credentials that were read may be used: strong enough, and valid at a moment.
//
// The whole chain is judged: clients refuse a leaf for its issuer's sake. But for an issuer that
// has expired: who trusts another one passes it over, so it is a warning. Pure functions; any
// thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "protocol/certificate.hpp"
#include "protocol/certificate_fault.hpp"

namespace potok {

struct CertificateJudge {
    std::chrono::sys_seconds now;
    std::string path = {};  // what a fault gives back
};

// weak_key, weak_signature, not_yet_valid, of the leaf first; expired comes last and is the leaf's:
// with whoever uses it all the same nothing else is wrong.
[[nodiscard]] std::optional<CertificateFault> find_fault(const Credentials& credentials,
                                                         const CertificateJudge& judge);

// issuer_expired: the first one above the leaf that did.
[[nodiscard]] std::optional<CertificateFault> find_expired_issuer(const Credentials& credentials,
                                                                  const CertificateJudge& judge);

// Out of the term that it was issued for, which a server that runs has to outlive: its clients are
// refused, but a reload that refused it too would keep its renewed neighbours out.
[[nodiscard]] bool is_out_of_term(CertificateFault::Kind kind) noexcept;

// Nobody is refused for it, or not yet.
[[nodiscard]] bool is_warning(CertificateFault::Kind kind) noexcept;

// expires_soon: the one that is the first to. Not who has expired already.
[[nodiscard]] std::optional<CertificateFault> find_warning(
    const Credentials& credentials, const CertificateJudge& judge,
    std::chrono::days within = std::chrono::days(14));

}  // namespace potok
