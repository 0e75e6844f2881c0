#include "loadtest/fanout_spread.hpp"

#include <cstdlib>

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;

using Loops = std::vector<const FanoutSpread*>;

void record(FanoutSpread& spread, MessageName message, std::initializer_list<Duration> latencies) {
    for (const Duration latency : latencies)
        spread.record(message, latency);
}

// Three digits are what a histogram promises.
void expect_about(Duration found, Duration expected) {
    EXPECT_LE(std::abs((found - expected).count()), expected.count() / 1000)
        << found.count() << " ns, expected " << expected.count();
}

TEST(FanoutSpread, TellsTheFirstTheMedianAndTheLastReceiver) {
    FanoutSpread spread(5);
    record(spread, {0, 0}, {50ms, 10ms, 20ms, 90ms, 30ms});
    const auto figures = measure_spread(Loops{&spread}, 5);
    ASSERT_EQ(figures.first.count(), 1u);
    expect_about(figures.first.greatest(), 10ms);
    expect_about(figures.median.greatest(), 30ms);
    expect_about(figures.last.greatest(), 90ms);
    EXPECT_EQ(figures.incomplete, 0u);
    EXPECT_EQ(figures.one_of, 1u);
}

TEST(FanoutSpread, OfTwoInTheMiddleTheEarlierIsTheMedian) {
    FanoutSpread spread(4);
    record(spread, {0, 0}, {4s, 3s, 2s, 1s});
    expect_about(measure_spread(Loops{&spread}, 4).median.greatest(), 2s);
}

TEST(FanoutSpread, OneReceiverIsAllThree) {
    FanoutSpread spread(1);
    record(spread, {0, 0}, {7us});
    const auto figures = measure_spread(Loops{&spread}, 1);
    for (const Histogram* histogram : {&figures.first, &figures.median, &figures.last})
        expect_about(histogram->greatest(), 7us);
}

TEST(FanoutSpread, ReceiversOfAllLoopsCountTogether) {
    FanoutSpread one(2);
    FanoutSpread other(3);
    record(one, {0, 0}, {1ms, 50ms});
    record(one, {1, 0}, {2ms, 3ms});
    record(other, {1, 0}, {1ms, 4ms, 5ms});
    record(other, {0, 0}, {40ms, 2ms, 3ms});
    const auto figures = measure_spread(Loops{&one, &other}, 5);
    ASSERT_EQ(figures.first.count(), 2u);
    expect_about(figures.last.greatest(), 50ms);
    expect_about(figures.last.least(), 5ms);
    expect_about(figures.median.greatest(), 3ms);
}

TEST(FanoutSpread, AMessageThatDidNotReachEverybodyIsInNoFigure) {
    FanoutSpread one(2);
    FanoutSpread other(1);
    record(one, {0, 0}, {1ms, 1ms});
    record(other, {0, 1}, {1ms});
    record(one, {0, 2}, {1ms, 1ms});
    record(other, {0, 2}, {2ms});
    const auto figures = measure_spread(Loops{&one, &other}, 3);
    EXPECT_EQ(figures.first.count(), 1u);
    EXPECT_EQ(figures.last.count(), 1u);
    EXPECT_EQ(figures.incomplete, 2u);
}

TEST(FanoutSpread, WhenTheRowsRunOutAnEvenSampleIsKept) {
    constexpr std::uint32_t kMessages = 64 * 1024;
    constexpr std::size_t kRows = 1024;
    FanoutSpread spread(2, (2 + FanoutSpread::kArrivalsPerRow) * kRows);
    for (std::uint32_t i = 0; i < kMessages; ++i)
        record(spread, {i % 256, i / 256}, {Duration(1000), Duration(1000 + i)});
    const auto figures = measure_spread(Loops{&spread}, 2);
    EXPECT_GE(figures.one_of, kMessages / kRows);
    EXPECT_LE(figures.one_of, 4 * kMessages / kRows);
    EXPECT_GE(figures.last.count(), kRows / 4);
    EXPECT_LE(figures.last.count(), kRows);
    EXPECT_EQ(figures.incomplete, 0u);
    // As many of the first half as of the second.
    const Duration median = figures.last.percentile(50);
    EXPECT_GT(median, Duration(1000 + kMessages * 2 / 5));
    EXPECT_LT(median, Duration(1000 + kMessages * 3 / 5));
}

// Many messages to few receivers would take ten times the memory that their latencies do.
TEST(FanoutSpread, WhatARowTakesBesidesItsLatenciesCountsToo) {
    FanoutSpread spread(1, 1500);
    for (std::uint32_t i = 0; i < 1500; ++i)
        record(spread, {0, i}, {1ms});
    EXPECT_LE(measure_spread(Loops{&spread}, 1).last.count(), 100u);
}

// The loop that had to drop most decides: of what it kept, the others have everything.
TEST(FanoutSpread, LoopsOfUnequalRoomMeasureTheSameMessages) {
    FanoutSpread narrow(1, (1 + FanoutSpread::kArrivalsPerRow) * 64);
    FanoutSpread wide(1);
    for (std::uint32_t i = 0; i < 1000; ++i) {
        record(narrow, {0, i}, {1ms});
        record(wide, {0, i}, {2ms});
    }
    for (const Loops& loops : {Loops{&wide, &narrow}, Loops{&narrow, &wide}}) {
        const auto figures = measure_spread(loops, 2);
        EXPECT_GE(figures.one_of, 16u);
        EXPECT_GT(figures.last.count(), 0u);
        EXPECT_LE(figures.last.count(), 64u);
        EXPECT_EQ(figures.incomplete, 0u);
    }
}

TEST(FanoutSpread, NothingRecordedIsNothingMeasured) {
    const FanoutSpread spread(3);
    const auto figures = measure_spread(Loops{&spread}, 3);
    EXPECT_EQ(figures.first.count(), 0u);
    EXPECT_EQ(figures.incomplete, 0u);
}

}  // namespace
}  // namespace potok::loadtest
