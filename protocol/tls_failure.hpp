// TlsFailure: why a handshake failed, or a connection behind it, as values; for people, see
// diagnostics/tls_failure_text.hpp.
//
// OpenSSL leaves a queue of numbers behind, and the certificate that it refused nowhere. Contexts
// of ours (see tls_watch.hpp) write down the alerts and the refused certificate as they pass;
// read_failure() puts the two together. Texts in it are the peer's: escape them. Values only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/certificate.hpp"

struct ssl_st;

namespace potok {

enum class CertificateProblem : std::uint8_t {
    expired,
    not_yet_valid,
    self_signed,              // nobody else vouches for it, and it is not among those trusted
    unknown_root,             // the chain ends in an authority that is not trusted
    unknown_issuer,           // the chain ends before an authority that is trusted
    name_mismatch,            // it is for `names`, and `asked` is not among them
    revoked,                  // by a list of its issuer
    no_revocation_list,       // of one of the issuers, while there are others
    revocation_list_expired,  // or not valid yet, or damaged
    wrong_purpose,            // it is for something else than what the peer uses it for
    not_an_authority,         // one of the chain issued another and may not
    weak_key,                 // fewer than 112 bits of security
    weak_signature,           // MD5, SHA-1
    bad_signature,            // of one of the chain
    fingerprint_differs,      // `expected` was asked for, the peer's came
    gost,                     // a key or a signature of GOST R 34.10
    other,                    // `code` is the X509_V_ERR of OpenSSL
};
inline constexpr CertificateProblem kLastCertificateProblem = CertificateProblem::other;

struct CertificateFailure {
    CertificateProblem problem = CertificateProblem::other;
    int depth = 0;  // 0 is the peer's own certificate, 1 is its issuer's
    int code = 0;
    bool of_client = false;
    std::string asked;           // the host name or address that we wanted
    Fingerprint expected{};      // with fingerprint_differs
    CertificateFacts peer{};     // the peer's own
    CertificateFacts refused{};  // the one at `depth`
};

struct TlsFailure {
    enum class Kind : std::uint8_t {
        certificate,            // we refuse the peer's: `certificate`
        no_client_certificate,  // the client gave none, and has to
        alert,                  // the peer sent `alert`, and that is all that is known
        no_shared_version,
        no_shared_suite,     // or no group of keys, or no way to sign
        no_shared_protocol,  // ALPN
        unknown_name,        // the client asked for a host name that is not ours
        plain_http,          // an HTTP request came in place of TLS
        not_tls,             // something else came in place of TLS
        gost_only,           // the client offers nothing but suites of GOST
        renegotiation,       // the peer wants to begin anew within the connection
        record_too_long,
        damaged_record,  // changed on its way, or by a peer with other keys
        record_flood,  // records in numbers with nothing in them: key updates, warnings, empty ones
        malformed,     // breaks the rules of TLS; `reason` says which
        other,
    };
    Kind kind = Kind::other;
    std::uint8_t alert = 0;                  // received, with Kind::alert
    std::optional<std::uint8_t> alert_sent;  // what the peer was told
    std::uint32_t reason = 0;                // of OpenSSL; 0: it gave none
    std::string asked;                       // the host name, with Kind::unknown_name
    std::unique_ptr<CertificateFailure> certificate;
};
inline constexpr TlsFailure::Kind kLastTlsFailureKind = TlsFailure::Kind::other;

// After a call on `ssl` failed for good, before anything else is called on this thread. Drains
// OpenSSL's queue of errors.
[[nodiscard]] TlsFailure read_failure(ssl_st& ssl);
// The same for who drained it: with the first reason there.
[[nodiscard]] TlsFailure read_failure(ssl_st& ssl, std::uint32_t reason);

// As IANA registered it: "handshake_failure"; empty when it did not.
[[nodiscard]] std::string_view alert_name(std::uint8_t alert) noexcept;

}  // namespace potok
