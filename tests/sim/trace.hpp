// Trace: everything that happened in a world, as one number. Two runs of a seed that differ in
// anything at all differ in it.
//
// FNV-1a over each event's time, name and two figures; printed as well where somebody reads along.
// One thread.
#pragma once

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <string_view>

#include "reactor/clock.hpp"

namespace potok::sim {

class Trace {
  public:
    explicit Trace(bool printed) noexcept : printed_(printed) {}

    void note(Instant when, std::string_view what, std::uint64_t first = 0,
              std::uint64_t second = 0) noexcept {
        const auto time = static_cast<std::uint64_t>(when.time_since_epoch().count());
        mix(time);
        for (const char letter : what)
            mix_byte(static_cast<unsigned char>(letter));
        mix(first);
        mix(second);
        if (!printed_) return;
        std::printf("%12.6f ms  %-14.*s %" PRIu64 " %" PRIu64 "\n", static_cast<double>(time) / 1e6,
                    static_cast<int>(what.size()), what.data(), first, second);
    }

    [[nodiscard]] std::uint64_t hash() const noexcept { return hash_; }

  private:
    void mix_byte(std::uint64_t byte) noexcept { hash_ = (hash_ ^ byte) * 0x100000001B3u; }
    void mix(std::uint64_t figure) noexcept {
        for (int shift = 0; shift < 64; shift += 8)
            mix_byte(figure >> shift & 0xFF);
    }

    const bool printed_;
    std::uint64_t hash_ = 0xCBF29CE484222325u;
};

}  // namespace potok::sim
