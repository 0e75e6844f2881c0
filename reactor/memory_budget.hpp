// MemoryBudget: how many bytes the process may hold for its peers, and how many it holds.
//
// Counted: queued output, held input, messages under assembly. Not counted: the fixed cost of a
// connection, which the connection limit bounds. Two steps keep it from being a cliff: above the
// limit the loops close whoever holds the most and listeners wait; above the limit and an eighth, a
// single allocation is refused and its connection closes. Any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace potok {

class MemoryBudget {
  public:
    static constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max() / 2;

    explicit MemoryBudget(std::size_t limit_bytes = kUnlimited) noexcept
        : limit_(limit_bytes < kUnlimited ? limit_bytes : kUnlimited) {}
    MemoryBudget(const MemoryBudget&) = delete;
    MemoryBudget& operator=(const MemoryBudget&) = delete;

    // Counts `bytes`; false, and nothing counted, where that passes the hard limit.
    // Relaxed: the figure guards no other memory, and a limit tolerates being seen a moment late.
    [[nodiscard]] bool charge(std::size_t bytes) noexcept {
        const std::size_t before = used_.fetch_add(bytes, std::memory_order_relaxed);
        if (before + bytes <= limit_ + limit_ / 8) return true;
        used_.fetch_sub(bytes, std::memory_order_relaxed);
        return false;
    }
    void release(std::size_t bytes) noexcept { used_.fetch_sub(bytes, std::memory_order_relaxed); }

    [[nodiscard]] std::size_t used() const noexcept {
        return used_.load(std::memory_order_relaxed);
    }
    [[nodiscard]] bool exceeded() const noexcept { return excess() != 0; }
    // Bytes above the limit.
    [[nodiscard]] std::size_t excess() const noexcept {
        const std::size_t now = used();
        return now > limit_ ? now - limit_ : 0;
    }

  private:
    const std::size_t limit_;
    std::atomic<std::size_t> used_{0};
};

}  // namespace potok
