// What contexts of both roles are put together from.
//
// Internal to protocol/tls_*. One thread at a time, while a context is set up.
#pragma once

#include <cstddef>

#include "protocol/certificate.hpp"
#include "protocol/tls_context_fault.hpp"

struct ssl_ctx_st;

namespace potok {

// The certificate, its chain and its key, beside those of another kind of key. False: OpenSSL does
// not take them, see last_fault().
[[nodiscard]] bool add_credentials(ssl_ctx_st& context, const Credentials& credentials) noexcept;

// With what OpenSSL said last; its queue is empty afterwards.
[[nodiscard]] TlsContextFault last_fault(TlsContextFault::Kind kind,
                                         std::size_t index = 0) noexcept;

}  // namespace potok
