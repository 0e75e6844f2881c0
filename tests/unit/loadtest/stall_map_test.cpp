#include "loadtest/stall_map.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;

const Instant kStart{Duration(123'456'789)};
constexpr Duration kTwoBuckets = Duration(2 << StallMap::kFirstWidthBits);

// A stall is never understated, and overstated by less than two buckets.
void expect_length(Duration measured, Duration exact, Duration two_buckets = kTwoBuckets) {
    EXPECT_GE(measured, exact);
    EXPECT_LT(measured, exact + two_buckets);
}

// One loop with something outstanding all the time, answered every `pace` except when told
// otherwise.
class Loop {
  public:
    explicit Loop(std::size_t buckets_max = StallMap::kBucketsMax) : map_(kStart, buckets_max) {}

    Loop& answered(Duration from, Duration to, Duration pace = 10ms) {
        map_.set_waiting(true, kStart + from);
        for (Duration at = from; at <= to; at += pace)
            map_.on_answer(kStart + at);
        return *this;
    }
    Loop& waiting(Duration at) {
        map_.set_waiting(true, kStart + at);
        return *this;
    }
    Loop& idle(Duration at) {
        map_.set_waiting(false, kStart + at);
        return *this;
    }
    Loop& frozen(Duration from, Duration to) {
        map_.excuse(kStart + from, kStart + to);
        return *this;
    }
    StallMap finished(Duration at) {
        map_.finish(kStart + at);
        return map_;
    }
    Stalls stalls(Duration end) { return finished(end).stalls(kStart + end); }

  private:
    StallMap map_;
};

TEST(StallMap, AServerThatAnswersAllTheTimeHasNoStall) {
    const Stalls stalls = Loop().answered(0s, 10s).stalls(10s);
    EXPECT_EQ(stalls.count, 0u);
    EXPECT_EQ(stalls.longest, 0ns);
}

TEST(StallMap, AFrozenServerIsOneStallOfItsLength) {
    const Stalls stalls = Loop().answered(0s, 3s).answered(5s, 6s).stalls(6s);
    EXPECT_EQ(stalls.count, 1u);
    expect_length(stalls.longest, 2s);
    EXPECT_NEAR(static_cast<double>(stalls.longest_at.count()), 3e9, 2e6);
}

TEST(StallMap, SilencesShorterThanTheLeastAreNoStalls) {
    const Stalls stalls = Loop().answered(0s, 1s).answered(1095ms, 2s).stalls(2s);
    EXPECT_EQ(stalls.count, 0u);
    EXPECT_EQ(Loop().answered(0s, 1s).answered(1100ms, 2s).stalls(2s).count, 1u);
}

TEST(StallMap, SeveralStallsAreCountedAndTheLongestKept) {
    const Stalls stalls = Loop()
                              .answered(0s, 1s)
                              .answered(1200ms, 2s)
                              .answered(2500ms, 3s)
                              .answered(3300ms, 4s)
                              .stalls(4s);
    EXPECT_EQ(stalls.count, 3u);
    expect_length(stalls.longest, 500ms);
    EXPECT_NEAR(static_cast<double>(stalls.longest_at.count()), 2e9, 2e6);
}

TEST(StallMap, SilenceWhileNobodyWaitsIsNoStall) {
    const Stalls stalls = Loop().answered(0s, 1s).idle(1s).answered(5s, 6s).stalls(6s);
    EXPECT_EQ(stalls.count, 0u);
}

TEST(StallMap, AWaitThatBeginsInSilenceCountsFromItsBeginning) {
    const Stalls stalls =
        Loop().answered(0s, 1s).idle(1s).waiting(3s).answered(3500ms, 4s).stalls(4s);
    EXPECT_EQ(stalls.count, 1u);
    expect_length(stalls.longest, 500ms);
}

TEST(StallMap, AWaitThatEndsWithoutAnAnswerEndsTheSilence) {
    EXPECT_EQ(Loop().waiting(1010ms).idle(1080ms).stalls(2s).count, 0u);
}

// The places of whole and half buckets, to check the count of buckets itself.
constexpr Duration bucket(double number) {
    return Duration(static_cast<Duration::rep>(number * (1 << StallMap::kFirstWidthBits)));
}

TEST(StallMap, BucketsAndEdgesAreCountedExactly) {
    const auto answered_at = [](Loop& loop, double number) -> Loop& {
        return loop.answered(bucket(number), bucket(number));
    };
    Loop between_answers;
    answered_at(answered_at(between_answers, 5), 200);
    EXPECT_EQ(between_answers.stalls(bucket(200)).longest, bucket(1 + 194 + 1));
    Loop from_idleness;
    answered_at(answered_at(from_idleness, 5).idle(bucket(5)).waiting(bucket(10)), 200);
    EXPECT_EQ(from_idleness.stalls(bucket(200)).longest, bucket(190 + 1));
    Loop around_a_standstill;
    answered_at(answered_at(around_a_standstill, 5).frozen(bucket(10.5), bucket(20.5)), 200);
    EXPECT_EQ(around_a_standstill.stalls(bucket(200)).longest, bucket(1 + 194 - 9 + 1));
    Loop told_later;
    answered_at(answered_at(told_later, 5), 200).idle(bucket(200));
    told_later.frozen(bucket(10.5), bucket(20.5));
    EXPECT_EQ(told_later.stalls(bucket(200)).longest, bucket(1 + 194 - 9 + 1));
}

TEST(StallMap, AnotherLoopsAnswersEndTheSilence) {
    StallMap map = Loop().answered(0s, 1s).answered(4s, 5s).finished(5s);
    map.merge(Loop().answered(0s, 5s).finished(5s));
    EXPECT_EQ(map.stalls(kStart + 5s).count, 0u);
}

TEST(StallMap, AnIdleLoopVouchesForNothing) {
    StallMap map = Loop().answered(0s, 1s).idle(1s).finished(5s);
    map.merge(Loop().answered(0s, 2s).answered(4s, 5s).finished(5s));
    const Stalls stalls = map.stalls(kStart + 5s);
    EXPECT_EQ(stalls.count, 1u);
    expect_length(stalls.longest, 2s);
}

TEST(StallMap, MergingIsTheSameInEitherDirection) {
    StallMap shorter = Loop().answered(0s, 1s).finished(1s);
    StallMap longer = Loop().answered(0s, 500ms).answered(2s, 3s).finished(3s);
    StallMap one = shorter;
    one.merge(longer);
    longer.merge(shorter);
    EXPECT_EQ(one.stalls(kStart + 3s).longest, longer.stalls(kStart + 3s).longest);
    expect_length(one.stalls(kStart + 3s).longest, 1s);
}

TEST(StallMap, OurOwnStandstillIsNotTheServersStall) {
    const Stalls stalls = Loop().answered(0s, 1s).frozen(1s, 3s).answered(3s, 4s).stalls(4s);
    EXPECT_EQ(stalls.count, 0u);
}

TEST(StallMap, OurOwnStandstillIsExcusedAlsoAfterTheWaitWasRecorded) {
    const Stalls stalls =
        Loop().answered(0s, 1s).idle(3s).frozen(1s, 3s).answered(3s, 4s).stalls(4s);
    EXPECT_EQ(stalls.count, 0u);
}

TEST(StallMap, AStandstillDoesNotCutTheServersStallInTwo) {
    const Stalls stalls =
        Loop().answered(0s, 1s).frozen(1900ms, 2100ms).answered(3s, 4s).stalls(4s);
    EXPECT_EQ(stalls.count, 1u);
    expect_length(stalls.longest, 1800ms, 2 * kTwoBuckets);
}

TEST(StallMap, ALoopThatRunsVouchesForTheSilenceOfAFrozenOne) {
    StallMap map = Loop().answered(0s, 1s).frozen(1s, 3s).answered(3s, 4s).finished(4s);
    map.merge(Loop().answered(0s, 1s).answered(3s, 4s).finished(4s));
    expect_length(map.stalls(kStart + 4s).longest, 2s);
}

TEST(StallMap, AStandstillOfOneLoopDoesNotCutItsStallWhenMergedIntoAnIdleOne) {
    StallMap map = Loop().finished(4s);
    map.merge(Loop().answered(0s, 1s).frozen(1900ms, 2100ms).answered(3s, 4s).finished(4s));
    EXPECT_EQ(map.stalls(kStart + 4s).count, 1u);
}

TEST(StallMap, AStandstillBeforeTheWaitLeavesTheWaitAlone) {
    const Stalls stalls = Loop().waiting(3s).frozen(1s, 2s).answered(4s, 5s).stalls(5s);
    expect_length(stalls.longest, 1s);
}

TEST(StallMap, AStandstillIsNoStallAtACoarseWidthEither) {
    Loop loop(1280);
    const StallMap map = loop.answered(0s, 30s).frozen(30s, 40s).answered(40s, 60s).finished(60s);
    EXPECT_GT(2 * map.bucket_width(), StallMap::kLeast);
    EXPECT_EQ(map.stalls(kStart + 60s).count, 0u);
}

TEST(StallMap, AJumpFarAheadKeepsWhatWasMarkedBefore) {
    Loop loop(1280);
    const StallMap map = loop.answered(0s, 300ms).answered(2s, 3s).finished(3s);
    EXPECT_EQ(map.stalls(kStart + 3s).count, 1u);
    expect_length(map.stalls(kStart + 3s).longest, 1700ms, 2 * map.bucket_width());
}

TEST(StallMap, AnInstantOfStandstillExcusesNothing) {
    EXPECT_EQ(Loop().waiting(0s).frozen(0s, 0s).stalls(1s).count, 1u);
    const Stalls stalls =
        Loop().answered(0s, 1s).frozen(1500ms, 1500ms).answered(2s, 3s).stalls(3s);
    expect_length(stalls.longest, 1s);
}

TEST(StallMap, WhatIsNeverAnsweredStallsUntilTheEndOfTheLoadOnly) {
    Loop loop;
    const StallMap map = loop.answered(0s, 9s).finished(15s);
    EXPECT_EQ(map.stalls(kStart + 10s).count, 1u);
    expect_length(map.stalls(kStart + 10s).longest, 1s);
}

TEST(StallMap, ALateAnswerAfterTheLoadStillMeasuresTheWholeStall) {
    Loop loop;
    const StallMap map = loop.answered(0s, 9s).answered(12s, 12s).finished(12s);
    expect_length(map.stalls(kStart + 10s).longest, 3s);
}

TEST(StallMap, ASilenceThatBeginsAfterTheLoadIsNoStall) {
    Loop loop;
    const StallMap map = loop.answered(0s, 10100ms).answered(12s, 12s).finished(12s);
    EXPECT_EQ(map.stalls(kStart + 10s).count, 0u);
}

TEST(StallMap, LongRunsStayWithinTheirMemoryAtACoarserWidth) {
    Loop loop(1280);  // 1.3 s at the first width
    const StallMap map = loop.answered(0s, 30s).answered(34s, 60s).finished(60s);
    EXPECT_EQ(map.bucket_width(), Duration(64 << 20));
    EXPECT_EQ(map.stalls(kStart + 60s).count, 1u);
    expect_length(map.stalls(kStart + 60s).longest, 4s, 2 * map.bucket_width());
}

TEST(StallMap, MapsOfDifferentWidthsMergeAtTheCoarser) {
    StallMap fine = Loop().answered(0s, 1s).answered(4s, 4s).finished(5s);
    StallMap coarse = Loop(1280).answered(0s, 1s).answered(4s, 20s).finished(20s);
    StallMap one = coarse;
    one.merge(fine);
    fine.merge(coarse);
    for (const StallMap& map : {one, fine}) {
        EXPECT_EQ(map.bucket_width(), coarse.bucket_width());
        expect_length(map.stalls(kStart + 20s).longest, 3s, 2 * map.bucket_width());
    }
}

TEST(StallMap, AnEmptyMapHasNoStalls) {
    EXPECT_EQ(Loop().stalls(0s).count, 0u);
    EXPECT_EQ(Loop().waiting(0s).stalls(0s).count, 0u);
}

TEST(StallMapDeathTest, ATimeBeforeTheStartIsAProgrammersError) {
    EXPECT_DEATH(StallMap(kStart).on_answer(kStart - 1ns), "assertion failed");
    EXPECT_DEATH(static_cast<void>(Loop().waiting(0s).finished(0s).stalls(kStart - 1s)),
                 "assertion failed");
}

// The exact answer for loops that always wait: the longest time between two answers of any loop.
TEST(StallMap, RandomRunsOfSeveralLoopsAreMeasuredWithinTheBound) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        SCOPED_TRACE(::testing::Message() << "seed " << seed);
        std::mt19937_64 random(seed);
        const std::size_t loops = 1 + random() % 4;
        std::vector<StallMap> maps(loops, StallMap(kStart));
        for (StallMap& map : maps)
            map.set_waiting(true, kStart);
        Duration now{};
        Duration longest{};
        for (int i = 0; i < 300; ++i) {
            const Duration pause(
                static_cast<Duration::rep>(random() % 2'000'000'000 >> random() % 20));
            now += pause;
            longest = std::max(longest, pause);
            maps[random() % loops].on_answer(kStart + now);
        }
        for (StallMap& map : maps)
            map.finish(kStart + now);
        for (std::size_t i = 1; i < loops; ++i)
            maps[0].merge(maps[i]);
        expect_length(maps[0].stalls(kStart + now).longest, longest);
    }
}

}  // namespace
}  // namespace potok::loadtest
