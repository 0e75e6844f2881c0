#include "loadtest/generator_health.hpp"

#include <algorithm>

namespace potok::loadtest {
namespace {

constexpr Duration kLateAfterMost = std::chrono::milliseconds(10);
constexpr Duration kLateAfterLeast = std::chrono::milliseconds(1);

double ratio(Duration part, Duration whole) noexcept {
    if (whole <= Duration::zero()) return 0;
    return static_cast<double>(part.count()) / static_cast<double>(whole.count());
}

}  // namespace

Duration late_after(std::optional<Duration> latency_limit) noexcept {
    if (!latency_limit) return kLateAfterMost;
    return std::clamp(*latency_limit / 2, kLateAfterLeast, kLateAfterMost);
}

double cpu_percent(const HealthRecord& loop) noexcept {
    return 100 * ratio(loop.cpu, loop.ran);
}

HealthSummary summary_of(std::span<const HealthRecord> loops) noexcept {
    HealthSummary summary;
    double sends = 0;
    double lagging_sends = 0;
    for (const HealthRecord& loop : loops) {
        const auto loop_sends = static_cast<double>(loop.sends);
        sends += loop_sends;
        lagging_sends += loop_sends * ratio(loop.lagging, loop.ran);
        summary.late_sends += loop.late_sends;
        summary.longest_late = std::max(summary.longest_late, loop.longest_late);
        summary.longest_lag = std::max(summary.longest_lag, loop.longest_lag);
        summary.cpu_percent_most = std::max(summary.cpu_percent_most, cpu_percent(loop));
    }
    if (sends > 0) {
        summary.late_share = static_cast<double>(summary.late_sends) / sends;
        summary.lagging_share = lagging_sends / sends;
    }
    return summary;
}

GeneratorHealth::GeneratorHealth(Instant start, Duration cpu, Duration late_after) noexcept
    : start_(start),
      start_cpu_(cpu),
      late_after_(late_after),
      next_heartbeat_(start + kHeartbeat) {}

void GeneratorHealth::on_send(Instant due, Instant possible_since, Instant now) noexcept {
    const Duration late = now - std::max(due, possible_since);
    ++record_.sends;
    record_.longest_late = std::max(record_.longest_late, late);
    if (late > late_after_) ++record_.late_sends;
}

std::optional<GeneratorHealth::Lag> GeneratorHealth::on_heartbeat(Instant now) noexcept {
    const Instant due = next_heartbeat_;
    next_heartbeat_ = now + kHeartbeat;
    record_.longest_lag = std::max(record_.longest_lag, now - due);
    if (now - due <= late_after_) return std::nullopt;
    record_.lagging += now - due;
    return Lag{due, now};
}

HealthRecord GeneratorHealth::finish(Instant now, Duration cpu) noexcept {
    if (now > next_heartbeat_) static_cast<void>(on_heartbeat(now));
    record_.ran = now - start_;
    record_.cpu = cpu - start_cpu_;
    return record_;
}

}  // namespace potok::loadtest
