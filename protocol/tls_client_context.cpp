#include "protocol/tls_client_context.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <new>
#include <optional>
#include <string>

#include "protocol/tls_context_parts.hpp"
#include "protocol/tls_session_cache.hpp"
#include "protocol/tls_watch.hpp"

namespace potok {
namespace {

using Kind = TlsContextFault::Kind;

// What the callbacks look at. Belongs to the context.
struct Plan {
    std::optional<Fingerprint> pinned;
    std::optional<TlsSessionCache> sessions;
};

void delete_plan(void*, void* plan, CRYPTO_EX_DATA*, int, long, void*) noexcept {
    delete static_cast<Plan*>(plan);
}

int index_of_plan() noexcept {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, &delete_plan);
    return index;
}

Plan& plan_of(const SSL_CTX& context) noexcept {
    return *static_cast<Plan*>(SSL_CTX_get_ex_data(&context, index_of_plan()));
}

// ---- Where a connection goes, as the cache of sessions calls it

void delete_server(void*, void* server, CRYPTO_EX_DATA*, int, long, void*) noexcept {
    delete static_cast<std::string*>(server);
}

int index_of_server() noexcept {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, &delete_server);
    return index;
}

int on_session(SSL* ssl, SSL_SESSION* session) noexcept {
    const auto* const server = static_cast<std::string*>(SSL_get_ex_data(ssl, index_of_server()));
    try {
        if (server != nullptr) plan_of(*SSL_get_SSL_CTX(ssl)).sessions->put(*server, *session);
    } catch (const std::bad_alloc&) {
        // Then the next handshake is a full one.
    }
    return 0;  // the reference stays OpenSSL's
}

bool resume(SSL& ssl, TlsSessionCache& sessions, const TlsPeerName& name, std::uint16_t port) {
    auto server = std::make_unique<std::string>(name.text() + ' ' + std::to_string(port));
    const OwnedTlsSession session = sessions.take(*server);
    if (session && SSL_set_session(&ssl, session.get()) != 1) return false;
    if (SSL_set_ex_data(&ssl, index_of_server(), server.get()) != 1) return false;
    server.release();
    return true;
}

void keep_sessions(SSL_CTX& context) noexcept {
    plan_of(context).sessions.emplace();
    SSL_CTX_set_session_cache_mode(&context,
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(&context, &on_session);
}

// ---- Whether it is the one that we mean

std::unique_ptr<CertificateFailure> other_than(const Fingerprint& pinned, const X509* peer) {
    auto failure = std::make_unique<CertificateFailure>();
    failure->problem = CertificateProblem::fingerprint_differs;
    failure->code = X509_V_ERR_APPLICATION_VERIFICATION;
    failure->expected = pinned;
    if (peer != nullptr) failure->refused = facts_of(peer);
    return failure;
}

// In place of OpenSSL's verification.
int on_pinned(X509_STORE_CTX* verification, void* plan) noexcept {
    const Fingerprint& pinned = *static_cast<const Plan*>(plan)->pinned;
    const X509* const peer = X509_STORE_CTX_get0_cert(verification);
    if (peer != nullptr && fingerprint_of(peer) == pinned) return 1;
    X509_STORE_CTX_set_error(verification, X509_V_ERR_APPLICATION_VERIFICATION);
    try {
        refuse_certificate(*verification, other_than(pinned, peer));
    } catch (const std::bad_alloc&) {
        // It is refused all the same; only the reason is the poorer for it.
    }
    return 0;
}

void verify_by(SSL_CTX& context, const TlsTrust& trust) noexcept {
    switch (trust.kind()) {
        case TlsTrust::Kind::authorities:
            SSL_CTX_set1_cert_store(&context, trust.authorities().share().get());
            watch_verification(context, true);
            return;
        case TlsTrust::Kind::fingerprint:
            plan_of(context).pinned = trust.fingerprint();
            SSL_CTX_set_cert_verify_callback(&context, &on_pinned, &plan_of(context));
            SSL_CTX_set_verify(&context, SSL_VERIFY_PEER, nullptr);
            return;
        case TlsTrust::Kind::anyone_may_answer:
            SSL_CTX_set_verify(&context, SSL_VERIFY_NONE, nullptr);
            return;
    }
}

bool send_name(SSL& ssl, const TlsPeerName& server) noexcept {
    // What the macro SSL_set_tlsext_host_name does, without its cast.
    return SSL_ctrl(&ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                    const_cast<char*>(server.text().c_str())) == 1;
}

// RFC 9525: subjectAltName alone, and a '*' only as a whole label. Without SSL_VERIFY_PEER, or with
// a fingerprint, nobody looks at it.
bool ask_for(SSL& ssl, const TlsPeerName& server) noexcept {
    if (server.is_address())
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(&ssl), server.text().c_str()) == 1 &&
               note_asked(ssl, server.text());
    SSL_set_hostflags(&ssl,
                      X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return SSL_set1_host(&ssl, server.text().c_str()) == 1 && send_name(ssl, server);
}

bool offer_protocols(SSL_CTX& context, const AlpnList& protocols) noexcept {
    if (protocols.empty()) return true;
    // Zero is its success.
    return SSL_CTX_set_alpn_protos(&context,
                                   reinterpret_cast<const unsigned char*>(protocols.wire().data()),
                                   static_cast<unsigned int>(protocols.wire().size())) == 0;
}

bool begin_plan(SSL_CTX& context) {
    auto plan = std::make_unique<Plan>();
    if (SSL_CTX_set_ex_data(&context, index_of_plan(), plan.get()) != 1) return false;
    plan.release();
    return true;
}

}  // namespace

Result<TlsClientContext, TlsContextFault> TlsClientContext::make(
    const TlsClientSettings& settings) {
    const TlsTrust& trust = settings.trust;
    if (trust.kind() == TlsTrust::Kind::authorities && trust.authorities().empty())
        return TlsContextFault{.kind = Kind::no_trust};
    OwnedSslContext context = new_tls_context(TlsRole::client, settings.profile);
    if (!context || !begin_plan(*context) || !offer_protocols(*context, settings.protocols))
        return last_fault(Kind::openssl_failed);
    if (settings.credentials != nullptr && !add_credentials(*context, *settings.credentials))
        return last_fault(Kind::credentials_refused);
    watch_alerts(*context);
    verify_by(*context, trust);
    if (settings.resume) keep_sessions(*context);
    return TlsClientContext(std::move(context));
}

OwnedSsl TlsClientContext::connect(const TlsPeerName& server, std::uint16_t port) const {
    OwnedSsl ssl(SSL_new(context_.get()));
    if (!ssl || !ask_for(*ssl, server)) return {};
    auto& sessions = plan_of(*context_).sessions;
    if (sessions && !resume(*ssl, *sessions, server, port)) return {};
    SSL_set_connect_state(ssl.get());
    return ssl;
}

std::size_t TlsClientContext::sessions() const noexcept {
    const auto& sessions = plan_of(*context_).sessions;
    return sessions ? sessions->size() : 0;
}

}  // namespace potok
