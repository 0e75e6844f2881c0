// EchoHttpService: what the HTTP connections of one listener of potok-echo have in common.
//
// Immutable once it listens; outlives its sessions. Loop threads.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/session/http_server_link.hpp"
#include "protocol/session/trusted_proxies.hpp"
#include "protocol/session/websocket_settings.hpp"
#include "protocol/websocket_handshake.hpp"
#include "reactor/loop_group.hpp"
#include "server/echo/close_log.hpp"
#include "server/tls_counters.hpp"

namespace potok::echo {

struct EchoHttpService {
    // Which of the paths are answered here.
    bool serves_echo = true;   // the page, POST, WebSockets; an --admin address has none of them
    bool serves_admin = true;  // /healthz, /readyz, /metrics
    bool serves_websockets = true;

    HttpServerSettings http;
    UpgradePolicy upgrades;
    // The names that Host may have, without port; none: any.
    std::vector<std::string> allowed_hosts;
    // Whose word about a client's address the log takes.
    TrustedProxies proxies;
    // A WebSocket's session, on its loop, as was agreed on.
    std::function<std::unique_ptr<Session>(EventLoop& loop, const Address& peer,
                                           const std::optional<DeflateParameters>& deflate)>
        make_websocket;

    const LoopGroup& loops;
    const TlsCounters* tls = nullptr;  // where the server speaks it on any listener
    const CloseLog& log;

    [[nodiscard]] bool allows_host(const HttpAuthority& host) const noexcept;
};

}  // namespace potok::echo
