// Where a WebSocket's message lies in a block: behind free bytes, so that a frame's header fits in
// front of it and block and frame can be sent as they are.
#pragma once

#include <algorithm>
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

// How much is likely to come behind what has come, where the end is not known: as much again.
[[nodiscard]] inline std::uint64_t likely_more(const FrameAssembly& assembly, Bytes made,
                                               std::uint64_t most) noexcept {
    const std::uint64_t there = assembly.empty() ? made.size() : assembly.block()->size();
    return std::min<std::uint64_t>(most, there + made.size());
}

}  // namespace potok
