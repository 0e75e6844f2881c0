// What OpenSSL does not keep: the alerts that a connection sent, and the certificate that it
// refused and why. Written down by callbacks of the context, read by read_failure().
//
// A connection that fails in nothing has nothing written down, and pays a call for each step of its
// handshake. Set up by one thread; afterwards each connection belongs to its own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "protocol/tls_failure.hpp"

struct ssl_ctx_st;
struct ssl_st;
struct x509_store_ctx_st;

namespace potok {

// Connections of this context write down what passes.
void watch_alerts(ssl_ctx_st& context) noexcept;

// Have the peer's certificate verified, and the refusal written down. `required`: a client has to
// have one.
void watch_verification(ssl_ctx_st& context, bool required) noexcept;

// The same for who verifies by himself: what he found wrong.
void refuse_certificate(x509_store_ctx_st& verification,
                        std::unique_ptr<CertificateFailure> failure);

// What a refusal is to say was asked for, where OpenSSL has not kept it as it was: an address.
// False: memory is short.
[[nodiscard]] bool note_asked(ssl_st& ssl, const std::string& name);

// The last alert that went to the peer; a close_notify is none.
[[nodiscard]] std::optional<std::uint8_t> sent_alert(const ssl_st& ssl) noexcept;

[[nodiscard]] std::unique_ptr<CertificateFailure> take_refusal(ssl_st& ssl) noexcept;

}  // namespace potok
