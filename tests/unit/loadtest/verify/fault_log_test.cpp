#include "loadtest/verify/fault_log.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;

FaultExample example(Fault fault, Duration since_start, std::uint32_t connection = 1) {
    return {.fault = fault,
            .connection = connection,
            .since_start = since_start,
            .message = MessageName{connection, 9},
            .difference = {}};
}

TEST(FaultLog, KeepsTheEarliestOfEachKind) {
    FaultLog log;
    log.note(example(Fault::lost, 5s));
    log.note(example(Fault::lost, 3s, 2));
    log.note(example(Fault::lost, 4s));
    log.note(example(Fault::corrupted, 7s));
    EXPECT_EQ(log.first(Fault::lost), example(Fault::lost, 3s, 2));
    EXPECT_EQ(log.first(Fault::corrupted), example(Fault::corrupted, 7s));
    EXPECT_EQ(log.first(Fault::duplicated), std::nullopt);
}

TEST(FaultLog, OfTwoAtTheSameTimeTheFirstNotedStays) {
    FaultLog log;
    log.note(example(Fault::lost, 3s, 1));
    log.note(example(Fault::lost, 3s, 2));
    EXPECT_EQ(log.first(Fault::lost)->connection, 1u);
}

TEST(FaultLog, MergingKeepsTheEarliestOfAllLoops) {
    FaultLog one;
    one.note(example(Fault::lost, 5s));
    one.note(example(Fault::foreign, 1s));
    FaultLog other;
    other.note(example(Fault::lost, 2s, 2));
    other.note(example(Fault::foreign, 8s, 2));
    other.note(example(Fault::misdelivered, 9s, 2));
    one.merge(other);
    EXPECT_EQ(one.first(Fault::lost)->connection, 2u);
    EXPECT_EQ(one.first(Fault::foreign)->connection, 1u);
    EXPECT_EQ(one.first(Fault::misdelivered)->connection, 2u);
    EXPECT_EQ(one.first(Fault::reordered), std::nullopt);
}

}  // namespace
}  // namespace potok::loadtest
