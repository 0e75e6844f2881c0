// TlsServedSession: one client of a server's listener that speaks TLS: says in the log and in the
// counters how its handshake went, and who came with a certificate.
//
// Loop thread only.
#pragma once

#include <memory>

#include "diagnostics/log.hpp"
#include "protocol/session/tls_session.hpp"
#include "reactor/address.hpp"
#include "server/tls_service.hpp"

namespace potok {

// `upper` above TLS; `service` and `log` outlive it. Without memory for another connection of TLS
// the session made aborts as soon as it is opened.
[[nodiscard]] std::unique_ptr<Session> serve_tls(TlsService& service, TlsService::Speaks speaks,
                                                 EventLoop& loop, const Address& peer, Log& log,
                                                 std::unique_ptr<Session> upper);

}  // namespace potok
