#include "protocol/tls_facts.hpp"

#include <openssl/ssl.h>

namespace potok {
namespace {

TlsVersion version_of(const SSL& ssl) noexcept {
    switch (SSL_version(&ssl)) {
        case TLS1_3_VERSION:
            return TlsVersion::tls_1_3;
        case TLS1_2_VERSION:
            return TlsVersion::tls_1_2;
        default:
            return TlsVersion::other;
    }
}

std::string_view text_or_empty(const char* text) noexcept {
    return text == nullptr ? std::string_view() : std::string_view(text);
}

std::string_view suite_of(const SSL& ssl) noexcept {
    const SSL_CIPHER* const suite = SSL_get_current_cipher(&ssl);
    return suite == nullptr ? std::string_view() : text_or_empty(SSL_CIPHER_standard_name(suite));
}

std::string_view group_of(const SSL& ssl) noexcept {
    if (SSL_get_session(&ssl) == nullptr) return {};  // OpenSSL would look into it
    // It only reads, and was declared before OpenSSL cared.
    switch (SSL_get_negotiated_group(const_cast<SSL*>(&ssl))) {
        case NID_X25519:
            return "X25519";
        case NID_X9_62_prime256v1:
            return "P-256";
        case NID_secp384r1:
            return "P-384";
        default:
            return {};
    }
}

std::string protocol_of(const SSL& ssl) {
    const unsigned char* name = nullptr;
    unsigned int bytes = 0;
    SSL_get0_alpn_selected(&ssl, &name, &bytes);
    return {reinterpret_cast<const char*>(name), bytes};
}

}  // namespace

TlsFacts read_facts(const ssl_st& ssl) {
    TlsFacts facts;
    facts.version = version_of(ssl);
    facts.suite = suite_of(ssl);
    facts.group = group_of(ssl);
    facts.resumed = SSL_session_reused(&ssl) == 1;
    facts.protocol = protocol_of(ssl);
    facts.server_name = text_or_empty(SSL_get_servername(&ssl, TLSEXT_NAMETYPE_host_name));
    return facts;
}

TlsFacts read_facts_and_peer(const ssl_st& ssl) {
    TlsFacts facts = read_facts(ssl);
    if (const X509* const peer = SSL_get0_peer_certificate(&ssl)) facts.peer = facts_of(peer);
    return facts;
}

std::string_view version_name(TlsVersion version) noexcept {
    switch (version) {
        case TlsVersion::tls_1_2:
            return "TLSv1.2";
        case TlsVersion::tls_1_3:
            return "TLSv1.3";
        case TlsVersion::other:
            break;
    }
    return {};
}

}  // namespace potok
