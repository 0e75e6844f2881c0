#include "protocol/tls_watch.hpp"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <new>
#include <utility>

namespace potok {
namespace {

struct Notes {
    std::string asked;
    std::optional<std::uint8_t> sent;
    std::unique_ptr<CertificateFailure> refusal;
};

void free_notes(void*, void* notes, CRYPTO_EX_DATA*, int, long, void*) noexcept {
    delete static_cast<Notes*>(notes);
}

int index_of_notes() noexcept {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, &free_notes);
    return index;
}

Notes* find_notes(const SSL& ssl) noexcept {
    return static_cast<Notes*>(SSL_get_ex_data(&ssl, index_of_notes()));
}

// Null when memory is short: then the reason is the poorer for it.
Notes* notes_of(SSL& ssl) noexcept {
    if (Notes* const notes = find_notes(ssl)) return notes;
    auto notes = std::unique_ptr<Notes>(new (std::nothrow) Notes);
    if (!notes || SSL_set_ex_data(&ssl, index_of_notes(), notes.get()) != 1) return nullptr;
    return notes.release();
}

void on_event(const SSL* ssl, int where, int value) noexcept {
    if ((where & SSL_CB_WRITE_ALERT) != SSL_CB_WRITE_ALERT) return;
    const auto alert = static_cast<std::uint8_t>(value & 0xff);
    if (alert == SSL_AD_CLOSE_NOTIFY) return;
    // OpenSSL hands out as const what it lets callbacks attach data to.
    if (Notes* const notes = notes_of(const_cast<SSL&>(*ssl))) notes->sent = alert;
}

CertificateProblem problem_of(int code) noexcept {
    switch (code) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return CertificateProblem::expired;
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return CertificateProblem::not_yet_valid;
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            return CertificateProblem::self_signed;
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            return CertificateProblem::unknown_root;
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_CERT_UNTRUSTED:
            return CertificateProblem::unknown_issuer;
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return CertificateProblem::name_mismatch;
        case X509_V_ERR_CERT_REVOKED:
            return CertificateProblem::revoked;
        case X509_V_ERR_UNABLE_TO_GET_CRL:
        case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
        case X509_V_ERR_DIFFERENT_CRL_SCOPE:
            return CertificateProblem::no_revocation_list;
        case X509_V_ERR_CRL_HAS_EXPIRED:
        case X509_V_ERR_CRL_NOT_YET_VALID:
        case X509_V_ERR_CRL_SIGNATURE_FAILURE:
            return CertificateProblem::revocation_list_expired;
        case X509_V_ERR_INVALID_PURPOSE:
        case X509_V_ERR_CERT_REJECTED:
            return CertificateProblem::wrong_purpose;
        case X509_V_ERR_INVALID_CA:
        case X509_V_ERR_INVALID_NON_CA:
        case X509_V_ERR_PATH_LENGTH_EXCEEDED:
        case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
            return CertificateProblem::not_an_authority;
        case X509_V_ERR_EE_KEY_TOO_SMALL:
        case X509_V_ERR_CA_KEY_TOO_SMALL:
            return CertificateProblem::weak_key;
        case X509_V_ERR_CA_MD_TOO_WEAK:
            return CertificateProblem::weak_signature;
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
        case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
            return CertificateProblem::bad_signature;
        default:
            return CertificateProblem::other;
    }
}

SSL* connection_of(X509_STORE_CTX& verification) noexcept {
    return static_cast<SSL*>(
        X509_STORE_CTX_get_ex_data(&verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
}

std::string asked_name(X509_STORE_CTX& verification) {
    const char* const host =
        X509_VERIFY_PARAM_get0_host(X509_STORE_CTX_get0_param(&verification), 0);
    if (host != nullptr) return host;
    const SSL* const ssl = connection_of(verification);
    const Notes* const notes = ssl == nullptr ? nullptr : find_notes(*ssl);
    return notes == nullptr ? std::string() : notes->asked;
}

std::unique_ptr<CertificateFailure> failure_of(X509_STORE_CTX& verification) {
    auto failure = std::make_unique<CertificateFailure>();
    failure->code = X509_STORE_CTX_get_error(&verification);
    failure->problem = problem_of(failure->code);
    failure->asked = asked_name(verification);
    const X509* const refused = X509_STORE_CTX_get_current_cert(&verification);
    if (refused == nullptr) return failure;
    failure->depth = X509_STORE_CTX_get_error_depth(&verification);
    failure->refused = facts_of(refused);
    // A key that OpenSSL does not know is a weak one to it.
    if (failure->refused.key.kind == KeyKind::gost) failure->problem = CertificateProblem::gost;
    return failure;
}

// Who is trusted as such is not asked for the list of whoever issued it: an administrator who names
// an authority in between has its list, and may never see that of the root.
bool is_want_of_a_list(int code) noexcept {
    return problem_of(code) == CertificateProblem::no_revocation_list ||
           problem_of(code) == CertificateProblem::revocation_list_expired;
}

// Of a chain that was built to somebody trusted, the last is that one.
bool concerns_the_trusted(X509_STORE_CTX& verification) noexcept {
    const int last = sk_X509_num(X509_STORE_CTX_get0_chain(&verification)) - 1;
    return X509_STORE_CTX_get_error_depth(&verification) == last;
}

// The first thing wrong ends the verification: what comes after it is a consequence, or would have
// to be put right as well.
int on_verified(int good, X509_STORE_CTX* verification) noexcept {
    if (good != 0) return good;
    const int code = X509_STORE_CTX_get_error(verification);
    if (is_want_of_a_list(code) && concerns_the_trusted(*verification)) {
        X509_STORE_CTX_set_error(verification, X509_V_OK);
        return 1;
    }
    try {
        refuse_certificate(*verification, failure_of(*verification));
    } catch (const std::bad_alloc&) {
        // It is refused all the same, and told so; only our own reason is the poorer for it.
    }
    return 0;
}

}  // namespace

void watch_alerts(ssl_ctx_st& context) noexcept {
    SSL_CTX_set_info_callback(&context, &on_event);
}

void watch_verification(ssl_ctx_st& context, bool required) noexcept {
    const int and_required = required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
    SSL_CTX_set_verify(&context, SSL_VERIFY_PEER | and_required, &on_verified);
}

void refuse_certificate(x509_store_ctx_st& verification,
                        std::unique_ptr<CertificateFailure> failure) {
    SSL* const ssl = connection_of(verification);
    Notes* const notes = ssl == nullptr ? nullptr : notes_of(*ssl);
    if (notes == nullptr) return;
    failure->of_client = SSL_is_server(ssl) == 1;
    if (const X509* const peer = X509_STORE_CTX_get0_cert(&verification))
        failure->peer = facts_of(peer);
    notes->refusal = std::move(failure);
}

bool note_asked(ssl_st& ssl, const std::string& name) {
    Notes* const notes = notes_of(ssl);
    if (notes == nullptr) return false;
    notes->asked = name;
    return true;
}

std::optional<std::uint8_t> sent_alert(const ssl_st& ssl) noexcept {
    const Notes* const notes = find_notes(ssl);
    return notes == nullptr ? std::nullopt : notes->sent;
}

std::unique_ptr<CertificateFailure> take_refusal(ssl_st& ssl) noexcept {
    Notes* const notes = find_notes(ssl);
    return notes == nullptr ? nullptr : std::move(notes->refusal);
}

}  // namespace potok
