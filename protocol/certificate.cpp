#include "protocol/certificate.hpp"

#include <openssl/x509v3.h>

#include <array>

#include "base/assert.hpp"
#include "protocol/certificate_algorithm.hpp"
#include "protocol/certificate_fields.hpp"
#include "protocol/certificate_names.hpp"
#include "protocol/certificate_openssl.hpp"

namespace potok {
namespace {

// Between these no clock is: whoever reckons with them overflows nothing.
constexpr std::chrono::sys_seconds kEarliest = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
constexpr std::chrono::sys_seconds kFarthest =
    std::chrono::sys_days(std::chrono::year(9999) / 12 / 31);

KeyKind kind_of(const evp_pkey_st* key) {
    switch (EVP_PKEY_get_base_id(key)) {
        case EVP_PKEY_RSA:
            return KeyKind::rsa;
        case EVP_PKEY_RSA_PSS:
            return KeyKind::rsa_pss;
        case EVP_PKEY_EC:
            return KeyKind::ecdsa;
        case EVP_PKEY_ED25519:
            return KeyKind::ed25519;
        case EVP_PKEY_ED448:
            return KeyKind::ed448;
        default:
            return KeyKind::other;
    }
}

// With the name that people call a curve by.
std::string curve_of(const evp_pkey_st* key) {
    std::array<char, 80> group{};
    if (EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1) return "?";
    const char* const nist = EC_curve_nid2nist(OBJ_sn2nid(group.data()));
    return nist != nullptr ? nist : group.data();
}

std::string key_name(KeyKind kind, const evp_pkey_st* key) {
    switch (kind) {
        case KeyKind::rsa:
            return "RSA";
        case KeyKind::rsa_pss:
            return "RSA-PSS";
        case KeyKind::ecdsa:
            return "ECDSA " + curve_of(key);
        case KeyKind::ed25519:
            return "Ed25519";
        case KeyKind::ed448:
            return "Ed448";
        default:
            break;
    }
    const char* const name = EVP_PKEY_get0_type_name(key);
    return name != nullptr ? name : "?";
}

// What its certificate says of a key that OpenSSL cannot make one of.
KeyFacts unread_key_facts(const x509_st* certificate) {
    ASN1_OBJECT* algorithm = nullptr;
    X509_PUBKEY_get0_param(&algorithm, nullptr, nullptr, nullptr,
                           X509_get_X509_PUBKEY(certificate));
    return {.kind = is_gost(algorithm) ? KeyKind::gost : KeyKind::other,
            .name = algorithm_name(algorithm)};
}

}  // namespace

KeyFacts key_facts_of(const x509_st* certificate) {
    const OpensslErrors errors;
    const evp_pkey_st* const key = X509_get0_pubkey(certificate);
    if (key == nullptr) return unread_key_facts(certificate);
    const KeyKind kind = kind_of(key);
    return {.kind = kind, .bits = EVP_PKEY_get_bits(key), .name = key_name(kind, key)};
}

CertificateFacts facts_of(const x509_st* certificate) {
    const OpensslErrors errors;
    const X509_ALGOR* const signature = X509_get0_tbs_sigalg(certificate);
    const X509_NAME* const subject = X509_get_subject_name(certificate);
    const X509_NAME* const issuer = X509_get_issuer_name(certificate);
    return {.subject = text_of_name(subject),
            .issuer = text_of_name(issuer),
            .names = names_of(certificate),
            .not_before = moment_of(X509_get0_notBefore(certificate)).value_or(kFarthest),
            .not_after = moment_of(X509_get0_notAfter(certificate)).value_or(kEarliest),
            .fingerprint = fingerprint_of(certificate),
            .key = key_facts_of(certificate),
            .signature = algorithm_name(signature->algorithm),
            .self_issued = X509_NAME_cmp(subject, issuer) == 0};
}

Credentials::Credentials(OwnedX509 leaf, std::vector<OwnedX509> chain, OwnedKey key)
    : leaf_(std::move(leaf)), chain_(std::move(chain)), key_(std::move(key)) {
    ASSERT(leaf_ && key_);
    facts_ = facts_of(leaf_.get());
}

}  // namespace potok
