#include "loadtest/collect_result.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/loadtest/printers.hpp"

namespace potok::loadtest {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

LoadPlan plan_of(std::uint32_t connections) {
    LoadPlan plan;
    plan.target = std::move(parse_endpoint("lp://127.0.0.1:1", EndpointUse::target)).value();
    plan.connections = connections;
    plan.total_rate = 20;
    return plan;
}

TEST(CollectResult, AddsUpWhatTheLoopsFound) {
    std::vector<DriverResult> parts(2);
    for (DriverResult& part : parts) {
        part.held = 4;
        part.unsent = 2;
        part.listened = milliseconds(300);
        part.messages.sent = 10;
        part.messages.ok = 9;
        part.messages.lost = 1;
        part.losses.add(ConnectionLosses::Phase::load, CloseReason::reset);
        part.latency.record(milliseconds(3));
        part.latency_raw.record(milliseconds(2));
    }
    parts[1].listened = milliseconds(250);
    const RunResult result =
        collect_result(plan_of(10), default_thresholds(),
                       {.established = 10, .load_start = {}, .load_end = {}}, parts);
    EXPECT_EQ(result.connections.established, 10u);
    EXPECT_EQ(result.connections.held, 8u);
    EXPECT_EQ(result.connections.minimum, 8u);
    EXPECT_EQ(result.connections.losses.of(ConnectionLosses::Phase::load, CloseReason::reset), 2u);
    EXPECT_EQ(result.messages.sent, 20u);
    EXPECT_EQ(result.messages.lost, 2u);
    EXPECT_EQ(result.unsent, 4u);
    EXPECT_EQ(result.listened, milliseconds(250)) << "what all of them did";
    EXPECT_EQ(result.latency.count(), 2u);
    EXPECT_EQ(result.latency_raw.greatest(), milliseconds(2));
    EXPECT_EQ(result.request.rate, 2.0);
    EXPECT_EQ(result.loops.size(), 2u);
}

TEST(CollectResult, AStallIsOneThatNoLoopSawAnAnswerIn) {
    const Instant start = Clock::now();
    std::vector<DriverResult> parts(2);
    for (DriverResult& part : parts) {
        part.stalls.emplace(start);
        part.stalls->set_waiting(true, start);
    }
    parts[0].stalls->on_answer(start + milliseconds(300));
    for (DriverResult& part : parts) {
        part.stalls->on_answer(start + milliseconds(900));
        part.stalls->finish(start + milliseconds(950));
    }
    const RunResult result = collect_result(
        plan_of(2), {}, {.load_start = start, .load_end = start + seconds(1)}, parts);
    EXPECT_EQ(result.stalls.count, 2u) << "one loop's answer ends the stall of all";
    EXPECT_EQ(result.load_took, seconds(1));
}

TEST(CollectResult, ARunThatNeverBeganHasNoLoad) {
    std::vector<DriverResult> parts(1);
    const RunResult result =
        collect_result(plan_of(2), {}, {.load_start = {}, .load_end = {}}, parts);
    EXPECT_EQ(result.load_took, Duration::zero());
    EXPECT_EQ(result.stalls.count, 0u);
}

// Two loops of one connection each, which sent one message each; one did not come back to loop 1.
TEST(CollectResult, OfAFanoutTheDeliveriesOfAllLoopsAreCountedTogether) {
    LoadPlan plan = plan_of(2);
    plan.fanout = true;
    std::vector<DriverResult> parts(2);
    for (std::uint32_t i = 0; i < 2; ++i) {
        FanoutRecord& record = parts[i].fanout.emplace(i, 2, 2);
        record.sent[i] = 1;
        parts[i].messages.sent = 1;
        static_cast<void>(record.book.settle(
            0, {.kind = Verification::Kind::intact, .name = {0, 0}, .difference = {}}));
    }
    static_cast<void>(parts[0].fanout->book.settle(
        0, {.kind = Verification::Kind::intact, .name = {1, 0}, .difference = {}}));
    const RunResult result = collect_result(plan, {}, {.load_start = {}, .load_end = {}}, parts);
    EXPECT_EQ(result.messages, (MessageCounts{.sent = 2, .ok = 3, .lost = 1}));
    ASSERT_TRUE(result.fanout);
    EXPECT_EQ(result.fanout->expected, 4u);
    const std::optional<FaultExample>& lost = result.faults.first(Fault::lost);
    ASSERT_TRUE(lost);
    EXPECT_EQ(lost->connection, 1u);
    EXPECT_EQ(lost->message, (MessageName{1, 0}));
    EXPECT_EQ(lost->since_start, milliseconds(50)) << "the second of 20 a second";
}

}  // namespace
}  // namespace potok::loadtest
