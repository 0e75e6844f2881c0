// Where a WebSocket's message lies in a block: behind free bytes, so that a frame's header fits in
// front of it and block and frame can be sent as they are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"
#include "protocol/session/frame_assembly.hpp"
#include "protocol/websocket_frame.hpp"

namespace potok {

inline constexpr std::size_t kMessageHeadroom = kFrameHeaderMax;

// As FrameAssembly::append(); the first bytes of a message go behind the headroom.
[[nodiscard]] inline bool append_message(FrameAssembly& to, Bytes bytes,
                                         std::uint64_t missing_bytes_max) noexcept {
    static constexpr std::array<std::byte, kMessageHeadroom> kHeadroom{};
    if (to.empty() && !to.append(kHeadroom, bytes.size() + missing_bytes_max)) return false;
    return to.append(bytes, missing_bytes_max);
}

}  // namespace potok
