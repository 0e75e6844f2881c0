// CreditGate: where threads wait for a connection's byte credit.
//
// Waiting is the rare case, so the loop pays one load when it refunds. The race between "no credit,
// so I wait" and "refunded, is anyone waiting?" is closed by order: the waiter announces itself,
// then looks at the credit again; the loop refunds, then looks for waiters. All four steps are
// sequentially consistent, so at least one side sees the other.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace potok {

class CreditGate {
  public:
    // Calls `attempt` until it returns true or the timeout passes; the last answer. Any thread but
    // the loop's.
    template <class Attempt>
    [[nodiscard]] bool wait(std::chrono::nanoseconds timeout, Attempt&& attempt) {
        if (attempt()) return true;
        if (timeout <= std::chrono::nanoseconds::zero()) return false;
        std::unique_lock lock(mutex_);
        waiters_.fetch_add(1, std::memory_order_seq_cst);
        const bool passed = changed_.wait_for(lock, timeout, attempt);
        waiters_.fetch_sub(1, std::memory_order_seq_cst);
        return passed;
    }

    // Credit was refunded, or a connection is gone. Loop thread.
    void notify() noexcept {
        if (waiters_.load(std::memory_order_seq_cst) == 0) return;
        // Under the lock, or the wake-up could fall between a waiter's look and its sleep.
        const std::lock_guard lock(mutex_);
        changed_.notify_all();
    }

  private:
    std::atomic<std::uint32_t> waiters_{0};
    std::mutex mutex_;
    std::condition_variable changed_;
};

}  // namespace potok
