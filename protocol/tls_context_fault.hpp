// TlsContextFault: why a context cannot be made from its settings.
//
// Each is the administrator's to put right, before the first connection. For people, see
// diagnostics/tls_context_fault_text.hpp. Values only.
#pragma once

#include <cstddef>
#include <cstdint>

namespace potok {

struct TlsContextFault {
    enum class Kind : std::uint8_t {
        no_credentials,         // a server has to have a certificate
        too_many_credentials,   // `index` is the first one too many
        credentials_refused,    // the one at `index`: weak, or of a kind that TLS does not have
        no_client_authorities,  // client certificates are asked for, and nobody may issue them
        no_trust,               // a client that verifies, and nothing to verify against
        openssl_failed,         // `code`; memory is short
    };
    Kind kind = Kind::openssl_failed;
    std::size_t index = 0;
    unsigned long code = 0;  // of OpenSSL's queue; 0: none

    friend bool operator==(const TlsContextFault&, const TlsContextFault&) = default;
};
inline constexpr auto kLastTlsContextFault = TlsContextFault::Kind::openssl_failed;

}  // namespace potok
