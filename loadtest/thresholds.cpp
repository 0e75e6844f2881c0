#include "loadtest/thresholds.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

#include "cli/quantity.hpp"
#include "diagnostics/suggestion.hpp"

namespace potok::loadtest {
namespace {

constexpr std::size_t kTextMax = 64;
constexpr std::string_view kRawPrefix = "raw.";

struct NamedMetric {
    std::string_view name;
    Metric metric;
    Unit unit;
};

constexpr std::array kMetrics{
    NamedMetric{"established", Metric::established, Unit::percent},
    NamedMetric{"held", Metric::held, Unit::percent},
    NamedMetric{"minimum", Metric::minimum, Unit::percent},
    NamedMetric{"lost_connections", Metric::lost_connections, Unit::count},
    NamedMetric{"sent", Metric::sent, Unit::count},
    NamedMetric{"received", Metric::received, Unit::count},
    NamedMetric{"rate", Metric::rate, Unit::per_second},
    NamedMetric{"lost", Metric::lost, Unit::count},
    NamedMetric{"duplicated", Metric::duplicated, Unit::count},
    NamedMetric{"reordered", Metric::reordered, Unit::count},
    NamedMetric{"corrupted", Metric::corrupted, Unit::count},
    NamedMetric{"misdelivered", Metric::misdelivered, Unit::count},
    NamedMetric{"foreign", Metric::foreign, Unit::count},
    NamedMetric{"unsent", Metric::unsent, Unit::count},
    NamedMetric{"errors", Metric::errors, Unit::count},
    NamedMetric{"stall", Metric::stall, Unit::duration},
    NamedMetric{"stalls", Metric::stalls, Unit::count},
    NamedMetric{"p", Metric::latency_percentile, Unit::duration},
    NamedMetric{"min", Metric::latency_min, Unit::duration},
    NamedMetric{"mean", Metric::latency_mean, Unit::duration},
    NamedMetric{"max", Metric::latency_max, Unit::duration},
};

constexpr bool stands_at_its_own_index() noexcept {
    for (std::size_t i = 0; i < kMetrics.size(); ++i) {
        if (static_cast<std::size_t>(kMetrics[i].metric) != i) return false;
    }
    return kMetrics.back().metric == Metric::latency_max;
}
static_assert(stands_at_its_own_index());

constexpr std::array<std::string_view, kMetrics.size() + 3> suggested_names() noexcept {
    std::array<std::string_view, kMetrics.size() + 3> names{"p50", "p90", "p99", "p99.9"};
    std::size_t next = 4;
    for (const NamedMetric& metric : kMetrics) {
        if (metric.metric != Metric::latency_percentile) names[next++] = metric.name;
    }
    return names;
}

constexpr std::array kSuggestedNames = suggested_names();

struct Sign {
    std::string_view text;
    Comparison comparison;
};

// A sign that begins like another one stands before it.
constexpr std::array kSigns{
    Sign{"<=", Comparison::at_most},  Sign{"<", Comparison::less},
    Sign{">=", Comparison::at_least}, Sign{">", Comparison::more},
    Sign{"==", Comparison::equal},
};

using Kind = ThresholdFault::Kind;

ThresholdFault fault(Kind kind, std::string_view part) {
    return {.kind = kind, .part = std::string(part), .suggestion = {}, .unit = {}};
}

std::optional<double> parse_decimal(std::string_view text) noexcept {
    double value = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value, std::chars_format::fixed);
    if (error != std::errc() || end != last) return std::nullopt;
    return value;
}

bool looks_like_percentile(std::string_view name) noexcept {
    return name.size() > 1 && name.front() == 'p' && name[1] >= '0' && name[1] <= '9';
}

std::optional<ThresholdFault> read_metric(std::string_view written, Threshold& threshold) {
    std::string_view name = written;
    threshold.raw = name.starts_with(kRawPrefix);
    if (threshold.raw) name.remove_prefix(kRawPrefix.size());
    if (looks_like_percentile(name)) {
        const std::optional<double> percentile = parse_decimal(name.substr(1));
        if (!percentile || *percentile > 100) return fault(Kind::bad_percentile, written);
        threshold.metric = Metric::latency_percentile;
        threshold.percentile = *percentile;
        return std::nullopt;
    }
    const auto* const found = std::ranges::find(kMetrics, name, &NamedMetric::name);
    const bool known = found != kMetrics.end() && found->metric != Metric::latency_percentile;
    if (known && (is_latency(found->metric) || !threshold.raw)) {
        threshold.metric = found->metric;
        return std::nullopt;
    }
    ThresholdFault unknown = fault(Kind::unknown_metric, written);
    unknown.suggestion = suggestion_for(name, kSuggestedNames);
    return unknown;
}

// A single "=", as everybody writes it once.
ThresholdFault no_sign(std::string_view text, std::size_t at) {
    ThresholdFault wrong = fault(Kind::no_comparison, text);
    if (at < text.size()) {
        wrong.suggestion.append(text.substr(0, at)).append("=").append(text.substr(at));
    }
    return wrong;
}

std::optional<double> parse_limit(Unit unit, std::string_view text) {
    switch (unit) {
        case Unit::count: {
            const auto number = cli::parse_number(text);
            if (!number || number.value() < 0) return std::nullopt;
            return static_cast<double>(number.value());
        }
        case Unit::percent: {
            const auto percentage = cli::parse_percentage(text);
            return percentage ? std::optional(percentage.value()) : std::nullopt;
        }
        case Unit::duration: {
            const auto duration = cli::parse_duration(text);
            if (!duration) return std::nullopt;
            return static_cast<double>(duration.value().count());
        }
        case Unit::per_second: {
            const auto rate = cli::parse_rate(text);
            return rate ? std::optional(rate.value()) : std::nullopt;
        }
    }
    return std::nullopt;
}

}  // namespace

Result<Threshold, ThresholdFault> parse_threshold(std::string_view text) {
    if (text.size() > kTextMax) return fault(Kind::too_long, text.substr(0, kTextMax));
    const std::size_t at = std::min(text.find_first_of("<>="), text.size());
    const auto* const sign = std::ranges::find_if(
        kSigns, [&](const Sign& candidate) { return text.substr(at).starts_with(candidate.text); });
    if (sign == kSigns.end()) return no_sign(text, at);
    Threshold threshold;
    threshold.text = text;
    threshold.comparison = sign->comparison;
    if (const auto wrong = read_metric(text.substr(0, at), threshold)) return *wrong;
    const std::string_view written = text.substr(at + sign->text.size());
    const std::optional<double> limit = parse_limit(unit_of(threshold.metric), written);
    if (limit) {
        threshold.limit = *limit;
        return threshold;
    }
    ThresholdFault wrong = fault(Kind::bad_limit, written);
    wrong.unit = unit_of(threshold.metric);
    return wrong;
}

bool Threshold::holds_for(double measured) const noexcept {
    switch (comparison) {
        case Comparison::less:
            return measured < limit;
        case Comparison::at_most:
            return measured <= limit;
        case Comparison::more:
            return measured > limit;
        case Comparison::at_least:
            return measured >= limit;
        case Comparison::equal:
            return measured == limit;
    }
    return false;
}

std::vector<Threshold> default_thresholds() {
    std::vector<Threshold> thresholds;
    for (const std::string_view text : {"held==100%", "lost==0", "stall<1s"}) {
        thresholds.push_back(parse_threshold(text).value());
    }
    return thresholds;
}

Unit unit_of(Metric metric) noexcept {
    return kMetrics[static_cast<std::size_t>(metric)].unit;
}

bool is_latency(Metric metric) noexcept {
    return metric >= Metric::latency_percentile;
}

bool is_upper_limit(const Threshold& threshold) noexcept {
    return threshold.comparison == Comparison::less || threshold.comparison == Comparison::at_most;
}

std::string metric_name(const Threshold& threshold) {
    std::string name(threshold.raw ? kRawPrefix : std::string_view());
    name += kMetrics[static_cast<std::size_t>(threshold.metric)].name;
    if (threshold.metric == Metric::latency_percentile) {
        std::array<char, 32> digits{};
        const auto [end, error] = std::to_chars(digits.begin(), digits.end(), threshold.percentile);
        name.append(digits.begin(), end);
    }
    return name;
}

std::string_view comparison_sign(Comparison comparison) noexcept {
    return std::ranges::find(kSigns, comparison, &Sign::comparison)->text;
}

std::optional<Duration> tightest_latency_limit(std::span<const Threshold> thresholds) noexcept {
    std::optional<Duration> tightest;
    for (const Threshold& threshold : thresholds) {
        if (!is_latency(threshold.metric) || !is_upper_limit(threshold)) continue;
        const Duration limit(static_cast<Duration::rep>(threshold.limit));
        tightest = std::min(tightest.value_or(limit), limit);
    }
    return tightest;
}

}  // namespace potok::loadtest
