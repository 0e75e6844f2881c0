// Whether credentials that were read may be used: strong enough, and valid at a moment.
//
// The whole chain is judged: clients refuse a leaf for its issuer's sake. Pure functions; any
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

// weak_key, weak_signature, not_yet_valid, expired; the leaf's come first.
[[nodiscard]] std::optional<CertificateFault> find_fault(const Credentials& credentials,
                                                         const CertificateJudge& judge);

// expires_soon: the one that is the first to. Who has expired already is find_fault()'s.
[[nodiscard]] std::optional<CertificateFault> find_warning(
    const Credentials& credentials, const CertificateJudge& judge,
    std::chrono::days within = std::chrono::days(14));

}  // namespace potok
