// Random: the one source of chance in a simulated world: a seed, and everything follows.
//
// SplitMix64, and no distribution of the standard library: those differ from one library to the
// next, and a seed has to mean the same world everywhere. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "reactor/clock.hpp"

namespace potok::sim {

class Random {
  public:
    explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

    [[nodiscard]] std::uint64_t next() noexcept {
        state_ += 0x9E3779B97F4A7C15u;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
        return mixed ^ (mixed >> 31);
    }

    // [0, end). The bias of the remainder is far below anything that a test of ours could see.
    [[nodiscard]] std::size_t below(std::size_t end) noexcept {
        ASSERT(end != 0);
        return static_cast<std::size_t>(next() % end);
    }

    // [first, last]
    [[nodiscard]] std::size_t between(std::size_t first, std::size_t last) noexcept {
        ASSERT(first <= last);
        return first + below(last - first + 1);
    }
    [[nodiscard]] Duration between(Duration first, Duration last) noexcept {
        ASSERT(first <= last);
        return first + Duration(below(static_cast<std::size_t>((last - first).count()) + 1));
    }

    // As often as mostly small and sometimes large: a number of [1, last] with an even chance for
    // each order of magnitude.
    [[nodiscard]] std::size_t mostly_small(std::size_t last) noexcept {
        std::size_t bits = 0;
        while (last >> bits > 1)
            ++bits;
        const std::size_t reach = std::size_t{1} << below(bits + 1);
        return between(1, reach < last ? reach : last);
    }

    [[nodiscard]] bool chance(unsigned per_mille) noexcept { return below(1000) < per_mille; }
    [[nodiscard]] bool coin() noexcept { return (next() & 1) != 0; }

    template <class Value, std::size_t kCount>
    [[nodiscard]] Value pick(const std::array<Value, kCount>& values) noexcept {
        return values[below(kCount)];
    }

  private:
    std::uint64_t state_;
};

}  // namespace potok::sim
