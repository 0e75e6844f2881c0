// judge: what a run has shown, in one word, with every reason for it. Pure; any thread.
//
//   interrupted      the user ended it                                      INVALID, exit code 130
//   unreachable      no connection, or fewer than asked for at a time        FAILED, 4
//   invalid          the generator itself was saturated                      INVALID, 5
//   failed           a fault, a lost connection, a threshold                 FAILED, 1
//   passed           nothing of these, and something was measured            PASSED, 0
//
// The first that applies is the verdict. A run passes only when it did what it was asked to do: one
// that sent nothing, ended early or whose books do not balance fails, whatever its thresholds say.
//
// When the generator was saturated:
// - it stood still for kOwnStallMost at a time, or for half of the grace time, in which answers may
// have
//   become late, messages lost and connections closed that a running generator would have kept; or
// - more than kOwnShareMost of the sends were late, or of the time spent lagging; or
// - all that failed are thresholds on latency, and our own lateness may be why: for a percentile,
// when
//   our share is more than half of what the percentile leaves (p99: 0.5 %); for mean and greatest,
//   when the threshold would be held without the most that our lateness can have added to a
//   latency.
// A latency threshold that is held stays held: our lateness only ever adds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cli/exit_code.hpp"
#include "loadtest/run_result.hpp"
#include "loadtest/threshold_check.hpp"
#include "loadtest/verify/message_counts.hpp"

namespace potok::loadtest {

inline constexpr Duration kOwnStallMost = std::chrono::milliseconds(500);
inline constexpr double kOwnShareMost = 0.05;

// The values that scripts see; an interrupted run is invalid with an exit code of its own.
enum class Verdict : std::uint8_t { passed, failed, invalid, unreachable };

struct Reason {
    // Behind each: what `measured` and `limit` are.
    enum class Kind : std::uint8_t {
        interrupted,

        nothing_connected,  // connections open when the load was to begin, and requested ones
        ramp_incomplete,    // the same; some were opened

        generator_stalled,  // how long it stood still, and the limit, in nanoseconds
        generator_late,     // its share of late sends, and the limit, parts of 1
        generator_lagging,  // its share of lagging time, and the limit
        latency_is_ours,    // threshold `threshold`: the latency, and our part in it, nanoseconds

        nothing_asked,  // no connections or no duration
        nothing_sent,
        nothing_measured,  // no right answer to a message sent after the warm-up
        ended_early,       // how long the load took and should have taken, nanoseconds
        counts_disagree,   // messages that ended one way or another, and messages sent; deliveries
        connections_lost,  // how many, of how many
        message_fault,     // of `fault`: how many, and 0
        messages_unsent,   // how many, and 0
        threshold_missed,  // threshold `threshold`; see its outcome
    };

    Kind kind{};
    double measured = 0;
    double limit = 0;
    Fault fault{};
    std::size_t threshold = 0;  // index into Judgement::outcomes
};

struct Judgement {
    Verdict verdict{};
    cli::ExitCode exit_code{};
    std::vector<Reason> reasons;  // those of the verdict first; none when passed
    std::vector<ThresholdOutcome> outcomes;
};

[[nodiscard]] Judgement judge(const RunResult& result);

}  // namespace potok::loadtest
