// The simulator in the ordinary test run: few seeds of every workload. tests/gates/sim.sh runs
// many, and the mutants.
#include <map>

#include "diagnostics/close_reason_text.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/sim/seed_run.hpp"
#include "tests/sim/world.hpp"

namespace potok::sim {

// Where GoogleTest looks for it: a workload prints as its name.
static void PrintTo(const Workload& workload, std::ostream* out) {
    *out << workload.name;
}

namespace {

constexpr std::uint64_t kSeeds = 25;

class EveryWorkload : public testing::TestWithParam<Workload> {};

TEST_P(EveryWorkload, KeepsItsPromisesWhateverTheNetworkDoes) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        const SeedResult result = run_seed(seed, GetParam());
        ASSERT_FALSE(result.failure)
            << *result.failure << "; replay: " << replay_line(seed, GetParam());
    }
}

TEST_P(EveryWorkload, LeavesTheSameTraceEachTime) {
    EXPECT_EQ(run_seed(7, GetParam()).trace, run_seed(7, GetParam()).trace);
}

TEST_P(EveryWorkload, LeavesAnotherTraceForAnotherSeed) {
    EXPECT_NE(run_seed(7, GetParam()).trace, run_seed(8, GetParam()).trace);
}

std::string name_of(const testing::TestParamInfo<Workload>& info) {
    return std::string(info.param.name);
}

INSTANTIATE_TEST_SUITE_P(Simulator, EveryWorkload,
                         testing::ValuesIn(workloads().begin(), workloads().end()), name_of);

// What the workloads are for: a limit that no world reaches is not tested.
TEST(Workloads, ReachEveryReasonForWhichAConnectionCanEnd) {
    const std::map<CloseReason, std::string_view> unreachable = {
        {CloseReason::io_error, "the simulated system refuses nothing for no reason"},
        {CloseReason::connect_failed, "likewise"},
        {CloseReason::linger_timeout, "a deadline that leaves the reason as it was"},
        {CloseReason::no_local_port, "the simulated system has ports without end"},
    };
    Endings reached;
    for (std::uint64_t seed = 1; seed <= 300; ++seed)
        reached |= run_seed(seed, workload_of(seed)).endings;
    for (std::size_t i = 0; i < kCloseReasonCount; ++i) {
        const auto reason = static_cast<CloseReason>(i);
        EXPECT_EQ(reached[i], !unreachable.contains(reason)) << close_reason_name(reason);
    }
}

TEST(SeedRun, NeighbouringSeedsHaveDifferentWorkloads) {
    EXPECT_NE(workload_of(1).name, workload_of(2).name);
    EXPECT_EQ(workload_of(1).name, workload_of(1 + workloads().size()).name);
}

TEST(SeedRun, AReplayLineNamesSeedAndWorkload) {
    EXPECT_EQ(replay_line(17, workloads()[0]),
              "potok_sim --workload echo_length_prefixed --seed 17");
}

TEST(SeedRun, AFailureIsToldAndTheNextWorldKnowsNothingOfIt) {
    const Workload failing{"failing", [](World& world) { world.fail("on purpose"); }};
    EXPECT_EQ(run_seed(1, failing).failure, "on purpose");
    EXPECT_EQ(run_seed(1, workloads()[0]).failure, std::nullopt);
}

}  // namespace
}  // namespace potok::sim
