#include "protocol/tls_profile.hpp"

#include <openssl/ssl.h>

#include <array>

namespace potok {
namespace {

// Each with forward secrecy and authenticated encryption. All of them are good, so the order is the
// client's to choose: one without AES in hardware puts ChaCha20 first.
constexpr const char* kSuitesOf13 =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* kSuitesOf12 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

// 112 bits: RSA from 2048, curves from 224, no SHA-1 in a signature.
constexpr int kSecurityLevel = 2;

bool restrict_groups(SSL_CTX& context) noexcept {
    std::array groups{NID_X25519, NID_X9_62_prime256v1, NID_secp384r1};
    return SSL_CTX_set1_groups(&context, groups.data(), groups.size()) == 1;
}

bool restrict_context(SSL_CTX& context, TlsProfile profile) noexcept {
    const int lowest = profile == TlsProfile::modern ? TLS1_3_VERSION : TLS1_2_VERSION;
    SSL_CTX_set_security_level(&context, kSecurityLevel);
    return SSL_CTX_set_min_proto_version(&context, lowest) == 1 &&
           SSL_CTX_set_max_proto_version(&context, TLS1_3_VERSION) == 1 &&
           SSL_CTX_set_ciphersuites(&context, kSuitesOf13) == 1 &&
           SSL_CTX_set_cipher_list(&context, kSuitesOf12) == 1 && restrict_groups(context);
}

}  // namespace

OwnedSslContext new_tls_context(TlsRole role, TlsProfile profile) noexcept {
    begin_openssl();
    OwnedSslContext context(
        SSL_CTX_new(role == TlsRole::server ? TLS_server_method() : TLS_client_method()));
    if (!context || !restrict_context(*context, profile)) return {};
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(context.get(), 0);
    SSL_CTX_set_max_early_data(context.get(), 0);
    return context;
}

}  // namespace potok
