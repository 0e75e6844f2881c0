// ReceiveBlock: the one buffer a loop receives into, so that an idle connection owns none.
//
// What a session left over is put back in front of what arrives next: the block begins with room
// for the longest tail, and data begins at a fixed place behind it.
#pragma once

#include <cstring>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "reactor/placed_bytes.hpp"
#include "reactor/stream.hpp"

namespace potok {

class ReceiveBlock {
  public:
    // 128 KiB: larger ones gain nothing in throughput and fall out of the second-level cache.
    static constexpr std::size_t kDataBytes = 128 * 1024;

    // Where a receive writes.
    [[nodiscard]] MutableBytes data() noexcept { return {storage_.get() + kTailRoom, kDataBytes}; }

    // The `received` bytes of data() with a copy of `tail` in front of them.
    [[nodiscard]] MutableBytes joined(Bytes tail, std::size_t received) noexcept {
        ASSERT(tail.size() <= kTailRoom && received <= kDataBytes);
        std::byte* begin = storage_.get() + kTailRoom - tail.size();
        if (!tail.empty()) std::memcpy(begin, tail.data(), tail.size());
        return {begin, tail.size() + received};
    }

  private:
    static constexpr std::size_t kTailRoom = Session::kTailMax;

    static_assert(kTailRoom % PlacedBytes::kPageBytes == 0, "data() has the block's place");

    PlacedBytes storage_{kTailRoom + kDataBytes, PlacedBytes::kReceivePlace};
};

}  // namespace potok
