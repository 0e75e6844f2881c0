// Certificates, revocation lists and handshakes for the tests of TLS, made while they run.
//
// Keys are made once for all tests of a process: a P-256 key takes no time, an RSA key some. A
// handshake is one function call: both ends in this thread, over a pair of memory buffers.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "protocol/certificate.hpp"
#include "protocol/tls_facts.hpp"
#include "protocol/tls_failure.hpp"
#include "protocol/tls_handles.hpp"
#include "protocol/tls_profile.hpp"
#include "protocol/tls_trust_store.hpp"

namespace potok::testing {

enum class TestKey { p256, rsa2048, rsa1024 };

// The second of a kind is another key.
inline OwnedKey make_key(TestKey kind) {
    begin_openssl();
    switch (kind) {
        case TestKey::rsa2048:
            return OwnedKey(EVP_RSA_gen(2048));
        case TestKey::rsa1024:
            return OwnedKey(EVP_RSA_gen(1024));
        case TestKey::p256:
            break;
    }
    return OwnedKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
}

inline OwnedKey common_key(TestKey kind) {
    static const std::array<OwnedKey, 3> keys{make_key(TestKey::p256), make_key(TestKey::rsa2048),
                                              make_key(TestKey::rsa1024)};
    return share(keys[static_cast<std::size_t>(kind)]);
}

struct TestCertificate {
    OwnedX509 certificate;
    OwnedKey key;

    [[nodiscard]] Credentials credentials() const { return credentials_with({}); }
    [[nodiscard]] Credentials credentials_with(
        std::initializer_list<const TestCertificate*> chain) const {
        std::vector<OwnedX509> above;
        for (const TestCertificate* const one : chain)
            above.push_back(share(one->certificate));
        return {share(certificate), std::move(above), share(key)};
    }
    [[nodiscard]] Fingerprint fingerprint() const { return fingerprint_of(certificate.get()); }
    [[nodiscard]] std::string pem() const {
        const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), &BIO_free);
        PEM_write_bio_X509(text.get(), certificate.get());
        char* data = nullptr;
        const long bytes = BIO_get_mem_data(text.get(), &data);
        return {data, static_cast<std::size_t>(bytes)};
    }
};

struct Recipe {
    std::string subject = "test";
    std::string names = {};  // "DNS:a.example,IP:127.0.0.1"
    TestKey key = TestKey::p256;
    int days_from = -1;
    int days_to = 30;
    bool authority = false;
    std::string purpose = {};                 // "serverAuth"; empty: any
    const TestCertificate* issuer = nullptr;  // null: itself
    const EVP_MD* digest = EVP_sha256();
};

namespace detail {

inline void add_extension(X509& certificate, int nid, const std::string& value) {
    if (value.empty()) return;
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
    X509_add_ext(&certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

inline void set_name(X509_NAME& name, const std::string& text) {
    X509_NAME_add_entry_by_txt(&name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1, 0);
}

constexpr long kDay = 24L * 60 * 60;

}  // namespace detail

inline TestCertificate make_certificate(const Recipe& recipe) {
    static long serial = 1000;
    TestCertificate made{OwnedX509(X509_new()),
                         recipe.authority ? make_key(recipe.key) : common_key(recipe.key)};
    X509& certificate = *made.certificate;
    X509_set_version(&certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(&certificate), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(&certificate), recipe.days_from * detail::kDay);
    X509_gmtime_adj(X509_getm_notAfter(&certificate), recipe.days_to * detail::kDay);
    detail::set_name(*X509_get_subject_name(&certificate), recipe.subject);
    const X509& issuer = recipe.issuer == nullptr ? certificate : *recipe.issuer->certificate;
    X509_set_issuer_name(&certificate, X509_get_subject_name(&issuer));
    X509_set_pubkey(&certificate, made.key.get());
    detail::add_extension(certificate, NID_basic_constraints,
                          recipe.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    detail::add_extension(certificate, NID_subject_alt_name, recipe.names);
    detail::add_extension(certificate, NID_ext_key_usage, recipe.purpose);
    EVP_PKEY* const signer = recipe.issuer == nullptr ? made.key.get() : recipe.issuer->key.get();
    X509_sign(&certificate, signer, recipe.digest);
    return made;
}

// Of `issuer`, with `revoked` on it; valid from `days_to` - 2 to `days_to`.
inline std::string make_revocation_list(const TestCertificate& issuer,
                                        std::initializer_list<const TestCertificate*> revoked,
                                        int days_to = 1) {
    const std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)> list(X509_CRL_new(), &X509_CRL_free);
    const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> time(ASN1_TIME_new(),
                                                                     &ASN1_TIME_free);
    X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer.certificate.get()));
    X509_gmtime_adj(time.get(), (days_to - 2) * detail::kDay);
    X509_CRL_set1_lastUpdate(list.get(), time.get());
    X509_gmtime_adj(time.get(), days_to * detail::kDay);
    X509_CRL_set1_nextUpdate(list.get(), time.get());
    for (const TestCertificate* const one : revoked) {
        X509_REVOKED* const entry = X509_REVOKED_new();
        X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(one->certificate.get()));
        X509_gmtime_adj(time.get(), -detail::kDay);
        X509_REVOKED_set_revocationDate(entry, time.get());
        X509_CRL_add0_revoked(list.get(), entry);
    }
    X509_CRL_sort(list.get());
    X509_CRL_sign(list.get(), issuer.key.get(), EVP_sha256());
    const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), &BIO_free);
    PEM_write_bio_X509_CRL(text.get(), list.get());
    char* data = nullptr;
    const long bytes = BIO_get_mem_data(text.get(), &data);
    return {data, static_cast<std::size_t>(bytes)};
}

inline TrustStore trust_in(std::initializer_list<const TestCertificate*> certificates) {
    TrustStore store;
    for (const TestCertificate* const one : certificates)
        (void)store.add(bytes_of(one->pem()));
    return store;
}

// ---- Handshakes

struct Side {
    bool established = false;
    std::optional<TlsFailure> failure;
};

struct Handshake {
    Side server;
    Side client;

    [[nodiscard]] bool good() const { return server.established && client.established; }
};

namespace detail {

// A step of one side; false: it has failed, or there is nothing more to do for now.
inline bool step(SSL& ssl, Side& side) {
    if (side.failure) return false;
    std::array<char, 256> plain{};
    const bool was_established = side.established;
    const int result = was_established
                           ? SSL_read(&ssl, plain.data(), static_cast<int>(plain.size()))
                           : SSL_do_handshake(&ssl);
    const int error = SSL_get_error(&ssl, result);
    if (error == SSL_ERROR_SSL || error == SSL_ERROR_SYSCALL) {
        side.failure = read_failure(ssl);
        side.established = false;
        return false;
    }
    side.established = SSL_is_init_finished(&ssl) == 1;
    return side.established != was_established;
}

}  // namespace detail

inline void join(SSL& server, SSL& client) {
    BIO* server_end = nullptr;
    BIO* client_end = nullptr;
    constexpr std::size_t kRoom = 256 * 1024;
    BIO_new_bio_pair(&server_end, kRoom, &client_end, kRoom);
    SSL_set_bio(&server, server_end, server_end);
    SSL_set_bio(&client, client_end, client_end);
}

// Until neither has anything more to say: tickets have come, a late refusal too.
inline Handshake shake(SSL& server, SSL& client) {
    join(server, client);
    Handshake handshake;
    for (int quiet = 0; quiet < 2;) {
        const bool client_moved = detail::step(client, handshake.client);
        const bool server_moved = detail::step(server, handshake.server);
        const bool waiting = BIO_ctrl_pending(SSL_get_rbio(&client)) != 0 ||
                             BIO_ctrl_pending(SSL_get_rbio(&server)) != 0;
        const bool dead = handshake.client.failure || handshake.server.failure;
        quiet = client_moved || server_moved || (waiting && !dead) ? 0 : quiet + 1;
    }
    return handshake;
}

// What the server makes of bytes that no TLS client would send.
inline Side tell(SSL& server, std::string_view bytes) {
    BIO* const input = BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()));
    SSL_set_bio(&server, input, BIO_new(BIO_s_mem()));
    Side side;
    detail::step(server, side);
    return side;
}

// A client of nobody's settings: verifies nothing, speaks what OpenSSL speaks.
inline OwnedSslContext plain_client() {
    begin_openssl();
    OwnedSslContext context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_security_level(context.get(), 0);
    return context;
}

inline OwnedSslContext plain_server(const Credentials& credentials) {
    begin_openssl();
    OwnedSslContext context(SSL_CTX_new(TLS_server_method()));
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_use_certificate(context.get(), credentials.leaf());
    SSL_CTX_use_PrivateKey(context.get(), credentials.key());
    for (const OwnedX509& one : credentials.chain())
        SSL_CTX_add1_chain_cert(context.get(), one.get());
    return context;
}

inline OwnedSsl connection_of(const OwnedSslContext& context, TlsRole role) {
    OwnedSsl ssl(SSL_new(context.get()));
    if (role == TlsRole::server) SSL_set_accept_state(ssl.get());
    if (role == TlsRole::client) SSL_set_connect_state(ssl.get());
    return ssl;
}

inline void name_server(SSL& client, const std::string& name) {
    SSL_ctrl(&client, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(name.c_str()));
}

}  // namespace potok::testing
