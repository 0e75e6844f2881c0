#include "protocol/tls_handles.hpp"

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "base/assert.hpp"

namespace potok {

void begin_openssl() noexcept {
    const int begun =
        OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, nullptr);
    ASSERT(begun == 1);
}

void FreeOpenssl::operator()(ssl_st* ssl) const noexcept {
    SSL_free(ssl);
}

void FreeOpenssl::operator()(ssl_ctx_st* context) const noexcept {
    SSL_CTX_free(context);
}

void FreeOpenssl::operator()(x509_st* certificate) const noexcept {
    X509_free(certificate);
}

void FreeOpenssl::operator()(evp_pkey_st* key) const noexcept {
    EVP_PKEY_free(key);
}

OwnedSslContext share(const OwnedSslContext& context) noexcept {
    if (context) SSL_CTX_up_ref(context.get());
    return OwnedSslContext(context.get());
}

OwnedX509 share(const OwnedX509& certificate) noexcept {
    if (certificate) X509_up_ref(certificate.get());
    return OwnedX509(certificate.get());
}

OwnedKey share(const OwnedKey& key) noexcept {
    if (key) EVP_PKEY_up_ref(key.get());
    return OwnedKey(key.get());
}

}  // namespace potok
