#include "loadtest/connection_losses.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using Phase = ConnectionLosses::Phase;

TEST(ConnectionLosses, CountsEachReasonInItsPhase) {
    ConnectionLosses losses;
    losses.add(Phase::ramp, CloseReason::connect_refused);
    losses.add(Phase::load, CloseReason::reset);
    losses.add(Phase::load, CloseReason::reset);
    losses.add(Phase::load, CloseReason::no_descriptors);
    EXPECT_EQ(losses.of(Phase::ramp, CloseReason::connect_refused), 1u);
    EXPECT_EQ(losses.of(Phase::load, CloseReason::connect_refused), 0u);
    EXPECT_EQ(losses.of(Phase::load, CloseReason::reset), 2u);
    EXPECT_EQ(losses.of(Phase::ramp), 1u);
    EXPECT_EQ(losses.of(Phase::load), 3u);
}

TEST(ConnectionLosses, MergingAddsPhaseByPhase) {
    ConnectionLosses one;
    one.add(Phase::ramp, CloseReason::reset);
    ConnectionLosses other;
    other.add(Phase::ramp, CloseReason::reset);
    other.add(Phase::load, CloseReason::finished);
    one.merge(other);
    EXPECT_EQ(one.of(Phase::ramp, CloseReason::reset), 2u);
    EXPECT_EQ(one.of(Phase::load, CloseReason::finished), 1u);
}

}  // namespace
}  // namespace potok::loadtest
