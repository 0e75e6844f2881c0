#include "loadtest/verdict.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace potok::loadtest {
namespace {

using Kind = Reason::Kind;
using Reasons = std::vector<Reason>;

double as_double(std::uint64_t count) noexcept {
    return static_cast<double>(count);
}
double as_double(Duration duration) noexcept {
    return static_cast<double>(duration.count());
}

Reason reason(Kind kind, double measured = 0, double limit = 0) noexcept {
    return {.kind = kind, .measured = measured, .limit = limit, .fault = {}, .threshold = 0};
}

// ---- Unreachable

Reasons why_unreachable(const RunResult& result) {
    const std::uint64_t requested = result.request.connections;
    const std::uint64_t established = result.connections.established;
    const std::uint64_t lost = result.connections.losses.of(ConnectionLosses::Phase::settling);
    const std::uint64_t together = established - std::min(lost, established);
    if (together >= requested) return {};
    const Kind kind = established == 0 ? Kind::nothing_connected : Kind::ramp_incomplete;
    return {reason(kind, as_double(together), as_double(requested))};
}

// ---- Invalid

Duration own_stall_most(Duration grace) noexcept {
    return grace > Duration::zero() ? std::min(kOwnStallMost, grace / 2) : kOwnStallMost;
}

double own_share(const HealthSummary& health) noexcept {
    return std::max(health.late_share, health.lagging_share);
}

// The most that our own lateness can have added to one latency: sent late, and read late.
double own_part(const HealthSummary& health) noexcept {
    return as_double(health.longest_late + health.longest_lag);
}

// Whether the threshold would perhaps be held if this generator had always been in time.
bool may_be_ours(const Threshold& threshold, double measured,
                 const HealthSummary& health) noexcept {
    if (!is_latency(threshold.metric) || !is_upper_limit(threshold)) return false;
    const double share = own_share(health);
    if (threshold.metric == Metric::latency_percentile && threshold.percentile < 100) {
        return share > (100 - threshold.percentile) / 100 / 2;
    }
    const double part = threshold.metric == Metric::latency_mean ? share : 1.0;
    return threshold.holds_for(measured - part * own_part(health));
}

Reasons why_saturated(const RunResult& result) {
    const HealthSummary health = summary_of(result.loops);
    const Duration stall_most = own_stall_most(result.request.grace);
    Reasons reasons;
    if (health.longest_lag >= stall_most) {
        reasons.push_back(
            reason(Kind::generator_stalled, as_double(health.longest_lag), as_double(stall_most)));
    }
    if (health.late_share > kOwnShareMost) {
        reasons.push_back(reason(Kind::generator_late, health.late_share, kOwnShareMost));
    }
    if (health.lagging_share > kOwnShareMost) {
        reasons.push_back(reason(Kind::generator_lagging, health.lagging_share, kOwnShareMost));
    }
    return reasons;
}

// The failures again, told as our own, if there are any and each of them may be; else none.
Reasons why_all_ours(const RunResult& result, const std::vector<ThresholdOutcome>& outcomes,
                     const Reasons& failures) {
    const HealthSummary health = summary_of(result.loops);
    Reasons reasons;
    for (const Reason& failure : failures) {
        if (failure.kind != Kind::threshold_missed) return {};
        const ThresholdOutcome& outcome = outcomes[failure.threshold];
        if (!outcome.measured) return {};
        if (!may_be_ours(outcome.threshold, *outcome.measured, health)) return {};
        reasons.push_back(reason(Kind::latency_is_ours, *outcome.measured, own_part(health)));
        reasons.back().threshold = failure.threshold;
    }
    return reasons;
}

// ---- Failed

// The order in which faults are told: what should never be seen before what was only missed. A
// message that went to another connection or came in pieces is lost to its own as well, and "lost"
// alone would send its reader looking in the wrong place.
constexpr std::array kGravestFirst{Fault::misdelivered, Fault::corrupted, Fault::foreign,
                                   Fault::duplicated,   Fault::reordered, Fault::lost};
static_assert(kGravestFirst.size() == kFaults.size());

// Whether the run was what it was asked to be; without that no threshold means anything.
void add_shortcomings(const RunResult& result, Reasons& reasons) {
    const RunRequest& request = result.request;
    const MessageCounts& messages = result.messages;
    if (request.connections == 0 || request.duration <= Duration::zero()) {
        reasons.push_back(reason(Kind::nothing_asked));
    }
    if (messages.sent == 0) {
        reasons.push_back(reason(Kind::nothing_sent));
    } else if (result.latency.count() == 0) {
        reasons.push_back(reason(Kind::nothing_measured));
    }
    const Duration load = request.warmup + request.duration;
    if (result.load_took < load) {
        reasons.push_back(reason(Kind::ended_early, as_double(result.load_took), as_double(load)));
    }
    const std::uint64_t ended =
        messages.ok + messages.reordered + messages.corrupted + messages.lost;
    const std::uint64_t expected = expected_arrivals(result);
    if (ended != expected) {
        reasons.push_back(reason(Kind::counts_disagree, as_double(ended), as_double(expected)));
    }
}

void add_faults(const RunResult& result, Reasons& reasons) {
    const ConnectionFigures& connections = result.connections;
    const std::uint64_t requested = result.request.connections;
    const std::uint64_t fewest = std::min({connections.held, connections.minimum, requested});
    const std::uint64_t lost =
        std::max(requested - fewest, connections.losses.of(ConnectionLosses::Phase::load));
    if (lost != 0) {
        reasons.push_back(reason(Kind::connections_lost, as_double(lost), as_double(requested)));
    }
    for (const Fault fault : kGravestFirst) {
        if (result.messages.of(fault) == 0) continue;
        Reason found = reason(Kind::message_fault, as_double(result.messages.of(fault)));
        found.fault = fault;
        reasons.push_back(found);
    }
    if (result.unsent != 0) {
        reasons.push_back(reason(Kind::messages_unsent, as_double(result.unsent)));
    }
}

void add_missed(const std::vector<ThresholdOutcome>& outcomes, Reasons& reasons) {
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (outcomes[i].held) continue;
        Reason missed = reason(Kind::threshold_missed, outcomes[i].measured.value_or(0),
                               outcomes[i].threshold.limit);
        missed.threshold = i;
        reasons.push_back(missed);
    }
}

Reasons why_failed(const RunResult& result, const std::vector<ThresholdOutcome>& outcomes) {
    Reasons reasons;
    add_shortcomings(result, reasons);
    add_faults(result, reasons);
    add_missed(outcomes, reasons);
    return reasons;
}

}  // namespace

Judgement judge(const RunResult& result) {
    using cli::ExitCode;
    std::vector<ThresholdOutcome> outcomes = check_thresholds(result);
    const auto judged = [&](Verdict verdict, ExitCode code, Reasons reasons) {
        return Judgement{verdict, code, std::move(reasons), std::move(outcomes)};
    };
    // What was under way at that moment was neither lost nor late: nothing more is said.
    if (result.interrupted) {
        return judged(Verdict::invalid, ExitCode::interrupted, {reason(Kind::interrupted)});
    }
    Reasons unreachable = why_unreachable(result);
    if (!unreachable.empty()) {
        return judged(Verdict::unreachable, ExitCode::unreachable, std::move(unreachable));
    }
    Reasons failed = why_failed(result, outcomes);
    Reasons saturated = why_saturated(result);
    if (!saturated.empty()) {
        saturated.insert(saturated.end(), failed.begin(), failed.end());
        return judged(Verdict::invalid, ExitCode::invalid, std::move(saturated));
    }
    Reasons ours = why_all_ours(result, outcomes, failed);
    if (!ours.empty()) return judged(Verdict::invalid, ExitCode::invalid, std::move(ours));
    if (!failed.empty()) return judged(Verdict::failed, ExitCode::failed, std::move(failed));
    return judged(Verdict::passed, ExitCode::good, {});
}

}  // namespace potok::loadtest
