// TlsServerContext: the settings of a TLS server, ready for connections.
//
//   ClientHello ──SNI──► exact name, else *.rest, else the first certificate or an alert
//               ──ALPN─► the first of ours that the client has, else an alert
//
// A name may have a certificate of each kind of key, and the client's signature algorithms choose
// between them. Immutable once made; what callbacks look at belongs to OpenSSL's context, so it
// lives as long as the last connection made from it, whatever becomes of this object. Any thread.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "base/result.hpp"
#include "protocol/certificate.hpp"
#include "protocol/tls_alpn.hpp"
#include "protocol/tls_context_fault.hpp"
#include "protocol/tls_handles.hpp"
#include "protocol/tls_profile.hpp"
#include "protocol/tls_tickets.hpp"
#include "protocol/tls_trust_store.hpp"

namespace potok {

enum class UnknownServerName : std::uint8_t {
    first_credentials,  // whoever asks for a name of nobody is shown the first certificate
    refuse,             // with the alert unrecognized_name
};

enum class ClientCertificate : std::uint8_t {
    none,
    request,  // whoever has none is welcome; whoever has a bad one is not
    require,
};

struct TlsServerSettings {
    // More names than one machine serves; each takes some 10 KiB.
    static constexpr std::size_t kCredentialsMax = 1024;

    TlsProfile profile = TlsProfile::intermediate;
    // Shared with what is made of them; the first is shown to who names no host.
    std::span<const Credentials* const> credentials = {};
    UnknownServerName unknown_name = UnknownServerName::first_credentials;
    AlpnList protocols = {};  // none: whatever a client offers is passed over
    ClientCertificate client_certificate = ClientCertificate::none;
    TrustStore client_authorities = {};  // with their revocation lists, if any
    TlsTickets tickets =
        {};  // to be the same over a reload, and for all listeners that serve the same
};

class TlsServerContext {
  public:
    [[nodiscard]] static Result<TlsServerContext, TlsContextFault> make(
        const TlsServerSettings& settings);

    // A connection that waits for a ClientHello; none when memory is short.
    [[nodiscard]] OwnedSsl accept() const noexcept;

  private:
    friend class TlsServerSlot;
    explicit TlsServerContext(OwnedSslContext context) noexcept : context_(std::move(context)) {}

    OwnedSslContext context_;
};

}  // namespace potok
