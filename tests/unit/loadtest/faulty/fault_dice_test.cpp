#include "loadtest/faulty/fault_dice.hpp"

#include <map>
#include <set>

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

constexpr std::uint64_t kSeed = 20'240'601;

using Tally = std::map<std::optional<FaultKind>, int>;

Tally tally(const FaultDice& dice, std::uint64_t connections, std::uint64_t messages) {
    Tally counts;
    for (std::uint64_t connection = 0; connection < connections; ++connection) {
        for (std::uint64_t message = 0; message < messages; ++message)
            ++counts[dice.fault_of({connection, message})];
    }
    return counts;
}

// Five standard deviations: once in two million seeds, and the seed is fixed.
void expect_share(int hits, int throws, double percent) {
    const double expected = throws * percent / 100;
    EXPECT_NEAR(hits, expected, 5 * std::sqrt(expected) + 1) << "seed " << kSeed;
}

TEST(FaultDice, WithoutFaultsEveryMessageIsSpared) {
    EXPECT_EQ(tally(FaultDice({}, kSeed), 100, 100), (Tally{{std::nullopt, 10'000}}));
}

TEST(FaultDice, EachFaultHasItsShare) {
    const FaultPlan plan{.drop_percent = 1,
                         .flip_percent = 0.5,
                         .duplicate_percent = 2,
                         .swap_percent = 3,
                         .misdeliver_percent = 4,
                         .truncate_percent = 5};
    const Tally counts = tally(FaultDice(plan, kSeed), 200, 500);
    expect_share(counts.at(FaultKind::drop), 100'000, 1);
    expect_share(counts.at(FaultKind::flip), 100'000, 0.5);
    expect_share(counts.at(FaultKind::duplicate), 100'000, 2);
    expect_share(counts.at(FaultKind::swap), 100'000, 3);
    expect_share(counts.at(FaultKind::misdeliver), 100'000, 4);
    expect_share(counts.at(FaultKind::truncate), 100'000, 5);
    EXPECT_EQ(counts.size(), 7u);
}

TEST(FaultDice, AHundredPercentIsAll) {
    EXPECT_EQ(tally(FaultDice({.flip_percent = 100}, kSeed), 100, 100),
              (Tally{{FaultKind::flip, 10'000}}));
    EXPECT_EQ(tally(FaultDice({.drop_percent = 60, .swap_percent = 40}, kSeed), 100, 100).size(),
              2u);
}

TEST(FaultDice, ConnectionsAreChosenEachForItself) {
    const FaultDice dice({.refuse_percent = 50, .close_percent = 10}, kSeed);
    int refused = 0;
    int closed = 0;
    int both = 0;
    for (std::uint64_t connection = 0; connection < 10'000; ++connection) {
        refused += dice.refuses(connection) ? 1 : 0;
        closed += dice.closes(connection) ? 1 : 0;
        both += dice.refuses(connection) && dice.closes(connection) ? 1 : 0;
    }
    expect_share(refused, 10'000, 50);
    expect_share(closed, 10'000, 10);
    expect_share(both, 10'000, 5);
}

TEST(FaultDice, WithoutAShareNoConnectionIsChosen) {
    const FaultDice dice({}, kSeed);
    for (std::uint64_t connection = 0; connection < 1000; ++connection)
        EXPECT_FALSE(dice.refuses(connection) || dice.closes(connection));
}

TEST(FaultDice, TheSameSeedDecidesTheSameAndAnotherOneDoesNot) {
    const FaultPlan plan{.drop_percent = 50};
    const FaultDice first(plan, kSeed);
    const FaultDice again(plan, kSeed);
    const FaultDice other(plan, kSeed + 1);
    int same_as_other = 0;
    for (std::uint64_t message = 0; message < 1000; ++message) {
        const MessagePlace place{7, message};
        EXPECT_EQ(first.fault_of(place), again.fault_of(place));
        EXPECT_EQ(first.choose(place, 1000), again.choose(place, 1000));
        same_as_other += first.fault_of(place) == other.fault_of(place) ? 1 : 0;
    }
    EXPECT_LT(same_as_other, 700);
}

TEST(FaultDice, NeighboursAreNotAlike) {
    const FaultDice dice({.drop_percent = 50}, kSeed);
    int same_as_next_connection = 0;
    int same_as_next_message = 0;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        const auto fault = dice.fault_of({i, i});
        same_as_next_connection += fault == dice.fault_of({i + 1, i}) ? 1 : 0;
        same_as_next_message += fault == dice.fault_of({i, i + 1}) ? 1 : 0;
    }
    EXPECT_NEAR(same_as_next_connection, 500, 80);
    EXPECT_NEAR(same_as_next_message, 500, 80);
}

TEST(FaultDice, AChoiceReachesEveryNumberBelowItsBound) {
    const FaultDice dice({}, kSeed);
    std::set<std::uint64_t> chosen;
    for (std::uint64_t message = 0; message < 1000; ++message)
        chosen.insert(dice.choose({0, message}, 8));
    EXPECT_EQ(chosen, (std::set<std::uint64_t>{0, 1, 2, 3, 4, 5, 6, 7}));
    EXPECT_EQ(dice.choose({0, 0}, 1), 0u);
}

}  // namespace
}  // namespace potok::loadtest
