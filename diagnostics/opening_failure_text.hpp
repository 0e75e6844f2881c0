// OpeningFailure and TunnelFailure in words: why the other side did not open a WebSocket, or a
// proxy the way to it; for people, and by name for scripts.
//
// Names are part of the interface. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "diagnostics/language.hpp"
#include "protocol/session/proxy_tunnel.hpp"
#include "protocol/session/websocket_opening.hpp"

namespace potok {

// Lower-case words joined by '_', as in "ended_early".
[[nodiscard]] std::string_view opening_failure_name(OpeningFailure::Kind kind) noexcept;

// Likewise, as in "proxy_ended_early".
[[nodiscard]] std::string_view tunnel_failure_name(TunnelFailure::Kind kind) noexcept;

// The rule of RFC 6455 §4.1 that an answer with 101 broke, as in "accept_wrong".
[[nodiscard]] std::string_view upgrade_rule_name(UpgradeResponseFailure failure) noexcept;

// A clause without a full stop: "it answered with the HTTP status 403 (Forbidden)".
[[nodiscard]] std::string opening_failure_text(Language language, const OpeningFailure& failure);
[[nodiscard]] std::string tunnel_failure_text(Language language, const TunnelFailure& failure);

}  // namespace potok
