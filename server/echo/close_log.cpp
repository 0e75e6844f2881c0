#include "server/echo/close_log.hpp"

#include <string>

#include "diagnostics/close_reason_text.hpp"

namespace potok::echo {
namespace {

// Peers come, go and break off: that is a day's work. A limit that was reached is news; what TLS
// failed at has a line of its own already, which says more.
LogLevel level_of(CloseReason reason) noexcept {
    switch (reason) {
        case CloseReason::finished:
        case CloseReason::drained:
        case CloseReason::stopped:
        case CloseReason::reset:
        case CloseReason::tls_failed:
            return LogLevel::debug;
        default:
            return LogLevel::info;
    }
}

}  // namespace

void CloseLog::write(const Address& peer, CloseReason reason) const {
    const LogLevel level = level_of(reason);
    if (!log_.wants(level)) return;
    // Whom a proxy speaks for has no port.
    const std::string address = peer.port() == 0 ? peer.host_to_string() : peer.to_string();
    log_.write(level, "connection_closed",
               {{"peer", address}, {"reason", close_reason_name(reason)}});
}

}  // namespace potok::echo
