// collect_result: what the drivers of all loops found, put together into one RunResult.
//
// Main thread, after the loops' threads have joined.
#pragma once

#include <span>
#include <vector>

#include "loadtest/driver_result.hpp"
#include "loadtest/load_plan.hpp"
#include "loadtest/run_result.hpp"

namespace potok::loadtest {

// What only the run as a whole knows.
struct RunTimes {
    std::uint64_t established = 0;  // connections open when the ramp was over
    Duration ramp_took{};
    std::optional<Instant> load_start;  // none: it never began
    Instant load_end{};                 // when sending ended, as planned or by interruption
    bool interrupted = false;
};

[[nodiscard]] RunResult collect_result(const LoadPlan& plan, std::vector<Threshold> thresholds,
                                       const RunTimes& times, std::span<DriverResult> parts);

}  // namespace potok::loadtest
