// RateWatch: whether a peer sends as fast as it has to, however it cuts what it sends.
//
// It begins with a grace; then time passes, and each byte buys some of it back, never more than the
// grace: so the rate is kept on average over any such span. Time passes only while it runs: a peer
// answers for its own slowness, not for our pauses. Time is a parameter. Loop thread only.
#pragma once

#include <algorithm>
#include <cstdint>

#include "reactor/clock.hpp"

namespace potok {

// Immutable while watches refer to it.
struct MinimumRate {
    std::uint32_t bytes_per_second = 0;  // zero: any rate is good
    Duration grace = Duration::zero();
};

class RateWatch {
  public:
    // `rate` outlives the watch.
    explicit RateWatch(const MinimumRate& rate) noexcept : rate_(&rate), left_(rate.grace) {}

    // All the grace again; it stands still.
    void restart() noexcept {
        left_ = rate_->grace;
        runs_ = false;
    }
    void run(Instant now) noexcept {
        settle(now);
        runs_ = true;
    }
    void stand_still(Instant now) noexcept {
        settle(now);
        runs_ = false;
    }
    void took(std::uint64_t bytes, Instant now) noexcept;

    // Until it is too slow, if nothing comes; not positive: it is. Precondition: there is a rate.
    [[nodiscard]] Duration left(Instant now) const noexcept {
        return runs_ ? left_ - (now - since_) : left_;
    }
    [[nodiscard]] bool is_too_slow(Instant now) const noexcept {
        return has_rate() && left(now) <= Duration::zero();
    }
    [[nodiscard]] bool has_rate() const noexcept { return rate_->bytes_per_second != 0; }

  private:
    void settle(Instant now) noexcept {
        left_ = left(now);
        since_ = now;
    }

    const MinimumRate* rate_;
    Duration left_;    // at since_ while it runs
    Instant since_{};  // while it runs
    bool runs_ = false;
};

inline void RateWatch::took(std::uint64_t bytes, Instant now) noexcept {
    if (!has_rate()) return;
    settle(now);
    constexpr std::uint64_t kMost = 1u << 30;  // so that the product fits
    const auto counted = static_cast<Duration::rep>(std::min(bytes, kMost));
    const Duration bought = Duration(std::chrono::seconds(1)) * counted / rate_->bytes_per_second;
    left_ = std::min(left_ + bought, rate_->grace);
}

}  // namespace potok
