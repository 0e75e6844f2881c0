#include "protocol/certificate_writing.hpp"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <algorithm>

#include "base/assert.hpp"
#include "protocol/certificate_openssl.hpp"

namespace potok {
namespace {

using OwnedBio = Owned<BIO, BIO_free_all>;
using OwnedPfx = Owned<PKCS12, PKCS12_free>;

// How often a password is hashed: a tenth of a second for us, and for whoever tries one.
constexpr int kIterations = 100'000;
constexpr int kSaltBytes = 16;

std::size_t pending_in(BIO* out) {
    return static_cast<std::size_t>(BIO_pending(out));
}

// What OpenSSL wrote to memory; nothing of it has failed but for want of memory.
std::string text_in(BIO* out) {
    std::string text(pending_in(out), '\0');
    std::size_t taken = 0;
    BIO_read_ex(out, text.data(), text.size(), &taken);
    text.resize(taken);
    return text;
}

Secret secret_in(BIO* out) {
    Secret secret(pending_in(out));
    std::size_t taken = 0;
    BIO_read_ex(out, secret.room().data(), secret.size(), &taken);
    secret.shrink(taken);
    return secret;
}

// Wiped when it is freed.
OwnedBio secret_memory() {
    return OwnedBio(BIO_new(BIO_s_secmem()));
}

void append(BIO* out, X509* certificate) {
    const int done = PEM_write_bio_X509(out, certificate);
    ASSERT(done == 1);
}

using OwnedKeyInfo = Owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;
using OwnedEncrypted = Owned<X509_SIG, X509_SIG_free>;

OwnedEncrypted encrypted(PKCS8_PRIV_KEY_INFO* key, std::string_view password) {
    // -1: PBES2, with HMAC-SHA-256 in PBKDF2.
    return OwnedEncrypted(PKCS8_encrypt(-1, EVP_aes_256_cbc(), password.data(),
                                        static_cast<int>(password.size()), nullptr, kSaltBytes,
                                        kIterations, key));
}

bool write_key(BIO* out, EVP_PKEY* key, std::string_view password) {
    const OwnedKeyInfo info(EVP_PKEY2PKCS8(key));
    if (!info) return false;
    if (password.empty()) return PEM_write_bio_PKCS8_PRIV_KEY_INFO(out, info.get()) == 1;
    const OwnedEncrypted locked = encrypted(info.get(), password);
    return locked && PEM_write_bio_PKCS8(out, locked.get()) == 1;
}

struct PfxAlgorithms {
    int encryption;
    const EVP_MD* integrity;
};

PfxAlgorithms algorithms_of(PfxForm form) {
    if (form == PfxForm::modern) return {NID_aes_256_cbc, EVP_sha256()};
    return {NID_pbe_WithSHA1And3_Key_TripleDES_CBC, EVP_sha1()};
}

void free_stack(STACK_OF(X509) * certificates) {
    sk_X509_free(certificates);
}

// The password with the zero behind it that OpenSSL's function goes by.
Secret terminated(std::string_view password) {
    Secret copy(password.size() + 1);
    std::ranges::copy(bytes_of(password), copy.room().begin());
    return copy;
}

OwnedPfx make_pfx(const Credentials& credentials, std::string_view password,
                  const PfxAlgorithms& algorithms) {
    const Owned<STACK_OF(X509), free_stack> chain(sk_X509_new_null());
    if (!chain) return {};
    for (const OwnedX509& one : credentials.chain())
        if (sk_X509_push(chain.get(), one.get()) == 0) return {};
    // What Windows shows in its list.
    const CertificateFacts& facts = credentials.facts();
    const std::string& name = facts.names.empty() ? facts.subject : facts.names.front();
    const Secret copy = terminated(password);
    const char* const letters = copy.text().data();
    // The check of integrity is added by hand: its digest could not be said here.
    constexpr int kNoMac = -1;
    OwnedPfx pfx(PKCS12_create(letters, name.c_str(), credentials.key(), credentials.leaf(),
                               chain.get(), algorithms.encryption, algorithms.encryption,
                               kIterations, kNoMac, 0));
    if (!pfx || PKCS12_set_mac(pfx.get(), letters, static_cast<int>(password.size()), nullptr,
                               kSaltBytes, kIterations, algorithms.integrity) != 1)
        return {};
    return pfx;
}

}  // namespace

std::string certificate_pem(const Credentials& credentials) {
    const OpensslErrors errors;
    const OwnedBio out(BIO_new(BIO_s_mem()));
    append(out.get(), credentials.leaf());
    return text_in(out.get()) + certificate_pem(credentials.chain());
}

std::string certificate_pem(std::span<const OwnedX509> certificates) {
    const OpensslErrors errors;
    const OwnedBio out(BIO_new(BIO_s_mem()));
    for (const OwnedX509& one : certificates)
        append(out.get(), one.get());
    return text_in(out.get());
}

std::string certificate_der(const x509_st* certificate) {
    const OpensslErrors errors;
    const OwnedBio out(BIO_new(BIO_s_mem()));
    const int done = i2d_X509_bio(out.get(), certificate);
    ASSERT(done == 1);
    return text_in(out.get());
}

SecretOrFault key_pem(const Credentials& credentials, std::string_view password) {
    const OpensslErrors errors;
    const OwnedBio out = secret_memory();
    if (!out || !write_key(out.get(), credentials.key(), password)) return OpensslErrors::last();
    return secret_in(out.get());
}

SecretOrFault pfx_of(const Credentials& credentials, std::string_view password, PfxForm form) {
    const OpensslErrors errors;
    const OwnedPfx pfx = make_pfx(credentials, password, algorithms_of(form));
    const OwnedBio out = secret_memory();
    if (!pfx || !out || i2d_PKCS12_bio(out.get(), pfx.get()) != 1) return OpensslErrors::last();
    return secret_in(out.get());
}

}  // namespace potok
