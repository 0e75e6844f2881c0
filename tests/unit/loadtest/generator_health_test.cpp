#include "loadtest/generator_health.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;

const Instant kStart{Duration(5'000'000'000)};

// A loop whose heartbeats come in time, except where it freezes.
class Loop {
  public:
    explicit Loop(Duration late = 10ms) : health_(kStart, 2s, late) {}

    Loop& runs(Duration length) {
        const Instant end = now_ + length;
        while (health_.next_heartbeat() <= end) {
            now_ = health_.next_heartbeat();
            static_cast<void>(health_.on_heartbeat(now_));
        }
        now_ = end;
        return *this;
    }
    Loop& freezes(Duration length) {
        now_ += length;
        lag_ = health_.on_heartbeat(now_);
        return *this;
    }
    Loop& sends(Duration after_due, Duration after_possible) {
        health_.on_send(now_ - after_due, now_ - after_possible, now_);
        return *this;
    }
    [[nodiscard]] const std::optional<GeneratorHealth::Lag>& lag() const { return lag_; }
    HealthRecord finish(Duration cpu = 2s) { return health_.finish(now_, cpu); }
    HealthRecord finish_after(Duration pause) { return health_.finish(now_ + pause, 2s); }

  private:
    GeneratorHealth health_;
    Instant now_ = kStart;
    std::optional<GeneratorHealth::Lag> lag_;
};

TEST(GeneratorHealth, ALoopInTimeHasNothingToReport) {
    const HealthRecord record = Loop().runs(10s).sends(0ms, 5s).finish();
    EXPECT_EQ(record.sends, 1u);
    EXPECT_EQ(record.late_sends, 0u);
    EXPECT_EQ(record.lagging, 0ns);
    EXPECT_EQ(record.longest_lag, 0ns);
    EXPECT_EQ(record.ran, 10s);
}

TEST(GeneratorHealth, ASendIsLateOnlyWhenLaterThanTheLimit) {
    EXPECT_EQ(Loop().sends(10ms, 5s).finish().late_sends, 0u);
    EXPECT_EQ(Loop().sends(10ms + 1ns, 5s).finish().late_sends, 1u);
    EXPECT_EQ(Loop(2ms).sends(3ms, 5s).finish().late_sends, 1u);
}

TEST(GeneratorHealth, TheLongestLatenessIsKeptHoweverShort) {
    EXPECT_EQ(Loop().sends(3ms, 5s).sends(7ms, 5s).sends(5ms, 5s).finish().longest_late, 7ms);
    EXPECT_EQ(Loop().sends(3s, 2ms).finish().longest_late, 2ms);
}

TEST(GeneratorHealth, BackPressureOfTheServerIsNotOurLateness) {
    EXPECT_EQ(Loop().sends(3s, 5ms).finish().late_sends, 0u);
    EXPECT_EQ(Loop().sends(3s, 11ms).finish().late_sends, 1u);
}

TEST(GeneratorHealth, AFrozenLoopLagsForAsLongAsItWasFrozen) {
    Loop loop;
    const HealthRecord record = loop.runs(2s).freezes(1s).runs(2s).finish();
    EXPECT_EQ(record.longest_lag, 990ms);
    EXPECT_EQ(record.lagging, 990ms);
    ASSERT_TRUE(loop.lag());
    EXPECT_EQ(loop.lag()->from, kStart + 2010ms);
    EXPECT_EQ(loop.lag()->to, kStart + 3s);
}

TEST(GeneratorHealth, ASmallLagIsSeenButNotHeldAgainstTheLoop) {
    Loop loop;
    const HealthRecord record = loop.runs(1s).freezes(20ms).runs(1s).finish();
    EXPECT_EQ(record.longest_lag, 10ms);
    EXPECT_EQ(record.lagging, 0ns);
    EXPECT_FALSE(loop.lag());
}

TEST(GeneratorHealth, AThrottledLoopSpendsItsTimeLagging) {
    Loop loop;
    for (int i = 0; i < 100; ++i)
        loop.runs(20ms).freezes(80ms);
    const HealthRecord record = loop.finish();
    EXPECT_EQ(record.lagging, 7s);
    EXPECT_EQ(record.longest_lag, 70ms);
    EXPECT_EQ(record.ran, 10s);
}

TEST(GeneratorHealth, AHeartbeatThatNeverCameCountsAtTheEnd) {
    EXPECT_EQ(Loop().runs(1s).finish_after(3s).longest_lag, 2990ms);
    EXPECT_EQ(Loop().runs(1s).finish_after(3s).lagging, 2990ms);
    EXPECT_EQ(Loop().runs(1s).finish_after(5ms).longest_lag, 0ns);
}

TEST(GeneratorHealth, ProcessorTimeIsThatOfTheRun) {
    const HealthRecord record = Loop().runs(10s).finish(5s);
    EXPECT_EQ(record.cpu, 3s);
    EXPECT_DOUBLE_EQ(cpu_percent(record), 30);
}

TEST(GeneratorHealth, LateFollowsTheTightestLatencyLimitWithinReason) {
    EXPECT_EQ(late_after({}), 10ms);
    EXPECT_EQ(late_after(1s), 10ms);
    EXPECT_EQ(late_after(20ms), 10ms);
    EXPECT_EQ(late_after(8ms), 4ms);
    EXPECT_EQ(late_after(50us), 1ms);
}

TEST(HealthSummary, SharesAreWeighedByWhatEachLoopSent) {
    std::array<HealthRecord, 3> loops;
    for (HealthRecord& loop : loops)
        loop.ran = 10s;
    loops[0].sends = 300;
    loops[0].late_sends = 3;
    loops[0].lagging = 1s;
    loops[1].sends = 100;
    loops[1].late_sends = 1;
    loops[1].lagging = 5s;
    loops[2].lagging = 10s;
    const HealthSummary summary = summary_of(loops);
    EXPECT_EQ(summary.late_sends, 4u);
    EXPECT_DOUBLE_EQ(summary.late_share, 0.01);
    EXPECT_DOUBLE_EQ(summary.lagging_share, 0.2);
}

TEST(HealthSummary, TheWorstLoopSpeaksForAll) {
    std::array<HealthRecord, 3> loops;
    for (HealthRecord& loop : loops)
        loop.ran = 10s;
    loops[0].longest_lag = 40ms;
    loops[1].longest_lag = 90ms;
    loops[0].longest_late = 8ms;
    loops[2].longest_late = 6ms;
    loops[0].cpu = 2s;
    loops[1].cpu = 5s;
    const HealthSummary summary = summary_of(loops);
    EXPECT_EQ(summary.longest_lag, 90ms);
    EXPECT_EQ(summary.longest_late, 8ms);
    EXPECT_DOUBLE_EQ(summary.cpu_percent_most, 50);
}

TEST(HealthSummary, OfNothingIsZero) {
    EXPECT_EQ(summary_of({}).late_share, 0);
    const HealthSummary idle = summary_of(std::array{HealthRecord{}});
    EXPECT_EQ(idle.late_share, 0);
    EXPECT_EQ(idle.lagging_share, 0);
    EXPECT_EQ(idle.cpu_percent_most, 0);
}

}  // namespace
}  // namespace potok::loadtest
