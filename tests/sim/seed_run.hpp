// SeedRun: one world from its seed to its end, and what came of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/sim/workload.hpp"
#include "tests/sim/world.hpp"

namespace potok::sim {

struct SeedResult {
    std::optional<std::string> failure;
    std::uint64_t trace = 0;
    Endings endings;
};

// The workload that a seed stands for where none is named: neighbours have different ones.
[[nodiscard]] const Workload& workload_of(std::uint64_t seed) noexcept;

// Runs the world; `printed`: with every event on stdout.
[[nodiscard]] SeedResult run_seed(std::uint64_t seed, const Workload& workload,
                                  bool printed = false);

// What a user types to see it again.
[[nodiscard]] std::string replay_line(std::uint64_t seed, const Workload& workload);

}  // namespace potok::sim
