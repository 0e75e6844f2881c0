// CompressionTurns: everybody has a turn before anybody has a second, however many are new.
#include "protocol/session/compression_turns.hpp"

#include <array>
#include <string>
#include <vector>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

constexpr std::size_t kWhole = CompressionTurns::kWorkMax;

// In each iteration of the loop everybody asks, in the same order, and each has work for a whole
// one.
TEST(CompressionTurns, EverybodyHasATurnBeforeAnybodyHasASecond) {
    CompressionTurns turns;
    std::array<std::uint8_t, 4> rounds{};
    std::string served;
    for (std::uint64_t iteration = 1; served.size() < 12; ++iteration) {
        ASSERT_LT(iteration, 30u);
        for (std::size_t i = 0; i < rounds.size(); ++i) {
            if (!turns.admits(iteration, rounds[i])) continue;
            rounds[i] = turns.round();
            served += static_cast<char>('a' + i);
            EXPECT_TRUE(turns.has_time());
            turns.add(kWhole);
            EXPECT_FALSE(turns.has_time());
        }
    }
    EXPECT_EQ(served, "abcdabcdabcd");
}

TEST(CompressionTurns, WhoHasNoWorkIsPutOffOnlyWhereThereIsNoTime) {
    CompressionTurns turns;
    EXPECT_TRUE(turns.admits(1, 0));
    EXPECT_TRUE(turns.admits(1, 0));
    turns.add(kWhole);
    EXPECT_FALSE(turns.admits(1, 0));
    EXPECT_FALSE(turns.has_time(1));
    EXPECT_TRUE(turns.has_time(2));
    EXPECT_TRUE(turns.admits(2, 0));
}

TEST(CompressionTurns, NewcomersHoweverManyKeepNobodyFromTheirTurn) {
    CompressionTurns turns;
    std::uint8_t resident = turns.round();
    std::vector<std::uint8_t> newcomers;  // those who wait, the newest first to ask
    std::uint64_t turns_of_resident = 0;
    std::uint64_t last_turn = 0;
    for (std::uint64_t iteration = 1; iteration <= 200; ++iteration) {
        newcomers.insert(newcomers.begin(), turns.round());
        for (auto newcomer = newcomers.begin(); newcomer != newcomers.end();) {
            if (!turns.admits(iteration, *newcomer)) {
                ++newcomer;
                continue;
            }
            turns.add(kWhole);
            newcomer = newcomers.erase(newcomer);
        }
        if (!turns.admits(iteration, resident)) continue;
        resident = turns.round();
        turns.add(kWhole);
        ++turns_of_resident;
        last_turn = iteration;
    }
    EXPECT_GE(turns_of_resident, 5u);
    EXPECT_GE(last_turn, 100u) << "more come than can be served, and it still has its turns";
}

TEST(CompressionTurns, WorkIsWhatGoesInAndWhatComesOut) {
    EXPECT_EQ(CompressionTurns::inflating_work(0, 0), 0u);
    EXPECT_EQ(CompressionTurns::inflating_work(10, 1000), 1080u);
}

}  // namespace
}  // namespace potok
