// The other side of TLS, as somebody else would write it: raw OpenSSL over memory, with a
// self-signed certificate that is made once a process.
//
// TlsPeer takes and gives ciphertext as strings and does nothing by itself. It can also misbehave:
// ask for new keys or for a new handshake, send an alert. Test thread only.
#pragma once

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/tls_handles.hpp"

namespace potok::testing {

struct TlsOptions {
    int version = TLS1_3_VERSION;  // the only one
    const char* suites = nullptr;  // of TLS 1.2; none: OpenSSL's own choice
    bool may_renegotiate = false;  // as a client of TLS 1.2
};

inline void expect_openssl(bool done) {
    if (done) return;
    ERR_print_errors_fp(stderr);
    std::abort();
}

inline EVP_PKEY* test_key() {
    static const OwnedKey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    return key.get();
}

inline X509* test_certificate() {
    static const OwnedX509 certificate = [] {
        OwnedX509 made(X509_new());
        X509_set_version(made.get(), 2);
        ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
        // Nobody verifies it; and the simulator wants the same bytes in each process.
        ASN1_TIME_set_string(X509_getm_notBefore(made.get()), "20200101000000Z");
        ASN1_TIME_set_string(X509_getm_notAfter(made.get()), "20491231235959Z");
        X509_NAME* const name = X509_get_subject_name(made.get());
        const unsigned char common_name[] = "localhost";
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0);
        X509_set_issuer_name(made.get(), name);
        X509_set_pubkey(made.get(), test_key());
        expect_openssl(X509_sign(made.get(), test_key(), EVP_sha256()) > 0);
        return made;
    }();
    return certificate.get();
}

inline OwnedSslContext make_tls_context(const TlsOptions& options) {
    begin_openssl();
    OwnedSslContext context(SSL_CTX_new(TLS_method()));
    SSL_CTX_set_min_proto_version(context.get(), options.version);
    SSL_CTX_set_max_proto_version(context.get(), options.version);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context.get(), 1);
    if (options.suites != nullptr) {
        expect_openssl(SSL_CTX_set_cipher_list(context.get(), options.suites) == 1);
    }
    expect_openssl(SSL_CTX_use_certificate(context.get(), test_certificate()) == 1);
    expect_openssl(SSL_CTX_use_PrivateKey(context.get(), test_key()) == 1);
    return context;
}

// One for all who want the same.
inline SSL_CTX* tls_context(const TlsOptions& options) {
    static std::map<std::pair<int, std::string>, OwnedSslContext> made;
    OwnedSslContext& context =
        made[{options.version, options.suites == nullptr ? "" : options.suites}];
    if (!context) context = make_tls_context(options);
    return context.get();
}

// One end of a connection, its role settled and nothing read or written.
inline OwnedSsl make_ssl(bool server, const TlsOptions& options = {}) {
    OwnedSsl ssl(SSL_new(tls_context(options)));
    server ? SSL_set_accept_state(ssl.get()) : SSL_set_connect_state(ssl.get());
    if (!options.may_renegotiate) SSL_set_options(ssl.get(), SSL_OP_NO_RENEGOTIATION);
    return ssl;
}

class TlsPeer {
  public:
    explicit TlsPeer(bool server, const TlsOptions& options = {})
        : ssl_(make_ssl(server, options)) {
        SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    }

    [[nodiscard]] SSL* ssl() { return ssl_.get(); }

    void feed(std::string_view ciphertext) {
        if (ciphertext.empty()) return;
        BIO_write(SSL_get_rbio(ssl_.get()), ciphertext.data(), static_cast<int>(ciphertext.size()));
    }

    // What is to be sent.
    [[nodiscard]] std::string take() {
        std::string out(BIO_ctrl_pending(SSL_get_wbio(ssl_.get())), '\0');
        if (!out.empty())
            BIO_read(SSL_get_wbio(ssl_.get()), out.data(), static_cast<int>(out.size()));
        return out;
    }

    // A step of the handshake; true when it is over.
    bool handshake() {
        settle(SSL_do_handshake(ssl_.get()));
        return established();
    }
    [[nodiscard]] bool established() { return SSL_is_init_finished(ssl_.get()) == 1; }

    void write(std::string_view plaintext) {
        settle(SSL_write(ssl_.get(), plaintext.data(), static_cast<int>(plaintext.size())));
    }

    // All plaintext that has come.
    [[nodiscard]] std::string read() {
        std::string all;
        char room[16 * 1024];
        for (;;) {
            const int size = SSL_read(ssl_.get(), room, sizeof room);
            settle(size);
            if (size <= 0) return all;
            all.append(room, static_cast<std::size_t>(size));
        }
    }

    void close() { settle(SSL_shutdown(ssl_.get())); }
    [[nodiscard]] bool was_closed() {
        return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
    }

    // TLS 1.3: other keys for what follows, and, if asked for, from the other side too.
    void update_keys(bool both) {
        SSL_key_update(ssl_.get(), both ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED);
        settle(SSL_do_handshake(ssl_.get()));
    }

    // TLS 1.2: asks for another handshake within the connection.
    void renegotiate() {
        SSL_renegotiate(ssl_.get());
        settle(SSL_do_handshake(ssl_.get()));
    }

    // OpenSSL's reason of the last failure; an alert that was received is 1000 and its number.
    [[nodiscard]] int failure() const { return failure_; }

  private:
    void settle(int result) {
        const int error = SSL_get_error(ssl_.get(), result);
        if (error == SSL_ERROR_SSL) failure_ = ERR_GET_REASON(ERR_peek_error());
        ERR_clear_error();
    }

    OwnedSsl ssl_;
    int failure_ = 0;
};

}  // namespace potok::testing
