// Thresholds: what a run must reach, as users write it: "p99<50ms", "held==100%", "rate>=1000/s".
//
// A threshold is a metric, a comparison and a limit in the metric's own unit; a unit that does not
// fit is an error rather than a guess. The metrics stand in one table, from which names, units,
// suggestions and documentation come. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "diagnostics/language.hpp"
#include "reactor/clock.hpp"

namespace potok::loadtest {

enum class Metric : std::uint8_t {
    established,       // connections open at once when the load began, of those asked for
    held,              // open when the load ended
    minimum,           // the fewest open at once meanwhile
    lost_connections,  // ended against our will during the load
    sent,
    received,
    rate,  // right answers a second of load
    lost,
    duplicated,
    reordered,
    corrupted,
    misdelivered,
    foreign,
    unsent,  // due within the load, but the server did not take them or was gone
    errors,  // all faults of messages and connections together
    stall,   // the longest
    stalls,  // their number
    latency_percentile,
    latency_min,
    latency_mean,
    latency_max,
};

enum class Unit : std::uint8_t { count, percent, duration, per_second };

enum class Comparison : std::uint8_t { less, at_most, more, at_least, equal };

struct Threshold {
    Metric metric{};
    bool raw = false;       // of a latency: from the actual, not the intended send time
    double percentile = 0;  // of latency_percentile, in percent
    Comparison comparison{};
    double limit = 0;  // in percent, pieces, nanoseconds or pieces a second
    std::string text;  // as it was written

    [[nodiscard]] bool holds_for(double measured) const noexcept;
};

struct ThresholdFault {
    enum class Kind : std::uint8_t {
        too_long,
        no_comparison,   // `suggestion` is the text with a sign that exists, or empty
        unknown_metric,  // `suggestion` is the nearest name, or empty
        bad_percentile,
        bad_limit,  // `unit` is what the metric is measured in
    };
    Kind kind{};
    std::string part;  // the words that are wrong
    std::string suggestion;
    Unit unit{};
};

[[nodiscard]] Result<Threshold, ThresholdFault> parse_threshold(std::string_view text);

// One line for a person: what is wrong with `text`, and what to write instead. In
// threshold_text.cpp.
[[nodiscard]] std::string threshold_fault_text(Language language, std::string_view text,
                                               const ThresholdFault& fault);

// held==100%, lost==0, stall<1s: what holds for every run that names none.
[[nodiscard]] std::vector<Threshold> default_thresholds();

[[nodiscard]] Unit unit_of(Metric metric) noexcept;
[[nodiscard]] bool is_latency(Metric metric) noexcept;

// Whether a smaller value can only help it.
[[nodiscard]] bool is_upper_limit(const Threshold& threshold) noexcept;

// As users write it: "p99.9", "raw.max", "held".
[[nodiscard]] std::string metric_name(const Threshold& threshold);
[[nodiscard]] std::string_view comparison_sign(Comparison comparison) noexcept;

// The smallest latency that a threshold sets as an upper limit: how precise the generator must be.
[[nodiscard]] std::optional<Duration> tightest_latency_limit(
    std::span<const Threshold> thresholds) noexcept;

}  // namespace potok::loadtest
