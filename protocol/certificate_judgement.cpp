#include "protocol/certificate_judgement.hpp"

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <vector>

#include "protocol/certificate_openssl.hpp"

namespace potok {
namespace {

using Kind = CertificateFault::Kind;
using MaybeFault = std::optional<CertificateFault>;

std::vector<x509_st*> all_of(const Credentials& credentials) {
    std::vector<x509_st*> all = {credentials.leaf()};
    for (const OwnedX509& one : credentials.chain())
        all.push_back(one.get());
    return all;
}

CertificateFault fault_about(Kind kind, const CertificateFacts& facts,
                             const CertificateJudge& judge) {
    return {.kind = kind, .path = judge.path, .subject = facts.subject};
}

// A day that has begun counts.
std::int64_t days_between(std::chrono::sys_seconds from, std::chrono::sys_seconds to) {
    return std::chrono::ceil<std::chrono::days>(to - from).count();
}

MaybeFault find_weak_key(const CertificateFacts& facts, const CertificateJudge& judge) {
    // RSA of 2048 bits, or what is as strong: less is what OpenSSL itself refuses.
    constexpr int kRsaBitsMin = 2048;
    constexpr int kCurveBitsMin = 224;
    const KeyFacts& key = facts.key;
    const bool rsa = key.kind == KeyKind::rsa || key.kind == KeyKind::rsa_pss;
    const bool curve = key.kind == KeyKind::ecdsa;
    if (!(rsa && key.bits < kRsaBitsMin) && !(curve && key.bits < kCurveBitsMin))
        return std::nullopt;
    CertificateFault fault = fault_about(Kind::weak_key, facts, judge);
    fault.algorithm = key.name;
    fault.bits = key.bits;
    return fault;
}

// Of MD5, SHA-1 and older: who can make two texts of one digest can make this issuer vouch for
// another certificate. Nobody goes by the signature of who signed himself.
MaybeFault find_weak_signature(x509_st* certificate, const CertificateFacts& facts,
                               const CertificateJudge& judge) {
    constexpr int kBitsMin = 112;
    int bits = 0;
    if (facts.self_issued ||
        X509_get_signature_info(certificate, nullptr, nullptr, &bits, nullptr) != 1 ||
        bits >= kBitsMin)
        return std::nullopt;
    CertificateFault fault = fault_about(Kind::weak_signature, facts, judge);
    fault.algorithm = facts.signature;
    return fault;
}

MaybeFault find_early(const CertificateFacts& facts, const CertificateJudge& judge) {
    if (judge.now >= facts.not_before) return std::nullopt;
    CertificateFault fault = fault_about(Kind::not_yet_valid, facts, judge);
    fault.moment = facts.not_before;
    fault.days = days_between(judge.now, facts.not_before);
    return fault;
}

MaybeFault find_expired(Kind kind, const CertificateFacts& facts, const CertificateJudge& judge) {
    if (judge.now <= facts.not_after) return std::nullopt;
    CertificateFault fault = fault_about(kind, facts, judge);
    fault.moment = facts.not_after;
    fault.days = days_between(facts.not_after, judge.now);
    return fault;
}

MaybeFault find_fault_of(x509_st* certificate, const CertificateJudge& judge) {
    const CertificateFacts facts = facts_of(certificate);
    if (MaybeFault weak = find_weak_key(facts, judge)) return weak;
    if (MaybeFault weak = find_weak_signature(certificate, facts, judge)) return weak;
    return find_early(facts, judge);
}

}  // namespace

std::optional<CertificateFault> find_fault(const Credentials& credentials,
                                           const CertificateJudge& judge) {
    const OpensslErrors errors;
    for (x509_st* const one : all_of(credentials)) {
        if (MaybeFault fault = find_fault_of(one, judge)) return fault;
    }
    return find_expired(Kind::expired, credentials.facts(), judge);
}

std::optional<CertificateFault> find_expired_issuer(const Credentials& credentials,
                                                    const CertificateJudge& judge) {
    const OpensslErrors errors;
    for (const OwnedX509& issuer : credentials.chain()) {
        if (MaybeFault expired = find_expired(Kind::issuer_expired, facts_of(issuer.get()), judge))
            return expired;
    }
    return std::nullopt;
}

bool is_out_of_term(Kind kind) noexcept {
    return kind == Kind::expired || kind == Kind::list_expired || kind == Kind::list_not_yet_valid;
}

bool is_warning(Kind kind) noexcept {
    return kind == Kind::expires_soon || kind == Kind::issuer_expired ||
           kind == Kind::list_expires_soon || kind == Kind::list_of_another;
}

std::optional<CertificateFault> find_warning(const Credentials& credentials,
                                             const CertificateJudge& judge,
                                             std::chrono::days within) {
    MaybeFault warning;
    for (x509_st* const one : all_of(credentials)) {
        const CertificateFacts facts = facts_of(one);
        if (facts.not_after < judge.now || facts.not_after - judge.now > within) continue;
        if (warning && warning->moment <= facts.not_after) continue;
        warning = fault_about(Kind::expires_soon, facts, judge);
        warning->moment = facts.not_after;
        warning->days = days_between(judge.now, facts.not_after);
    }
    return warning;
}

}  // namespace potok
