#include "loadtest/threshold_check.hpp"

namespace potok::loadtest {
namespace {

using Measured = std::optional<double>;

Measured whole(std::uint64_t count) noexcept {
    return static_cast<double>(count);
}

Measured nanoseconds(Duration duration) noexcept {
    return static_cast<double>(duration.count());
}

// The division comes last: 100 % is exactly 100 only if nothing was rounded before.
Measured percent_of(std::uint64_t part, std::uint64_t all) noexcept {
    if (all == 0) return std::nullopt;
    return 100.0 * static_cast<double>(part) / static_cast<double>(all);
}

Measured latency(const Threshold& threshold, const Histogram& histogram) noexcept {
    if (histogram.count() == 0) return std::nullopt;
    switch (threshold.metric) {
        case Metric::latency_percentile:
            return nanoseconds(histogram.percentile(threshold.percentile));
        case Metric::latency_min:
            return nanoseconds(histogram.least());
        case Metric::latency_mean:
            return nanoseconds(histogram.mean());
        case Metric::latency_max:
            return nanoseconds(histogram.greatest());
        default:
            return std::nullopt;
    }
}

std::uint64_t all_errors(const RunResult& result) noexcept {
    std::uint64_t errors = message_faults(result);
    for (const auto phase : ConnectionLosses::kPhases)
        errors += result.connections.losses.of(phase);
    return errors;
}

}  // namespace

std::optional<double> measured_for(const Threshold& threshold, const RunResult& result) noexcept {
    const MessageCounts& messages = result.messages;
    const ConnectionFigures& connections = result.connections;
    const std::uint64_t requested = result.request.connections;
    switch (threshold.metric) {
        case Metric::established:
            return percent_of(connections.established, requested);
        case Metric::held:
            return percent_of(connections.held, requested);
        case Metric::minimum:
            return percent_of(connections.minimum, requested);
        case Metric::lost_connections:
            return whole(connections.losses.of(ConnectionLosses::Phase::load));
        case Metric::sent:
            return whole(messages.sent);
        case Metric::received:
            return whole(messages.received());
        case Metric::rate:
            return answered_per_second(result);
        case Metric::lost:
            return whole(messages.lost);
        case Metric::duplicated:
            return whole(messages.duplicated);
        case Metric::reordered:
            return whole(messages.reordered);
        case Metric::corrupted:
            return whole(messages.corrupted);
        case Metric::misdelivered:
            return whole(messages.misdelivered);
        case Metric::foreign:
            return whole(messages.foreign);
        case Metric::unsent:
            return whole(result.unsent);
        case Metric::errors:
            return whole(all_errors(result));
        case Metric::stall:
            return nanoseconds(result.stalls.longest);
        case Metric::stalls:
            return whole(result.stalls.count);
        case Metric::latency_percentile:
        case Metric::latency_min:
        case Metric::latency_mean:
        case Metric::latency_max:
            return latency(threshold, threshold.raw ? result.latency_raw : result.latency);
    }
    return std::nullopt;
}

std::vector<ThresholdOutcome> check_thresholds(const RunResult& result) {
    std::vector<ThresholdOutcome> outcomes;
    for (const Threshold& threshold : result.request.thresholds) {
        const Measured measured = measured_for(threshold, result);
        outcomes.push_back({.threshold = threshold,
                            .measured = measured,
                            .held = measured && threshold.holds_for(*measured)});
    }
    return outcomes;
}

}  // namespace potok::loadtest
