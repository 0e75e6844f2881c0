// LoopCounters: what a loop has done, counted where it happens and read from anywhere.
//
// One writer, the loop thread, so a load and a store serve where an atomic addition would lock the
// bus. Relaxed on both sides: a reader wants a recent figure, not an order among figures.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "reactor/close_reason.hpp"

namespace potok {

class Counter {
  public:
    void add(std::uint64_t amount = 1) noexcept {
        value_.store(value_.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t value() const noexcept {
        return value_.load(std::memory_order_relaxed);
    }

  private:
    std::atomic<std::uint64_t> value_{0};
};

struct LoopCounters {
    Counter iterations;
    Counter opened;
    Counter bytes_received;
    Counter bytes_sent;
    Counter accept_pauses;  // a listener stopped accepting for a while: descriptors, memory
    std::array<Counter, kCloseReasonCount> closed;

    [[nodiscard]] Counter& closed_for(CloseReason reason) noexcept {
        return closed[static_cast<std::size_t>(reason)];
    }
};

}  // namespace potok
