// Whether a run's thresholds hold: each with the value that was measured for it.
//
// What was not measured (a latency without a single answer, a share of no connections) holds no
// threshold, whatever its comparison. Pure; any thread.
#pragma once

#include <optional>
#include <vector>

#include "loadtest/run_result.hpp"
#include "loadtest/thresholds.hpp"

namespace potok::loadtest {

struct ThresholdOutcome {
    Threshold threshold;
    std::optional<double> measured;  // in the threshold's unit
    bool held = false;
};

[[nodiscard]] std::optional<double> measured_for(const Threshold& threshold,
                                                 const RunResult& result) noexcept;

// In the order in which they were asked for.
[[nodiscard]] std::vector<ThresholdOutcome> check_thresholds(const RunResult& result);

}  // namespace potok::loadtest
