#include "protocol/certificate_key.hpp"

#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "protocol/certificate_algorithm.hpp"
#include "protocol/certificate_der.hpp"
#include "protocol/certificate_openssl.hpp"

namespace potok {
namespace {

using Kind = CertificateFault::Kind;
using OwnedKeyInfo = Owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;

CertificateFault fault(Kind kind) {
    return {.kind = kind};
}

bool is_known(const ASN1_OBJECT* algorithm) {
    switch (OBJ_obj2nid(algorithm)) {
        case NID_rsaEncryption:
        case NID_rsassaPss:
        case NID_X9_62_id_ecPublicKey:
        case NID_ED25519:
        case NID_ED448:
            return true;
        default:
            return false;
    }
}

KeyOrFault read_plain(Bytes der) {
    const auto info = read_der<PKCS8_PRIV_KEY_INFO_free>(der, d2i_PKCS8_PRIV_KEY_INFO);
    return info ? key_of(info.get()) : fault(Kind::damaged);
}

KeyOrFault read_encrypted(Bytes der, Password password, PasswordWork& work) {
    const auto encrypted = read_der<X509_SIG_free>(der, d2i_X509_SIG);
    if (!encrypted) return fault(Kind::damaged);
    if (!password) return fault(Kind::password_needed);
    KeyOrFault key = decrypt_key(encrypted.get(), *password, work);
    if (key || key.error().kind != Kind::pfx_old_algorithm) return key;
    CertificateFault old = key.error();
    old.kind = Kind::key_old_algorithm;
    return old;
}

// Traditional forms name no algorithm: they are of one.
KeyOrFault read_traditional(int type, Bytes der) {
    const auto d2i = [type](EVP_PKEY** out, const unsigned char** from, long size) {
        return d2i_PrivateKey(type, out, from, size);
    };
    auto key = read_der<EVP_PKEY_free>(der, d2i);
    if (!key) return fault(Kind::damaged);
    return OwnedKey(key.release());
}

}  // namespace

KeyOrFault read_key(KeyForm form, Bytes der, Password password, PasswordWork& work) {
    const OpensslErrors errors;
    switch (form) {
        case KeyForm::pkcs8:
            return read_plain(der);
        case KeyForm::encrypted_pkcs8:
            return read_encrypted(der, password, work);
        case KeyForm::rsa:
            return read_traditional(EVP_PKEY_RSA, der);
        case KeyForm::ec:
            break;
    }
    return read_traditional(EVP_PKEY_EC, der);
}

KeyOrFault key_of(const PKCS8_PRIV_KEY_INFO* info) {
    const OpensslErrors errors;
    const ASN1_OBJECT* algorithm = nullptr;
    PKCS8_pkey_get0(&algorithm, nullptr, nullptr, nullptr, info);
    if (!is_known(algorithm)) return unsupported(algorithm);
    OwnedKey key(EVP_PKCS82PKEY(info));
    if (!key) return fault(Kind::damaged);
    return key;
}

KeyOrFault decrypt_key(const X509_SIG* encrypted, std::string_view password, PasswordWork& work) {
    const OpensslErrors errors;
    const X509_ALGOR* encryption = nullptr;
    X509_SIG_get0(encrypted, &encryption, nullptr);
    if (const auto refused = work.begin(encryption)) return *refused;
    if (password.size() > kPasswordMax) return fault(Kind::password_wrong);
    const OwnedKeyInfo info(
        PKCS8_decrypt(encrypted, password.data(), static_cast<int>(password.size())));
    return info ? key_of(info.get()) : fault(Kind::password_wrong);
}

}  // namespace potok
