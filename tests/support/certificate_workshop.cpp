#include "tests/support/certificate_workshop.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>

#include "base/assert.hpp"
#include "protocol/certificate_openssl.hpp"

namespace potok::testing {
namespace {

using OwnedBio = Owned<BIO, BIO_free_all>;

std::string text_in(BIO* bio) {
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio, &text);
    return {text, static_cast<std::size_t>(size)};
}

template <class Write>
std::string written(Write write) {
    const OwnedBio out(BIO_new(BIO_s_mem()));
    const int done = write(out.get());
    ASSERT(done == 1);
    return text_in(out.get());
}

unsigned char* letters_of(const std::string& text) {
    // OpenSSL's functions are older than const.
    return reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
}

void add_extension(X509* certificate, int number, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(
        X509V3_EXT_conf_nid(nullptr, &context, number, value.c_str()));
    ASSERT(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

void set_name(X509* certificate, const std::string& name) {
    X509_NAME* const subject = X509_get_subject_name(certificate);
    const int done = X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8,
                                                letters_of(name), int(name.size()), -1, 0);
    ASSERT(done == 1);
}

std::string oid_of(int number) {
    unsigned char* der = nullptr;
    const int size = i2d_ASN1_OBJECT(OBJ_nid2obj(number), &der);
    ASSERT(size > 0);
    std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return bytes;
}

}  // namespace

OwnedKey make_key(KeyChoice choice) {
    begin_openssl();
    const auto rsa = [](std::size_t bits) {
        return OwnedKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits));
    };
    const auto curve = [](const char* name) {
        return OwnedKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", name));
    };
    switch (choice) {
        case KeyChoice::p256:
            return curve("P-256");
        case KeyChoice::p384:
            return curve("P-384");
        case KeyChoice::secp256k1:
            return curve("secp256k1");
        case KeyChoice::rsa2048:
            return rsa(2048);
        case KeyChoice::rsa1024:
            return rsa(1024);
        case KeyChoice::ed25519:
            break;
    }
    return OwnedKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
}

OwnedKey key_of(KeyChoice choice) {
    static std::array<OwnedKey, 6> keys;
    OwnedKey& key = keys[static_cast<std::size_t>(choice)];
    if (!key) key = make_key(choice);
    return share(key);
}

Issued issue(const Wish& wish) {
    Issued made{.certificate = OwnedX509(X509_new()),
                .key = wish.own_key ? make_key(wish.key) : key_of(wish.key)};
    X509* const certificate = made.certificate.get();
    X509_set_version(certificate, X509_VERSION_3);
    static long serial = 0;
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
    ASN1_TIME_set(X509_getm_notBefore(certificate), wish.not_before.time_since_epoch().count());
    ASN1_TIME_set(X509_getm_notAfter(certificate), wish.not_after.time_since_epoch().count());
    set_name(certificate, wish.subject);
    const Issued& issuer = wish.issuer != nullptr ? *wish.issuer : made;
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer.certificate.get()));
    X509_set_pubkey(certificate, made.key.get());
    add_extension(certificate, NID_basic_constraints, wish.ca ? "critical,CA:TRUE" : "CA:FALSE");
    if (!wish.alternative_names.empty())
        add_extension(certificate, NID_subject_alt_name, wish.alternative_names);
    if (!wish.purpose.empty()) add_extension(certificate, NID_ext_key_usage, wish.purpose);
    const bool edwards = EVP_PKEY_get_base_id(issuer.key.get()) == EVP_PKEY_ED25519;
    const EVP_MD* const digest = edwards ? nullptr : EVP_get_digestbyname(wish.digest.c_str());
    const int size = X509_sign(certificate, issuer.key.get(), digest);
    ASSERT(size > 0);
    return made;
}

Wish lasting(const std::string& subject, const std::string& alternative_names) {
    Wish wish;
    wish.subject = subject;
    wish.alternative_names = alternative_names;
    wish.not_before = kToday - std::chrono::days(3650);
    wish.not_after = kToday + std::chrono::days(36500);
    return wish;
}

Issued issue_authority(const std::string& subject) {
    Wish wish = lasting(subject);
    wish.ca = true;
    wish.own_key = true;
    return issue(wish);
}

std::string revocation_list_of(const Issued& issuer, const std::vector<const Issued*>& revoked) {
    const Wish wish = lasting({});
    return revocation_list_of(issuer, revoked, {.from = wish.not_before, .until = wish.not_after});
}

std::string revocation_list_of(const Issued& issuer, const std::vector<const Issued*>& revoked,
                               const ListTerm& term) {
    const Owned<X509_CRL, X509_CRL_free> list(X509_CRL_new());
    X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer.certificate.get()));
    const auto moment = [](std::chrono::sys_seconds when) {
        return Owned<ASN1_TIME, ASN1_TIME_free>(
            ASN1_TIME_set(nullptr, when.time_since_epoch().count()));
    };
    X509_CRL_set1_lastUpdate(list.get(), moment(term.from).get());
    if (term.until) X509_CRL_set1_nextUpdate(list.get(), moment(*term.until).get());
    for (const Issued* const one : revoked) {
        X509_REVOKED* const entry = X509_REVOKED_new();
        X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(one->certificate.get()));
        X509_REVOKED_set_revocationDate(entry, moment(term.from).get());
        X509_CRL_add0_revoked(list.get(), entry);
    }
    X509_CRL_sort(list.get());
    const int size = X509_CRL_sign(list.get(), issuer.key.get(), EVP_sha256());
    ASSERT(size > 0);
    return written([&](BIO* out) { return PEM_write_bio_X509_CRL(out, list.get()); });
}

std::string pem_of(const OwnedX509& certificate) {
    return written([&](BIO* out) { return PEM_write_bio_X509(out, certificate.get()); });
}

std::string der_of(const OwnedX509& certificate) {
    return written([&](BIO* out) { return i2d_X509_bio(out, certificate.get()); });
}

std::string pem_of(const OwnedKey& key, KeyFile form, const std::string& password,
                   const std::string& cipher) {
    const EVP_CIPHER* const how = password.empty() ? nullptr : EVP_get_cipherbyname(cipher.c_str());
    const int size = static_cast<int>(password.size());
    return written([&](BIO* out) {
        return form == KeyFile::pkcs8
                   ? PEM_write_bio_PKCS8PrivateKey(out, key.get(), how, password.data(), size,
                                                   nullptr, nullptr)
                   : PEM_write_bio_PrivateKey_traditional(out, key.get(), how, letters_of(password),
                                                          size, nullptr, nullptr);
    });
}

std::string der_of(const OwnedKey& key, KeyFile form, const std::string& password) {
    const EVP_CIPHER* const how = password.empty() ? nullptr : EVP_aes_256_cbc();
    return written([&](BIO* out) {
        return form == KeyFile::pkcs8
                   ? i2d_PKCS8PrivateKey_bio(out, key.get(), how, password.data(),
                                             static_cast<int>(password.size()), nullptr, nullptr)
                   : i2d_PrivateKey_bio(out, key.get());
    });
}

std::string pfx_of(const Issued& issued, const PfxWish& wish) {
    const Owned<STACK_OF(X509), [](STACK_OF(X509) * stack) { sk_X509_free(stack); }> chain(
        sk_X509_new_null());
    for (const OwnedX509* one : wish.chain)
        sk_X509_push(chain.get(), one->get());
    const char* const password = wish.password ? wish.password->c_str() : nullptr;
    const int size = wish.password ? static_cast<int>(wish.password->size()) : 0;
    const Owned<PKCS12, PKCS12_free> pfx(
        PKCS12_create(password, "potok", wish.with_key ? issued.key.get() : nullptr,
                      wish.with_certificate ? issued.certificate.get() : nullptr, chain.get(),
                      wish.key_encryption, wish.certificate_encryption, wish.iterations, -1, 0));
    ASSERT(pfx != nullptr);
    if (wish.with_mac) {
        const int done =
            PKCS12_set_mac(pfx.get(), password, size, nullptr, 0, wish.iterations, nullptr);
        ASSERT(done == 1);
    }
    return written([&](BIO* out) { return i2d_PKCS12_bio(out, pfx.get()); });
}

std::string with_algorithm(std::string der, int from, int to) {
    const std::string old = oid_of(from);
    const std::string other = oid_of(to);
    const std::size_t at = der.find(old);
    ASSERT(at != std::string::npos && old.size() == other.size());
    return der.replace(at, old.size(), other);
}

}  // namespace potok::testing
