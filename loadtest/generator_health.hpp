// GeneratorHealth: whether a loop of the load generator kept up, so that its own slowness is never
// reported as the server's.
//
// Two witnesses, both of this loop's own making:
// - late sends: messages that went out long after they could have, because nothing but this loop
// kept
//   them. Time during which the server took no more (back-pressure) is not held against us.
// - lag: how long after its time the loop's heartbeat came. It sees what sends cannot: a process
// stopped
//   or throttled while nothing was due, a closed loop without any schedule, answers that lay
//   unread.
// "Long" is late_after(): 10 ms, or half of the tightest latency limit if that is less, but no less
// than 1 ms, which timers and the scheduler of a sound machine may cost. The verdict judges:
// verdict.hpp. Loop thread only; the record is read after the threads have joined.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "reactor/clock.hpp"

namespace potok::loadtest {

// What one loop has to say for itself.
struct HealthRecord {
    std::uint64_t sends = 0;
    std::uint64_t late_sends = 0;
    Duration longest_late{};  // of all sends, short ones included
    Duration ran{};           // from the first to the last heartbeat
    Duration lagging{};       // the sum of all lags longer than late_after
    Duration longest_lag{};   // of all, short ones included
    Duration cpu{};           // processor time of the loop's thread meanwhile
};

// The loops together. Shares are parts of 1; a loop weighs as much as it sent.
struct HealthSummary {
    std::uint64_t late_sends = 0;
    double late_share = 0;
    double lagging_share = 0;
    Duration longest_late{};
    Duration longest_lag{};
    double cpu_percent_most = 0;  // of the busiest loop's thread
};

[[nodiscard]] HealthSummary summary_of(std::span<const HealthRecord> loops) noexcept;
[[nodiscard]] double cpu_percent(const HealthRecord& loop) noexcept;

// From when on a send or a heartbeat is late, given the tightest limit that a threshold sets a
// latency.
[[nodiscard]] Duration late_after(std::optional<Duration> latency_limit) noexcept;

class GeneratorHealth {
  public:
    static constexpr Duration kHeartbeat = std::chrono::milliseconds(10);

    struct Lag {
        Instant from;
        Instant to;
    };

    // `cpu` here and in finish(): what the loop's thread has used so far
    // (Clock::thread_cpu_time()).
    GeneratorHealth(Instant start, Duration cpu, Duration late_after) noexcept;

    // A message went out at `now`; it was due at `due`, and the server has taken messages on this
    // connection since `possible_since`.
    void on_send(Instant due, Instant possible_since, Instant now) noexcept;

    // When the loop is to call on_heartbeat() next.
    [[nodiscard]] Instant next_heartbeat() const noexcept { return next_heartbeat_; }

    // The time for which this loop stood still, if that was long: nothing it saw then is evidence.
    std::optional<Lag> on_heartbeat(Instant now) noexcept;

    // Once, at the end; also counts a heartbeat that is overdue.
    [[nodiscard]] HealthRecord finish(Instant now, Duration cpu) noexcept;

  private:
    HealthRecord record_;
    Instant start_;
    Duration start_cpu_;
    Duration late_after_;
    Instant next_heartbeat_;
};

}  // namespace potok::loadtest
