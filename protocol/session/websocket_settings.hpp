// WebSocketSettings: what all WebSockets of a listener or a client have in common.
//
// Immutable while links refer to it, and outlives them.
#pragma once

#include <chrono>

#include "protocol/websocket.hpp"
#include "reactor/clock.hpp"

namespace potok {

struct WebSocketSettings : WebSocketFormat {
    // From one ping to the next, give or take a fifth, so that connections that were opened
    // together do not ping together; zero: none is sent.
    Duration ping_interval = std::chrono::seconds(25);

    // How long the peer's answer to our close frame is waited for, and a client then waits for the
    // server's end (RFC 6455 §7.1.1).
    Duration close_timeout = std::chrono::seconds(5);

    // A ping without an answer is repeated after two fifths of the interval, and so many without
    // one end the connection: a peer that is gone is noticed within twice the interval.
    static constexpr int kMissedPongsMax = 2;
    [[nodiscard]] constexpr Duration pong_wait() const noexcept { return 2 * ping_interval / 5; }
};

}  // namespace potok
