#include "protocol/certificate_revocation.hpp"

#include <openssl/x509.h>

#include "protocol/certificate_fields.hpp"
#include "protocol/certificate_openssl.hpp"

namespace potok {
namespace {

using Kind = CertificateFault::Kind;
using MaybeFault = std::optional<CertificateFault>;

// `apart`: how far from now; a day that has begun counts.
CertificateFault fault_about(Kind kind, const X509_CRL& list, const CertificateJudge& judge,
                             std::chrono::sys_seconds moment, std::chrono::seconds apart) {
    return {.kind = kind,
            .path = judge.path,
            .subject = text_of_name(X509_CRL_get_issuer(&list)),
            .days = std::chrono::ceil<std::chrono::days>(apart).count(),
            .moment = moment};
}

}  // namespace

void FreeRevocationList::operator()(X509_CRL* list) const noexcept {
    X509_CRL_free(list);
}

MaybeFault find_fault(const X509_CRL& list, const CertificateJudge& judge) {
    const OpensslErrors errors;
    const auto from = moment_of(X509_CRL_get0_lastUpdate(&list));
    if (from && judge.now < *from)
        return fault_about(Kind::list_not_yet_valid, list, judge, *from, *from - judge.now);
    // One without an end is valid for ever (RFC 5280 demands one, OpenSSL does not).
    const auto until = moment_of(X509_CRL_get0_nextUpdate(&list));
    if (!until || judge.now <= *until) return std::nullopt;
    return fault_about(Kind::list_expired, list, judge, *until, judge.now - *until);
}

MaybeFault find_warning(const X509_CRL& list, const CertificateJudge& judge,
                        std::chrono::hours within) {
    const OpensslErrors errors;
    const auto until = moment_of(X509_CRL_get0_nextUpdate(&list));
    if (!until || *until < judge.now || *until - judge.now > within) return std::nullopt;
    return fault_about(Kind::list_expires_soon, list, judge, *until, *until - judge.now);
}

}  // namespace potok
