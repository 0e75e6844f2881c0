#include "loadtest/verdict.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/loadtest/sample_run.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;
using cli::ExitCode;
using Kind = Reason::Kind;
using Kinds = std::vector<Kind>;

Kinds kinds_of(const Judgement& judgement) {
    Kinds kinds;
    for (const Reason& reason : judgement.reasons)
        kinds.push_back(reason.kind);
    return kinds;
}

// Applies `spoil` to a good run and judges it.
template <class Spoil>
Judgement judged(Spoil spoil, std::initializer_list<std::string_view> thresholds = {
                                  "held==100%", "lost==0", "stall<1s"}) {
    RunResult result = good_run(thresholds);
    spoil(result);
    return judge(result);
}

void expect(const Judgement& judgement, Verdict verdict, ExitCode code, const Kinds& kinds) {
    EXPECT_EQ(judgement.verdict, verdict);
    EXPECT_EQ(judgement.exit_code, code);
    EXPECT_EQ(kinds_of(judgement), kinds);
}

void expect_failed(const Judgement& judgement, const Kinds& kinds) {
    expect(judgement, Verdict::failed, ExitCode::failed, kinds);
}

void expect_invalid(const Judgement& judgement, const Kinds& kinds) {
    expect(judgement, Verdict::invalid, ExitCode::invalid, kinds);
}

constexpr auto as_it_was = [](RunResult&) {};

TEST(Verdict, AGoodRunPasses) {
    const Judgement judgement = judged(as_it_was);
    expect(judgement, Verdict::passed, ExitCode::good, {});
    EXPECT_EQ(judgement.outcomes.size(), 3u);
}

// ---- Unreachable

TEST(Verdict, NoConnectionAtAllIsUnreachable) {
    const Judgement judgement = judged([](RunResult& run) {
        run = good_run();
        run.connections = {};
        run.messages = {};
        run.load_took = 0s;
    });
    expect(judgement, Verdict::unreachable, ExitCode::unreachable, {Kind::nothing_connected});
    EXPECT_EQ(judgement.reasons[0].limit, 1500);
}

TEST(Verdict, ARampThatEndsShortIsUnreachable) {
    const Judgement judgement = judged([](RunResult& run) { run.connections.established = 1499; });
    expect(judgement, Verdict::unreachable, ExitCode::unreachable, {Kind::ramp_incomplete});
    EXPECT_EQ(judgement.reasons[0].measured, 1499);
}

TEST(Verdict, UnreachableComesBeforeInvalid) {
    const Judgement judgement = judged([](RunResult& run) {
        run.connections.established = 1;
        run.loops[0].longest_lag = 3s;
    });
    EXPECT_EQ(judgement.verdict, Verdict::unreachable);
}

// ---- Invalid

TEST(Verdict, AFrozenGeneratorIsNotASlowServer) {
    expect_invalid(judged([](RunResult& run) { run.loops[1].longest_lag = 500ms; }),
                   {Kind::generator_stalled});
    expect_invalid(judged([](RunResult& run) {
                       run.loops[1].longest_lag = 1s;
                       run.messages.lost = 3;
                       run.messages.ok -= 3;
                       run.stalls = {.count = 1, .longest = 2s, .longest_at = 1s};
                   }),
                   {Kind::generator_stalled, Kind::message_fault, Kind::threshold_missed,
                    Kind::threshold_missed});
    EXPECT_EQ(judged([](RunResult& run) { run.loops[1].longest_lag = 499ms; }).verdict,
              Verdict::passed);
}

TEST(Verdict, AStandstillOfHalfTheGraceTimeInvalidatesWhatWasNotAnsweredInIt) {
    const Judgement judgement = judged([](RunResult& run) {
        run.request.grace = 100ms;
        run.loops[0].longest_lag = 50ms;
    });
    expect_invalid(judgement, {Kind::generator_stalled});
    EXPECT_EQ(judgement.reasons[0].limit, 50e6);
}

TEST(Verdict, ALateGeneratorIsInvalidAboveFivePercent) {
    EXPECT_EQ(judged([](RunResult& run) { run.loops[0].late_sends = 750; }).verdict,
              Verdict::passed);
    const Judgement judgement = judged([](RunResult& run) { run.loops[0].late_sends = 751; });
    expect_invalid(judgement, {Kind::generator_late});
    EXPECT_NEAR(judgement.reasons[0].measured, 0.05, 1e-4);
    EXPECT_EQ(judgement.reasons[0].limit, 0.05);
}

TEST(Verdict, AThrottledGeneratorIsInvalidThoughNoSendWasLate) {
    EXPECT_EQ(judged([](RunResult& run) { run.loops[0].lagging = 1s; }).verdict, Verdict::passed);
    expect_invalid(judged([](RunResult& run) { run.loops[0].lagging = 1010ms; }),
                   {Kind::generator_lagging});
}

TEST(Verdict, AMissedPercentileIsOursWhenOurShareReachesIt) {
    const auto late = [](std::uint64_t sends) {
        return judged([sends](RunResult& run) { run.loops[0].late_sends = sends; }, {"p99.9<20ms"});
    };
    expect_failed(late(0), {Kind::threshold_missed});
    expect_failed(late(7), {Kind::threshold_missed});  // 0.047 % of 0.05 %
    expect_invalid(late(8), {Kind::latency_is_ours});
    const auto lagging = [](Duration time) {
        return judged([time](RunResult& run) { run.loops[0].lagging = time; }, {"p99.9<20ms"});
    };
    expect_failed(lagging(9ms), {Kind::threshold_missed});
    expect_invalid(lagging(11ms), {Kind::latency_is_ours});
}

TEST(Verdict, AHeldPercentileIsHeldThoughWeWereLate) {
    EXPECT_EQ(judged([](RunResult& run) { run.loops[0].late_sends = 700; }, {"p99.9<31ms"}).verdict,
              Verdict::passed);
}

TEST(Verdict, AMissedGreatestIsOursOnlyAsFarAsWeCanHaveAddedToIt) {
    const auto spoilt = [](Duration lag, Duration late, std::string_view threshold) {
        return judged(
            [&](RunResult& run) {
                run.loops[0].longest_lag = lag;
                run.loops[1].longest_late = late;
            },
            {threshold});
    };
    for (const std::string_view threshold : {"max<20ms", "p100<20ms"}) {
        expect_failed(spoilt(6ms, 4ms, threshold), {Kind::threshold_missed});
        const Judgement judgement = spoilt(7ms, 4ms, threshold);
        expect_invalid(judgement, {Kind::latency_is_ours});
        EXPECT_EQ(judgement.reasons[0].measured, 30e6);
        EXPECT_EQ(judgement.reasons[0].limit, 11e6);
    }
}

TEST(Verdict, AMissedMeanIsOursOnlyAsFarAsOurShareGoes) {
    const auto spoilt = [](Duration lag) {
        return judged(
            [&](RunResult& run) {
                run.loops[0].longest_lag = lag;
                run.loops[0].late_sends = 150;  // 1 %
            },
            {"mean<2ms"});  // measured: 2.1867 ms
    };
    expect_failed(spoilt(10ms), {Kind::threshold_missed});
    expect_invalid(spoilt(20ms), {Kind::latency_is_ours});
}

TEST(Verdict, OurLatenessExcusesNoLowerLimitAndNoOtherMetric) {
    const auto late = [](RunResult& run) {
        run.loops[0].late_sends = 700;
        run.loops[0].longest_late = 400ms;
    };
    for (const std::string_view threshold :
         {"p99>1s", "max>=1s", "mean==1s", "rate>=1000000/s", "sent<1"}) {
        expect_failed(judged(late, {threshold}), {Kind::threshold_missed});
    }
}

TEST(Verdict, WhatCannotBeOursFailsTheRunEvenBesideALatencyThatCan) {
    const auto late = [](RunResult& run) { run.loops[0].longest_late = 400ms; };
    expect_invalid(judged(late, {"max<20ms", "mean<1h"}), {Kind::latency_is_ours});
    expect_failed(judged(late, {"max<20ms", "p50<1ms"}),
                  {Kind::threshold_missed, Kind::threshold_missed});
    expect_failed(judged(
                      [&](RunResult& run) {
                          late(run);
                          run.messages.duplicated = 1;
                      },
                      {"max<20ms"}),
                  {Kind::message_fault, Kind::threshold_missed});
}

TEST(Verdict, ALatencyThatWasNeverMeasuredIsNotOurs) {
    expect_failed(judged([](RunResult& run) { run.latency = Histogram(); }, {"max<1s"}),
                  {Kind::nothing_measured, Kind::threshold_missed});
}

TEST(Verdict, InvalidBeatsFailedAndStillTellsWhatFailed) {
    expect_invalid(judged([](RunResult& run) {
                       run.loops[0].longest_lag = 600ms;
                       run.messages.duplicated = 1;
                   }),
                   {Kind::generator_stalled, Kind::message_fault});
}

// ---- Failed

TEST(Verdict, EveryFaultOfMessagesFailsTheRunWhateverTheThresholds) {
    for (const Fault fault : kFaults) {
        const Judgement judgement = judged(
            [fault](RunResult& run) {
                MessageCounts& messages = run.messages;
                switch (fault) {
                    case Fault::lost:
                        messages.lost = 1;
                        --messages.ok;
                        break;
                    case Fault::duplicated:
                        messages.duplicated = 1;
                        break;
                    case Fault::reordered:
                        messages.reordered = 1;
                        --messages.ok;
                        break;
                    case Fault::corrupted:
                        messages.corrupted = 1;
                        --messages.ok;
                        break;
                    case Fault::misdelivered:
                        messages.misdelivered = 1;
                        break;
                    case Fault::foreign:
                        messages.foreign = 1;
                        break;
                }
            },
            {"lost<=5", "p99<1h"});
        expect_failed(judgement, {Kind::message_fault});
        EXPECT_EQ(judgement.reasons[0].fault, fault);
        EXPECT_EQ(judgement.reasons[0].measured, 1);
    }
}

TEST(Verdict, TheGravestFaultIsToldFirst) {
    const Judgement judgement = judged([](RunResult& run) {
        run.messages.ok -= 3;
        run.messages.lost = 2;
        run.messages.corrupted = 1;
        run.messages.misdelivered = 2;
    });
    ASSERT_GE(judgement.reasons.size(), 3u);
    EXPECT_EQ(judgement.reasons[0].fault, Fault::misdelivered);
    EXPECT_EQ(judgement.reasons[1].fault, Fault::corrupted);
    EXPECT_EQ(judgement.reasons[2].fault, Fault::lost);
}

TEST(Verdict, UnsentMessagesFailTheRun) {
    expect_failed(judged([](RunResult& run) { run.unsent = 1; }), {Kind::messages_unsent});
}

TEST(Verdict, ALostConnectionFailsTheRunWhicheverFigureTellsOfIt) {
    const auto check = [](auto spoil) {
        const Judgement judgement = judged(spoil, {"lost==0"});
        expect_failed(judgement, {Kind::connections_lost});
        EXPECT_EQ(judgement.reasons[0].measured, 1);
        EXPECT_EQ(judgement.reasons[0].limit, 1500);
    };
    check([](RunResult& run) { run.connections.held = 1499; });
    check([](RunResult& run) { run.connections.minimum = 1499; });
    check([](RunResult& run) {
        run.connections.losses.add(ConnectionLosses::Phase::load, CloseReason::reset);
    });
}

TEST(Verdict, AConnectionReplacedDuringTheRampIsNoLoss) {
    EXPECT_EQ(judged([](RunResult& run) {
                  run.connections.losses.add(ConnectionLosses::Phase::ramp, CloseReason::reset);
              }).verdict,
              Verdict::passed);
}

TEST(Verdict, AConnectionThatDidNotStayUntilTheLoadIsARampThatNeverGotThere) {
    const Judgement judgement = judged([](RunResult& run) {
        run.connections.losses.add(ConnectionLosses::Phase::settling, CloseReason::ended_by_peer);
    });
    EXPECT_EQ(judgement.verdict, Verdict::unreachable);
    EXPECT_EQ(judgement.exit_code, cli::ExitCode::unreachable);
    ASSERT_EQ(judgement.reasons.size(), 1u);
    EXPECT_EQ(judgement.reasons[0].kind, Reason::Kind::ramp_incomplete);
    EXPECT_EQ(judgement.reasons[0].measured, 1499);
}

TEST(Verdict, AMissedThresholdFailsTheRunAndIsNamed) {
    const Judgement judgement = judged(as_it_was, {"p99<1h", "p99.9<20ms", "p50<1ms"});
    expect_failed(judgement, {Kind::threshold_missed, Kind::threshold_missed});
    EXPECT_EQ(judgement.reasons[0].threshold, 1u);
    EXPECT_NEAR(judgement.reasons[0].measured, 30e6, 30e6 / 1024);
    EXPECT_EQ(judgement.reasons[0].limit, 20e6);
    EXPECT_EQ(judgement.reasons[1].threshold, 2u);
}

// ---- What must not pass

TEST(Verdict, ARunThatSentNothingDoesNotPass) {
    expect_failed(judged([](RunResult& run) {
                      run.messages = {};
                      run.latency = Histogram();
                  }),
                  {Kind::nothing_sent});
}

TEST(Verdict, ARunInWhichNothingWasMeasuredDoesNotPass) {
    expect_failed(judged([](RunResult& run) { run.latency = Histogram(); }),
                  {Kind::nothing_measured});
}

TEST(Verdict, ARunWithoutConnectionsDoesNotPass) {
    expect_failed(judged(
                      [](RunResult& run) {
                          run.request.connections = 0;
                          run.connections = {};
                      },
                      {"lost==0"}),
                  {Kind::nothing_asked});
}

TEST(Verdict, ARunWithoutDurationDoesNotPass) {
    expect_failed(judged([](RunResult& run) {
                      run.request.duration = 0s;
                      run.load_took = 0s;
                  }),
                  {Kind::nothing_asked});
}

TEST(Verdict, ARunThatEndedEarlyDoesNotPass) {
    const Judgement judgement = judged([](RunResult& run) {
        run.request.warmup = 2s;
        run.load_took = 11s;
    });
    expect_failed(judgement, {Kind::ended_early});
    EXPECT_EQ(judgement.reasons[0].measured, 11e9);
    EXPECT_EQ(judgement.reasons[0].limit, 12e9);
}

TEST(Verdict, BooksThatDoNotBalanceDoNotPass) {
    expect_failed(judged([](RunResult& run) { --run.messages.ok; }), {Kind::counts_disagree});
    expect_failed(judged([](RunResult& run) { ++run.messages.ok; }), {Kind::counts_disagree});
}

TEST(Verdict, AFanoutIsBalancedByItsDeliveries) {
    EXPECT_EQ(judge(good_fanout()).verdict, Verdict::passed);
    RunResult one_too_few = good_fanout();
    --one_too_few.messages.ok;
    expect_failed(judge(one_too_few), {Kind::counts_disagree});
    EXPECT_EQ(judge(one_too_few).reasons[0].measured, 19'999);
    EXPECT_EQ(judge(one_too_few).reasons[0].limit, 20'000);
    RunResult one_too_many = good_fanout();
    ++one_too_many.messages.ok;
    expect_failed(judge(one_too_many), {Kind::counts_disagree});
    RunResult like_an_echo = good_fanout();
    like_an_echo.messages.ok = like_an_echo.messages.sent;
    expect_failed(judge(like_an_echo), {Kind::counts_disagree});
}

TEST(Verdict, OneDeliveryWithAFaultFailsAFanout) {
    for (std::uint64_t MessageCounts::*fault :
         {&MessageCounts::duplicated, &MessageCounts::misdelivered, &MessageCounts::foreign}) {
        RunResult result = good_fanout();
        ++(result.messages.*fault);
        expect_failed(judge(result), {Kind::message_fault});
    }
    for (std::uint64_t MessageCounts::*fault :
         {&MessageCounts::reordered, &MessageCounts::corrupted}) {
        RunResult result = good_fanout();
        --result.messages.ok;
        ++(result.messages.*fault);
        expect_failed(judge(result), {Kind::message_fault});
    }
    RunResult lost = good_fanout();
    --lost.messages.ok;
    ++lost.messages.lost;
    expect_failed(judge(lost), {Kind::message_fault, Kind::threshold_missed});
}

TEST(Verdict, NothingAtAllDoesNotPass) {
    EXPECT_NE(judge(RunResult()).verdict, Verdict::passed);
    EXPECT_NE(judge(RunResult()).exit_code, ExitCode::good);
}

TEST(Verdict, AnInterruptedRunNeverPassesAndAccusesNobody) {
    expect(judged([](RunResult& run) { run.interrupted = true; }), Verdict::invalid,
           ExitCode::interrupted, {Kind::interrupted});
    expect(judged([](RunResult& run) {
               run.interrupted = true;
               run.connections = {};
               run.messages = {.sent = 5, .ok = 1, .lost = 4};
               run.loops[0].longest_lag = 9s;
           }),
           Verdict::invalid, ExitCode::interrupted, {Kind::interrupted});
}

// Whatever contradicts itself must not come out as a success.
TEST(Verdict, NoCombinationOfShortcomingsPasses) {
    using Spoil = void (*)(RunResult&);
    constexpr std::array<Spoil, 10> kSpoils{
        [](RunResult& run) { run.interrupted = true; },
        [](RunResult& run) { run.connections.established = 0; },
        [](RunResult& run) { run.connections.held = 0; },
        [](RunResult& run) { run.connections.minimum = 0; },
        [](RunResult& run) { run.messages.sent = 0; },
        [](RunResult& run) { run.messages.ok = 0; },
        [](RunResult& run) { run.messages.foreign = 7; },
        [](RunResult& run) { run.load_took = 0s; },
        [](RunResult& run) { run.stalls.longest = 1s; },
        [](RunResult& run) { run.loops[0].longest_lag = 1s; },
    };
    for (unsigned set = 1; set < 1u << kSpoils.size(); ++set) {
        RunResult run = good_run();
        for (std::size_t i = 0; i < kSpoils.size(); ++i) {
            if ((set >> i & 1) != 0) kSpoils[i](run);
        }
        const Judgement judgement = judge(run);
        ASSERT_NE(judgement.verdict, Verdict::passed) << set;
        ASSERT_NE(judgement.exit_code, ExitCode::good) << set;
        ASSERT_FALSE(judgement.reasons.empty()) << set;
    }
}

}  // namespace
}  // namespace potok::loadtest
