// TlsClientContext: the settings of a TLS client, ready for connections, and the sessions that they
// leave behind.
//
// The server is verified by what TlsTrust says, and a session is resumed only by the context that
// verified it, with the same name and port. What callbacks look at belongs to OpenSSL's context, so
// connections may outlive this object. One for each loop, and its thread only: there is no lock
// around the sessions. What is costly, the certificates to trust, the contexts share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/result.hpp"
#include "protocol/certificate.hpp"
#include "protocol/tls_alpn.hpp"
#include "protocol/tls_context_fault.hpp"
#include "protocol/tls_handles.hpp"
#include "protocol/tls_peer_name.hpp"
#include "protocol/tls_profile.hpp"
#include "protocol/tls_trust.hpp"

namespace potok {

struct TlsClientSettings {
    TlsTrust trust;
    TlsProfile profile = TlsProfile::intermediate;
    AlpnList protocols = {};                   // none: the extension is not sent
    const Credentials* credentials = nullptr;  // for servers that ask for a certificate
    bool resume = true;
};

class TlsClientContext {
  public:
    [[nodiscard]] static Result<TlsClientContext, TlsContextFault> make(
        const TlsClientSettings& settings);

    // A connection that will say ClientHello; none when memory is short.
    [[nodiscard]] OwnedSsl connect(const TlsPeerName& server, std::uint16_t port) const;

    // That a next connection could resume, to any server.
    [[nodiscard]] std::size_t sessions() const noexcept;

  private:
    explicit TlsClientContext(OwnedSslContext context) noexcept : context_(std::move(context)) {}

    OwnedSslContext context_;
};

}  // namespace potok
