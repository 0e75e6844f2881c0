// TlsProfile: which versions, suites and groups a connection may use, for both roles.
//
// The recommendations of Mozilla (server side TLS, 2024) and nothing of the system's: neither its
// openssl.cnf nor its security level reaches a context of ours. What differs from them, and why,
// stands in docs/rfc-choices.md.
#pragma once

#include <cstdint>

#include "protocol/tls_handles.hpp"

namespace potok {

enum class TlsProfile : std::uint8_t {
    intermediate,  // TLS 1.2 and 1.3; whatever was made in the last ten years
    modern,        // TLS 1.3 alone
};

enum class TlsRole : std::uint8_t { server, client };

// A context with the profile and all that holds for every connection of ours: no renegotiation, no
// compression, no early data, buffers given back when a connection is idle. Null when memory is
// short. Any thread.
[[nodiscard]] OwnedSslContext new_tls_context(TlsRole role, TlsProfile profile) noexcept;

}  // namespace potok
