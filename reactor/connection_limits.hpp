// ConnectionLimits: the limits and deadlines of a connection. Shared by all connections of a
// listener or a client, which refer to it: it outlives them and does not change while they live.
#pragma once

#include <chrono>
#include <cstddef>

#include "reactor/clock.hpp"

namespace potok {

struct ConnectionLimits {
    // Bytes that may be queued; an empty queue takes one message of any size.
    // CloseReason::slow_reader is for those who cannot wait when a send is rejected.
    std::size_t queued_bytes_max = 1024 * 1024;

    // The longest time without input; zero is for ever. Stands still while reading is paused.
    Duration idle_timeout = Duration::zero();
    // The longest time in which the peer takes nothing of what is queued; zero is for ever.
    Duration progress_timeout = std::chrono::seconds(10);
    // From begin_handshake() to end_handshake().
    Duration handshake_timeout = std::chrono::seconds(5);

    // After our end: how long to wait for the peer's, counted from the last byte either way before
    // it, and how much input to throw away meanwhile; what is beyond stays unread.
    Duration linger_timeout = std::chrono::seconds(2);
    std::size_t linger_bytes_max = 256 * 1024;

    // Once a send was rejected, on_drained() waits for the queue to fall to this.
    [[nodiscard]] constexpr std::size_t queued_bytes_low() const noexcept {
        return queued_bytes_max / 4;
    }
};

}  // namespace potok
