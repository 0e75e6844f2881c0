#include "loadtest/threshold_check.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;

Threshold threshold(std::string_view text) {
    return parse_threshold(text).value();
}

RunResult a_run() {
    RunResult result;
    result.request.connections = 200;
    result.load_took = 10s;
    result.connections.established = 200;
    result.connections.held = 190;
    result.connections.minimum = 150;
    for (int i = 0; i < 7; ++i) {
        result.connections.losses.add(ConnectionLosses::Phase::load, CloseReason::reset);
    }
    result.connections.losses.add(ConnectionLosses::Phase::ramp, CloseReason::reset);
    result.messages = {.sent = 1063,
                       .ok = 1000,
                       .lost = 1,
                       .duplicated = 2,
                       .reordered = 4,
                       .corrupted = 8,
                       .misdelivered = 16,
                       .foreign = 32};
    result.unsent = 64;
    result.stalls = {.count = 3, .longest = 250ms, .longest_at = 1s};
    for (int i = 1; i <= 100; ++i)
        result.latency.record(1ms * i);
    for (int i = 1; i <= 100; ++i)
        result.latency_raw.record(1us * i);
    return result;
}

TEST(ThresholdCheck, EachMetricHasItsValue) {
    struct Case {
        std::string_view text;
        double measured;
    };
    const RunResult result = a_run();
    for (const Case& c : {
             Case{"established==100%", 100}, Case{"held==100%", 95},
             Case{"minimum==100%", 75},      Case{"lost_connections==0", 7},
             Case{"sent==0", 1063},          Case{"received==0", 1000 + 2 + 4 + 8 + 16 + 32},
             Case{"rate>1/s", 100},          Case{"lost==0", 1},
             Case{"duplicated==0", 2},       Case{"reordered==0", 4},
             Case{"corrupted==0", 8},        Case{"misdelivered==0", 16},
             Case{"foreign==0", 32},         Case{"unsent==0", 64},
             Case{"errors==0", 127 + 8},     Case{"stall<1s", 250e6},
             Case{"stalls==0", 3},           Case{"min<1s", 1e6},
             Case{"mean<1s", 50.5e6},        Case{"max<1s", 100e6},
             Case{"raw.min<1s", 1e3},        Case{"raw.max<1s", 100e3},
         }) {
        EXPECT_EQ(measured_for(threshold(c.text), result), c.measured) << c.text;
    }
}

TEST(ThresholdCheck, PercentilesAreThoseOfTheHistogram) {
    const RunResult result = a_run();
    EXPECT_NEAR(*measured_for(threshold("p50<1s"), result), 50e6, 50e6 / 1024);
    EXPECT_NEAR(*measured_for(threshold("p99<1s"), result), 99e6, 99e6 / 1024);
    EXPECT_EQ(measured_for(threshold("p100<1s"), result), 100e6);
    EXPECT_NEAR(*measured_for(threshold("raw.p99<1s"), result), 99e3, 99e3 / 1024);
}

TEST(ThresholdCheck, WhatWasNotMeasuredHoldsNoThreshold) {
    RunResult result;
    for (const std::string_view text : {"p99<1s", "p99>0s", "max<=1h", "mean<1s", "min<1s",
                                        "raw.p99<1s", "held==100%", "held<=100%", "minimum>=0%"}) {
        result.request.thresholds = {threshold(text)};
        const std::vector<ThresholdOutcome> outcomes = check_thresholds(result);
        ASSERT_EQ(outcomes.size(), 1u);
        EXPECT_EQ(outcomes[0].measured, std::nullopt) << text;
        EXPECT_FALSE(outcomes[0].held) << text;
    }
}

TEST(ThresholdCheck, OutcomesComeInTheOrderOfTheThresholds) {
    RunResult result = a_run();
    result.request.thresholds = {threshold("lost==0"), threshold("stall<1s"), threshold("lost<=1")};
    const std::vector<ThresholdOutcome> outcomes = check_thresholds(result);
    ASSERT_EQ(outcomes.size(), 3u);
    EXPECT_FALSE(outcomes[0].held);
    EXPECT_TRUE(outcomes[1].held);
    EXPECT_TRUE(outcomes[2].held);
    EXPECT_EQ(outcomes[2].threshold.text, "lost<=1");
}

TEST(ThresholdCheck, AllOfAThousandIsExactlyAHundredPercent) {
    RunResult result;
    for (std::uint64_t connections = 1; connections < 3000; ++connections) {
        result.request.connections = connections;
        result.connections.held = connections;
        ASSERT_EQ(measured_for(threshold("held==100%"), result), 100.0);
        result.connections.held = connections - 1;
        ASSERT_LT(measured_for(threshold("held==100%"), result), 100.0);
    }
}

}  // namespace
}  // namespace potok::loadtest
