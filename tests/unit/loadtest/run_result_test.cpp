#include "loadtest/run_result.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;

TEST(RunResult, OnlyRightAnswersMakeTheRate) {
    RunResult result;
    result.messages = {.sent = 100, .ok = 50, .lost = 20, .reordered = 10, .corrupted = 20};
    result.load_took = 500ms;
    EXPECT_DOUBLE_EQ(answered_per_second(result), 100);
    result.load_took = 0s;
    EXPECT_EQ(answered_per_second(result), 0);
}

TEST(RunResult, FaultsOfMessagesAreAllTheirKindsAndTheUnsent) {
    RunResult result;
    result.messages = {.sent = 100,
                       .ok = 50,
                       .lost = 1,
                       .duplicated = 2,
                       .reordered = 4,
                       .corrupted = 8,
                       .misdelivered = 16,
                       .foreign = 32};
    result.unsent = 64;
    EXPECT_EQ(message_faults(result), 127u);
    EXPECT_EQ(message_faults(RunResult()), 0u);
}

TEST(RunResult, AMessageHasOneArrivalOrOneAtEveryConnection) {
    RunResult result;
    result.messages.sent = 10;
    EXPECT_EQ(expected_arrivals(result), 10u);
    result.fanout.emplace().expected = 200;
    EXPECT_EQ(expected_arrivals(result), 200u);
}

}  // namespace
}  // namespace potok::loadtest
