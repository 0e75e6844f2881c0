// ConnectionId: a connection's name outside its loop: 8 bits loop, 24 bits slot, 32 bits
// generation.
//
// The one thing about a connection that may cross threads. A slot's generation grows each time the
// slot is reused, so an id that outlives its connection names nothing and every use of it is a
// quiet no-op.
#pragma once

#include <compare>
#include <cstdint>

#include "base/assert.hpp"

namespace potok {

class ConnectionId {
  public:
    static constexpr std::uint32_t kLoopsMax = 1u << 8;
    static constexpr std::uint32_t kSlotsMax = 1u << 24;

    // What a slot's next connection has. Never 0, not even after all others.
    [[nodiscard]] static constexpr std::uint32_t generation_after(
        std::uint32_t generation) noexcept {
        return generation == UINT32_MAX ? 1 : generation + 1;
    }

    // Names no connection.
    constexpr ConnectionId() = default;

    ConnectionId(std::uint32_t loop, std::uint32_t slot, std::uint32_t generation)
        : value_(std::uint64_t{loop} << 56 | std::uint64_t{slot} << 32 | generation) {
        ASSERT(loop < kLoopsMax && slot < kSlotsMax && generation != 0);
    }

    [[nodiscard]] constexpr std::uint32_t loop() const noexcept {
        return static_cast<std::uint32_t>(value_ >> 56);
    }
    [[nodiscard]] constexpr std::uint32_t slot() const noexcept {
        return static_cast<std::uint32_t>(value_ >> 32) & (kSlotsMax - 1);
    }
    [[nodiscard]] constexpr std::uint32_t generation() const noexcept {
        return static_cast<std::uint32_t>(value_);
    }

    // Generations begin at 1, so the whole value is 0 only for "no connection".
    [[nodiscard]] constexpr explicit operator bool() const noexcept { return value_ != 0; }
    [[nodiscard]] constexpr std::uint64_t value() const noexcept { return value_; }
    friend constexpr auto operator<=>(ConnectionId, ConnectionId) = default;

  private:
    std::uint64_t value_ = 0;
};

}  // namespace potok
