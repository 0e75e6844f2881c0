#include "tests/bench/paired/tls_dialer.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace potok::bench {
namespace {

constexpr const char* kSuite = "TLS_AES_128_GCM_SHA256";

// Some servers give two for each one that is used.
constexpr std::size_t kSessionsMax = 1024;

[[noreturn]] void give_up(const char* what) {
    std::fprintf(stderr, "bench_paired: %s\n", what);
    ERR_print_errors_fp(stderr);
    std::exit(1);
}

}  // namespace

TlsDialer::TlsDialer(const std::string& certificate, Security security)
    : context_(SSL_CTX_new(TLS_client_method())) {
    std::array<char, 7> group{"X25519"};  // not const: a macro casts it
    const bool good = context_ != nullptr &&
                      SSL_CTX_set_min_proto_version(context_, TLS1_3_VERSION) == 1 &&
                      SSL_CTX_set_ciphersuites(context_, kSuite) == 1 &&
                      SSL_CTX_set1_groups_list(context_, group.data()) == 1 &&
                      SSL_CTX_load_verify_file(context_, certificate.c_str()) == 1;
    if (!good) give_up("no TLS");
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_read_ahead(context_, 1);
    SSL_CTX_set_mode(context_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (security != Security::tls_resumed) return;
    SSL_CTX_set_app_data(context_, this);
    SSL_CTX_set_session_cache_mode(context_,
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(context_, keep_session);
}

TlsDialer::~TlsDialer() {
    for (SSL_SESSION* session : sessions_)
        SSL_SESSION_free(session);
    SSL_CTX_free(context_);
}

int TlsDialer::keep_session(SSL* ssl, SSL_SESSION* session) {
    auto& self = *static_cast<TlsDialer*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    if (self.sessions_.size() == kSessionsMax) return 0;
    self.sessions_.push_back(session);
    return 1;
}

SSL* TlsDialer::dial(int socket) {
    SSL* const ssl = SSL_new(context_);
    const bool good = ssl != nullptr && SSL_set_fd(ssl, socket) == 1 &&
                      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), "127.0.0.1") == 1;
    if (!good) give_up("no TLS connection");
    if (!sessions_.empty()) {
        SSL_SESSION* const session = sessions_.back();
        sessions_.pop_back();
        SSL_set_app_data(ssl, this);  // read by check()
        if (SSL_set_session(ssl, session) != 1) give_up("no session to resume");
        SSL_SESSION_free(session);
    }
    SSL_set_connect_state(ssl);
    return ssl;
}

void TlsDialer::check(SSL* ssl) {
    const bool asked = SSL_get_app_data(ssl) != nullptr;
    if (asked != (SSL_session_reused(ssl) == 1)) give_up("the server did not resume a session");
}

std::string TlsDialer::hello() {
    SSL* const ssl = dial(-1);
    BIO* const sent = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), sent);
    static_cast<void>(SSL_do_handshake(ssl));
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(sent, &bytes);
    std::string hello(bytes, static_cast<std::size_t>(size));
    SSL_free(ssl);
    ERR_clear_error();
    return hello;
}

}  // namespace potok::bench
