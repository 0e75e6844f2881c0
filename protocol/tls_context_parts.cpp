#include "protocol/tls_context_parts.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <memory>

namespace potok {
namespace {

struct FreeStack {
    void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_free(stack); }
};
using BorrowedChain = std::unique_ptr<STACK_OF(X509), FreeStack>;

BorrowedChain chain_of(const Credentials& credentials) noexcept {
    BorrowedChain chain(sk_X509_new_null());
    if (!chain) return chain;
    for (const OwnedX509& certificate : credentials.chain()) {
        if (sk_X509_push(chain.get(), certificate.get()) == 0) return nullptr;
    }
    return chain;
}

}  // namespace

bool add_credentials(ssl_ctx_st& context, const Credentials& credentials) noexcept {
    const BorrowedChain chain = chain_of(credentials);
    // What nobody gave is not made up out of the certificates that clients are verified by.
    SSL_CTX_set_mode(&context, SSL_MODE_NO_AUTO_CHAIN);
    return chain && SSL_CTX_use_cert_and_key(&context, credentials.leaf(), credentials.key(),
                                             chain.get(), 0) == 1;
}

TlsContextFault last_fault(TlsContextFault::Kind kind, std::size_t index) noexcept {
    const unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    return {.kind = kind, .index = index, .code = code};
}

}  // namespace potok
