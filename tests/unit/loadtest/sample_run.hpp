// A run of 1500 connections for 10 s in which everything went well: tests spoil what they are
// about.
#pragma once

#include <string_view>

#include "loadtest/run_result.hpp"

namespace potok::loadtest {

inline RunResult good_run(std::initializer_list<std::string_view> thresholds = {
                              "held==100%", "lost==0", "stall<1s"}) {
    using namespace std::chrono_literals;
    RunResult result;
    result.request.target = "lp://127.0.0.1:9002";
    result.request.connections = 1500;
    result.request.rate = 1.0;
    result.request.duration = 10s;
    result.request.grace = 5s;
    result.request.seed = 42;
    result.request.threads = 2;
    for (const std::string_view text : thresholds) {
        result.request.thresholds.push_back(parse_threshold(text).value());
    }
    result.version = "0.1.0";
    result.started_at = "2025-01-02T03:04:05Z";
    result.ramp_took = 400ms;
    result.load_took = 10s;
    result.connections.established = 1500;
    result.connections.held = 1500;
    result.connections.minimum = 1500;
    result.messages = {.sent = 15'000, .ok = 15'000};
    result.listened = 250ms;
    result.latency.record(2ms, 14'900);
    result.latency.record(30ms, 100);
    result.latency_raw.record(1ms, 15'000);
    result.late_after = 10ms;
    HealthRecord loop;
    loop.sends = 7'500;
    loop.longest_late = 1ms;
    loop.ran = 10s;
    loop.longest_lag = 2ms;
    loop.cpu = 1s;
    result.loops = {loop, loop};
    return result;
}

// The same of a broadcast to 100 connections: 200 messages, each with all its deliveries.
inline RunResult good_fanout() {
    using namespace std::chrono_literals;
    RunResult result = good_run();
    result.request.connections = 100;
    result.connections.established = result.connections.held = result.connections.minimum = 100;
    FanoutFigures fanout;
    fanout.counts = {.sent = 200, .ok = 20'000};
    fanout.expected = 20'000;
    fanout.spread.first.record(1ms, 200);
    fanout.spread.median.record(2ms, 200);
    fanout.spread.last.record(30ms, 200);
    result.messages = fanout.counts;
    result.fanout = fanout;
    return result;
}

}  // namespace potok::loadtest
