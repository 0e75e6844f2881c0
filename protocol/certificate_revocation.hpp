// Revocation lists: whom an authority no longer vouches for, as it publishes that, for a term.
//
// Past its term a list says nothing, and everyone whom it is asked about is refused; so it is
// judged when it is read and not when the first client comes. Pure functions; any thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "protocol/certificate_fault.hpp"
#include "protocol/certificate_judgement.hpp"

struct X509_crl_st;

namespace potok {

struct FreeRevocationList {
    void operator()(X509_crl_st* list) const noexcept;
};
using OwnedRevocationList = std::unique_ptr<X509_crl_st, FreeRevocationList>;

// list_expired, list_not_yet_valid.
[[nodiscard]] std::optional<CertificateFault> find_fault(const X509_crl_st& list,
                                                         const CertificateJudge& judge);

// list_expires_soon. Many live for a week and the next is there before its end, so a day is soon.
[[nodiscard]] std::optional<CertificateFault> find_warning(
    const X509_crl_st& list, const CertificateJudge& judge,
    std::chrono::hours within = std::chrono::hours(24));

}  // namespace potok
