// TlsFacts: what a handshake agreed on, for logs, metrics and applications.
//
// Texts in it are the peer's: escape them. Values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/certificate.hpp"

struct ssl_st;

namespace potok {

enum class TlsVersion : std::uint8_t { other, tls_1_2, tls_1_3 };

struct TlsFacts {
    TlsVersion version = TlsVersion::other;
    std::string_view suite;  // as IANA registered it: "TLS_AES_128_GCM_SHA256"
    std::string_view group;  // of the keys: "X25519"; empty when a session was resumed without
    bool resumed = false;
    std::string protocol;                  // ALPN; empty: none was agreed on
    std::string server_name;               // SNI; empty: the client named none
    std::optional<CertificateFacts> peer;  // its certificate, verified as the settings say
};

// Without the peer's certificate, which takes longer to read than the rest together: for a counter.
[[nodiscard]] TlsFacts read_facts(const ssl_st& ssl);
[[nodiscard]] TlsFacts read_facts_and_peer(const ssl_st& ssl);

// "TLSv1.3", "TLSv1.2"
[[nodiscard]] std::string_view version_name(TlsVersion version) noexcept;

}  // namespace potok
