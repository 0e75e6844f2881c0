#include "protocol/tls_server_context.hpp"

#include <openssl/evp.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "protocol/tls_context_parts.hpp"
#include "protocol/tls_server_names.hpp"
#include "protocol/tls_watch.hpp"

namespace potok {
namespace {

using Kind = TlsContextFault::Kind;

// What the callbacks look at. Belongs to the context that connections begin with, which they keep
// to their end, also those that SNI led to another one.
struct Plan {
    explicit Plan(const TlsServerSettings& settings)
        : names(settings.credentials),
          unknown_name(settings.unknown_name),
          protocols(settings.protocols) {}

    TlsServerNames names;
    UnknownServerName unknown_name;
    AlpnList protocols;
    std::vector<OwnedSslContext> others;  // of each set of names but the first
};

void delete_plan(void*, void* plan, CRYPTO_EX_DATA*, int, long, void*) noexcept {
    delete static_cast<Plan*>(plan);
}

int index_of_plan() noexcept {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, &delete_plan);
    return index;
}

// ---- What a ClientHello leads to

int on_server_name(SSL* ssl, int* alert, void* argument) noexcept {
    const Plan& plan = *static_cast<const Plan*>(argument);
    const char* const name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    if (name == nullptr) return SSL_TLSEXT_ERR_NOACK;
    const auto set = plan.names.find(name);
    if (!set && plan.unknown_name == UnknownServerName::refuse) {
        *alert = SSL_AD_UNRECOGNIZED_NAME;
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    if (set && *set != 0 && SSL_set_SSL_CTX(ssl, plan.others[*set - 1].get()) == nullptr) {
        *alert = SSL_AD_INTERNAL_ERROR;
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    return set ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

int on_protocols(SSL*, const unsigned char** chosen, unsigned char* bytes,
                 const unsigned char* offered, unsigned int offered_bytes,
                 void* argument) noexcept {
    const Plan& plan = *static_cast<const Plan*>(argument);
    const auto name =
        plan.protocols.choose({reinterpret_cast<const char*>(offered), offered_bytes});
    if (!name) return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = reinterpret_cast<const unsigned char*>(name->data());
    *bytes = static_cast<unsigned char>(name->size());
    return SSL_TLSEXT_ERR_OK;
}

// ---- Client certificates

struct FreeNames {
    void operator()(STACK_OF(X509_NAME) * names) const noexcept {
        sk_X509_NAME_pop_free(names, X509_NAME_free);
    }
    void operator()(X509_NAME* name) const noexcept { X509_NAME_free(name); }
};

// Tells clients whose certificates are welcome, so that a browser need not ask its user about
// others. Or nobody's, when there are more than clients take: TLS has room for 64 KiB of names, and
// beyond it no handshake would succeed; none means that any are (RFC 8446 §4.2.4, RFC 5246 §7.4.4).
bool announce_authorities(SSL_CTX& context, const X509_STORE& store) noexcept {
    constexpr int kBytesMax = 16 * 1024;
    constexpr int kBytesOfLength = 2;
    std::unique_ptr<STACK_OF(X509_NAME), FreeNames> names(sk_X509_NAME_new_null());
    STACK_OF(X509_OBJECT)* const objects = X509_STORE_get0_objects(&store);
    int bytes = 0;
    for (int i = 0; names && i < sk_X509_OBJECT_num(objects); ++i) {
        const X509* const authority = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
        if (authority == nullptr) continue;
        const X509_NAME* const subject = X509_get_subject_name(authority);
        bytes += kBytesOfLength + std::max(i2d_X509_NAME(subject, nullptr), 0);
        if (bytes > kBytesMax) return true;
        std::unique_ptr<X509_NAME, FreeNames> name(X509_NAME_dup(subject));
        if (!name || sk_X509_NAME_push(names.get(), name.get()) == 0) return false;
        name.release();  // the stack has it
    }
    if (!names) return false;
    SSL_CTX_set_client_CA_list(&context, names.release());
    return true;
}

// OpenSSL makes room for a chain as long as its client says; five authorities above a certificate,
// all with keys of RSA-4096, take a third of this.
constexpr long kClientChainBytesMax = 32 * 1024;

bool ask_clients(SSL_CTX& context, const TlsServerSettings& settings) noexcept {
    if (settings.client_certificate == ClientCertificate::none) return true;
    const OwnedTrustStore store = settings.client_authorities.share();
    SSL_CTX_set1_cert_store(&context, store.get());
    SSL_CTX_set_max_cert_list(&context, kClientChainBytesMax);
    watch_verification(context, settings.client_certificate == ClientCertificate::require);
    return announce_authorities(context, *store);
}

// A session is resumed without asking for a certificate again. So it is one of the same demands
// only: a reload that asks for more, or revokes one, must not let those in who hold a ticket.
bool name_demands(SSL_CTX& context, const TlsServerSettings& settings) noexcept {
    std::array<unsigned char, SSL_MAX_SID_CTX_LENGTH> demands{};
    static_assert(sizeof(demands) == sizeof(TrustStore::Digest));
    if (settings.client_certificate != ClientCertificate::none) {
        const TrustStore::Digest digest = settings.client_authorities.digest();
        for (std::size_t i = 0; i < demands.size(); ++i)
            demands[i] = std::to_integer<unsigned char>(digest[i]);
        demands[0] ^= static_cast<unsigned char>(settings.client_certificate);
    }
    return SSL_CTX_set_session_id_context(&context, demands.data(), demands.size()) == 1;
}

// ---- Putting it together

using Made = Result<OwnedSslContext, TlsContextFault>;

Made make_context(const TlsServerSettings& settings, const TlsServerNames::Set& set, Plan& plan) {
    OwnedSslContext context = new_tls_context(TlsRole::server, settings.profile);
    if (!context) return last_fault(Kind::openssl_failed);
    for (const std::size_t index : set) {
        if (!add_credentials(*context, *settings.credentials[index]))
            return last_fault(Kind::credentials_refused, index);
    }
    watch_alerts(*context);
    if (!plan.protocols.empty()) SSL_CTX_set_alpn_select_cb(context.get(), &on_protocols, &plan);
    const bool ready = settings.tickets.serve(*context) && ask_clients(*context, settings) &&
                       name_demands(*context, settings);
    if (!ready) return last_fault(Kind::openssl_failed);
    return context;
}

std::optional<TlsContextFault> fault_of(const TlsServerSettings& settings) {
    if (settings.credentials.empty()) return TlsContextFault{.kind = Kind::no_credentials};
    if (settings.credentials.size() > TlsServerSettings::kCredentialsMax)
        return TlsContextFault{.kind = Kind::too_many_credentials,
                               .index = TlsServerSettings::kCredentialsMax};
    const bool asks = settings.client_certificate != ClientCertificate::none;
    if (asks && settings.client_authorities.empty())
        return TlsContextFault{.kind = Kind::no_client_authorities};
    return std::nullopt;
}

// Connections of `context` follow `plan`, and it lives as long as the context.
bool follow(SSL_CTX& context, std::unique_ptr<Plan> plan) noexcept {
    // What the macro SSL_CTX_set_tlsext_servername_callback does, without its cast.
    SSL_CTX_callback_ctrl(&context, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
                          reinterpret_cast<void (*)()>(&on_server_name));
    SSL_CTX_set_tlsext_servername_arg(&context, plan.get());
    if (SSL_CTX_set_ex_data(&context, index_of_plan(), plan.get()) != 1) return false;
    plan.release();
    return true;
}

}  // namespace

Result<TlsServerContext, TlsContextFault> TlsServerContext::make(
    const TlsServerSettings& settings) {
    if (const auto fault = fault_of(settings)) return *fault;
    auto plan = std::make_unique<Plan>(settings);
    OwnedSslContext first;
    for (const TlsServerNames::Set& set : plan->names.sets()) {
        Made made = make_context(settings, set, *plan);
        if (!made) return made.error();
        if (first) {
            plan->others.push_back(std::move(made).value());
        } else {
            first = std::move(made).value();
        }
    }
    if (!follow(*first, std::move(plan))) return last_fault(Kind::openssl_failed);
    return TlsServerContext(std::move(first));
}

OwnedSsl TlsServerContext::accept() const noexcept {
    OwnedSsl ssl(SSL_new(context_.get()));
    if (ssl) SSL_set_accept_state(ssl.get());
    return ssl;
}

}  // namespace potok
