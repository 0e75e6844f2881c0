// Chance and time: what makes a seed a world.
#include "tests/sim/random.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/sim/faults.hpp"
#include "tests/sim/schedule.hpp"
#include "tests/sim/trace.hpp"

namespace potok::sim {
namespace {

TEST(Random, IsTheSameEverywhereForASeed) {
    Random random(1);
    EXPECT_EQ(random.next(), 0x910A2DEC89025CC1u);
    EXPECT_EQ(random.next(), 0xBEEB8DA1658EEC67u);
}

TEST(Random, StaysWithinItsBoundsAndReachesThem) {
    Random random(2);
    bool first = false;
    bool last = false;
    for (int i = 0; i < 1000; ++i) {
        const std::size_t drawn = random.between(3, 7);
        ASSERT_TRUE(drawn >= 3 && drawn <= 7);
        first |= drawn == 3;
        last |= drawn == 7;
    }
    EXPECT_TRUE(first && last);
}

TEST(Random, MostlySmallIsOftenSmallAndSometimesLarge) {
    Random random(3);
    int small = 0;
    int large = 0;
    for (int i = 0; i < 1000; ++i) {
        const std::size_t drawn = random.mostly_small(1000);
        ASSERT_TRUE(drawn >= 1 && drawn <= 1000);
        small += drawn <= 8 ? 1 : 0;
        large += drawn > 200 ? 1 : 0;
    }
    EXPECT_GT(small, 300);
    EXPECT_GT(large, 50);
    EXPECT_EQ(random.mostly_small(1), 1u);
}

TEST(Faults, LeaveSomeWorldsCalmAndOthersNot) {
    int calm = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Random random(seed);
        calm += Faults::draw(random).partial_send == 0 ? 1 : 0;
    }
    EXPECT_GT(calm, 5);
    EXPECT_LT(calm, 95);
}

TEST(Schedule, KeepsTheOrderOfTimeAndThenOfAsking) {
    Schedule schedule;
    std::string done;
    schedule.at(Instant(Duration(2)), [&] { done += 'c'; });
    schedule.at(Instant(Duration(1)), [&] { done += 'a'; });
    schedule.at(Instant(Duration(1)), [&] { done += 'b'; });
    EXPECT_EQ(schedule.next(), Instant(Duration(1)));
    while (schedule.next())
        schedule.do_next();
    EXPECT_EQ(done, "abc");
}

TEST(Trace, DiffersInTimeNameAndFigures) {
    const auto hash_of = [](Instant when, std::string_view what, std::uint64_t figure) {
        Trace trace(false);
        trace.note(when, what, figure);
        return trace.hash();
    };
    const std::uint64_t hash = hash_of(Instant(Duration(1)), "send", 1);
    EXPECT_EQ(hash_of(Instant(Duration(1)), "send", 1), hash);
    EXPECT_NE(hash_of(Instant(Duration(2)), "send", 1), hash);
    EXPECT_NE(hash_of(Instant(Duration(1)), "sent", 1), hash);
    EXPECT_NE(hash_of(Instant(Duration(1)), "send", 2), hash);
}

}  // namespace
}  // namespace potok::sim
