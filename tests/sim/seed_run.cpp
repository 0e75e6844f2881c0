#include "tests/sim/seed_run.hpp"

#include <memory>

namespace potok::sim {

const Workload& workload_of(std::uint64_t seed) noexcept {
    return workloads()[seed % workloads().size()];
}

SeedResult run_seed(std::uint64_t seed, const Workload& workload, bool printed) {
    auto world = std::make_unique<World>(seed, printed);
    try {
        workload.run(*world);
        return {std::nullopt, world->trace.hash(), world->endings()};
    } catch (const WorldFailure& failure) {
        const std::uint64_t trace = world->trace.hash();
        // Abandoned as it stands: loops are suspended in it that nobody can unwind.
        World::abandon(std::move(world));
        return {failure.text, trace, {}};
    }
}

std::string replay_line(std::uint64_t seed, const Workload& workload) {
    return "potok_sim --workload " + std::string(workload.name) + " --seed " + std::to_string(seed);
}

}  // namespace potok::sim
