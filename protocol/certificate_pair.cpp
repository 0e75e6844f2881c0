#include "protocol/certificate_pair.hpp"

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <array>

#include "protocol/certificate_openssl.hpp"

namespace potok {
namespace {

using OwnedDigest = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

constexpr std::array<unsigned char, 32> kMessage{};

std::vector<unsigned char> signature_of(evp_pkey_st* key) {
    const OwnedDigest context(EVP_MD_CTX_new());
    std::size_t size = 0;
    if (!context ||
        EVP_DigestSignInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key, nullptr) != 1)
        return {};
    if (EVP_DigestSign(context.get(), nullptr, &size, kMessage.data(), kMessage.size()) != 1)
        return {};
    std::vector<unsigned char> signature(size);
    if (EVP_DigestSign(context.get(), signature.data(), &size, kMessage.data(), kMessage.size()) !=
        1)
        return {};
    signature.resize(size);
    return signature;
}

bool verifies(evp_pkey_st* key, const std::vector<unsigned char>& signature) {
    const OwnedDigest context(EVP_MD_CTX_new());
    return context &&
           EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key,
                                   nullptr) == 1 &&
           EVP_DigestVerify(context.get(), signature.data(), signature.size(), kMessage.data(),
                            kMessage.size()) == 1;
}

}  // namespace

bool belong_together(x509_st* certificate, evp_pkey_st* key) noexcept {
    const OpensslErrors errors;
    return X509_check_private_key(certificate, key) == 1;
}

bool has_signed(x509_st* certificate, evp_pkey_st* key) noexcept {
    const OpensslErrors errors;
    const std::vector<unsigned char> signature = signature_of(key);
    return !signature.empty() && verifies(X509_get0_pubkey(certificate), signature);
}

bool is_issued_by(x509_st* certificate, x509_st* issuer) noexcept {
    const OpensslErrors errors;
    if (X509_NAME_cmp(X509_get_issuer_name(certificate), X509_get_subject_name(issuer)) != 0)
        return false;
    // Null where it is of an algorithm that we have not, as GOST's.
    evp_pkey_st* const key = X509_get0_pubkey(issuer);
    return key != nullptr && X509_verify(certificate, key) == 1;
}

bool is_key_of_tls(const KeyFacts& key) noexcept {
    switch (key.kind) {
        case KeyKind::rsa:
        case KeyKind::rsa_pss:
        case KeyKind::ed25519:
        case KeyKind::ed448:
            return true;
        case KeyKind::ecdsa:
            return key.name == "ECDSA P-256" || key.name == "ECDSA P-384" ||
                   key.name == "ECDSA P-521";
        case KeyKind::gost:
        case KeyKind::other:
            break;
    }
    return false;
}

}  // namespace potok
