#include "loadtest/schedule.hpp"

#include <cmath>
#include <limits>
#include <set>

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;

const Instant kStart{Duration(987'654'321)};

TEST(Schedule, OneMessageASecondIsDueEachSecond) {
    const Schedule schedule(1, 1, kStart);
    for (std::uint64_t number = 0; number < 10; ++number) {
        EXPECT_EQ(schedule.due_at(0, number), kStart + std::chrono::seconds(number));
    }
}

TEST(Schedule, ConnectionsTakeTurnsAtAnEvenPace) {
    const Schedule schedule(4, 4, kStart);
    EXPECT_EQ(schedule.due_at(0, 0), kStart);
    EXPECT_EQ(schedule.due_at(1, 0), kStart + 250ms);
    EXPECT_EQ(schedule.due_at(3, 0), kStart + 750ms);
    EXPECT_EQ(schedule.due_at(0, 1), kStart + 1s);
    EXPECT_EQ(schedule.due_at(3, 2), kStart + 2750ms);
}

TEST(Schedule, NoTwoMessagesAreDueTogether) {
    const Schedule schedule(1500, 1500, kStart);
    std::set<Instant> times;
    for (std::uint32_t connection = 0; connection < 1500; ++connection) {
        for (std::uint64_t number = 0; number < 3; ++number) {
            times.insert(schedule.due_at(connection, number));
        }
    }
    EXPECT_EQ(times.size(), 4500u);
}

// The reference counts in whole numbers, which a rate of n per 7 s allows.
TEST(Schedule, TimesAreRightToTheNanosecondAfterADay) {
    for (const std::uint64_t per_seven_seconds : {3u, 7u, 1000u, 699'999u}) {
        const double rate = static_cast<double>(per_seven_seconds) / 7;
        const Schedule schedule(rate, 1, kStart);
        const std::uint64_t day = 86'400 * per_seven_seconds / 7;
        for (const std::uint64_t number : {day / 3, day - 1, day}) {
            const std::uint64_t exact =
                number / per_seven_seconds * 7'000'000'000 +
                number % per_seven_seconds * 7'000'000'000 / per_seven_seconds;
            const Duration due = schedule.due_at(0, number) - kStart;
            EXPECT_LE(std::abs(due.count() - static_cast<Duration::rep>(exact)), 1)
                << per_seven_seconds << ", " << number;
        }
    }
}

TEST(Schedule, TheGapBetweenMessagesNeverDriftsFromItsPeriod) {
    const Schedule schedule(3, 1, kStart);
    for (std::uint64_t number = 0; number < 300'000; number += 997) {
        const Duration gap = schedule.due_at(0, number + 1) - schedule.due_at(0, number);
        EXPECT_NEAR(static_cast<double>(gap.count()), 1e9 / 3, 1.0);
    }
}

TEST(Schedule, WhatIsDueAgreesWithWhenItIsDueToTheNanosecond) {
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        std::mt19937_64 random(seed);
        const auto connections = static_cast<std::uint32_t>(1 + random() % 3000);
        const double rate =
            connections * std::exp(std::uniform_real_distribution<>(-6.9, 11.5)(random));
        const Schedule schedule(rate, connections, kStart);
        const auto connection = static_cast<std::uint32_t>(random() % connections);
        const std::uint64_t number = random() % 100'000;
        const Instant due = schedule.due_at(connection, number);
        ASSERT_EQ(schedule.due_by(connection, due), number + 1) << "seed " << seed;
        ASSERT_EQ(schedule.due_by(connection, due - 1ns), number) << "seed " << seed;
    }
}

TEST(Schedule, NothingIsDueBeforeTheStart) {
    const Schedule schedule(10, 2, kStart);
    EXPECT_EQ(schedule.due_by(0, kStart - 1s), 0u);
    EXPECT_EQ(schedule.due_by(0, kStart), 1u);
    EXPECT_EQ(schedule.due_by(1, kStart), 0u);
    EXPECT_EQ(schedule.planned_before(kStart - 1s), 0u);
    EXPECT_EQ(schedule.planned_before(kStart), 0u);
}

TEST(Schedule, ThePlanIsTheSumOfWhatEachConnectionOwes) {
    for (const double rate : {0.7, 7.0, 1234.5}) {
        const Schedule schedule(rate, 7, kStart);
        for (const Duration length :
             {Duration(1), Duration(1s), Duration(10s), Duration(12345ms)}) {
            std::uint64_t owed = 0;
            for (std::uint32_t connection = 0; connection < 7; ++connection) {
                owed += schedule.due_by(connection, kStart + length - 1ns);
            }
            EXPECT_EQ(schedule.planned_before(kStart + length), owed) << rate;
        }
    }
    EXPECT_EQ(Schedule(1500, 1500, kStart).planned_before(kStart + 30s), 45'000u);
}

TEST(Schedule, RatesOutsideTheLimitsAreImpossible) {
    EXPECT_TRUE(Schedule::is_possible(0.001, 1));
    EXPECT_TRUE(Schedule::is_possible(1e8, 1000));
    EXPECT_FALSE(Schedule::is_possible(0.0009, 1));
    EXPECT_FALSE(Schedule::is_possible(0.5, 1000));
    EXPECT_FALSE(Schedule::is_possible(100'001, 1));
    EXPECT_FALSE(Schedule::is_possible(0, 1));
    EXPECT_FALSE(Schedule::is_possible(-1, 1));
    EXPECT_FALSE(Schedule::is_possible(1, 0));
    EXPECT_FALSE(Schedule::is_possible(std::numeric_limits<double>::quiet_NaN(), 1));
    EXPECT_FALSE(Schedule::is_possible(std::numeric_limits<double>::infinity(), 1));
}

TEST(ScheduleDeathTest, AnImpossibleScheduleIsAProgrammersError) {
    EXPECT_DEATH(Schedule(0, 1, kStart), "assertion failed");
    EXPECT_DEATH(static_cast<void>(Schedule(1, 1, kStart).due_at(1, 0)), "assertion failed");
}

}  // namespace
}  // namespace potok::loadtest
