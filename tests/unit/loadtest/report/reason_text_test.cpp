#include "loadtest/report/reason_text.hpp"

#include <set>

#include "tests/gtest_pch.hpp"
#include "tests/unit/loadtest/sample_run.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

template <class Spoil>
std::string first_reason(Spoil spoil, Language language = Language::english,
                         std::initializer_list<std::string_view> thresholds = {"held==100%"}) {
    RunResult result = good_run(thresholds);
    spoil(result);
    const Judgement judgement = judge(result);
    EXPECT_FALSE(judgement.reasons.empty());
    return reason_text(judgement.reasons.at(0), result, judgement, language);
}

TEST(ReasonText, NamesWhyTheServerWasNotReached) {
    const auto refused = [](RunResult& run) {
        run.connections = {};
        run.connections.losses.add(ConnectionLosses::Phase::ramp, CloseReason::connect_timeout);
        for (int i = 0; i < 2; ++i) {
            run.connections.losses.add(ConnectionLosses::Phase::ramp, CloseReason::connect_refused);
        }
    };
    EXPECT_EQ(
        first_reason(refused),
        "unreachable: none of 1500 connections could be opened (nobody accepts connections at "
        "that address)");
    EXPECT_THAT(first_reason(refused, Language::russian),
                StartsWith("сервер недоступен: не открылось ни одного соединения из 1500 ("));
    EXPECT_EQ(first_reason([](RunResult& run) { run.connections.established = 101; }),
              "unreachable: only 101 of 1500 connections were open at the same time");
}

TEST(ReasonText, GivesTheFiguresOfASaturatedGenerator) {
    EXPECT_THAT(
        first_reason([](RunResult& run) { run.loops[0].longest_lag = 990ms; }),
        StartsWith("the generator was saturated: it stood still for 990 ms (limit 500 ms)"));
    EXPECT_THAT(first_reason([](RunResult& run) { run.loops[0].late_sends = 1500; }),
                HasSubstr("it sent 10% of the messages more than 10 ms late (limit 5%)"));
    EXPECT_THAT(first_reason([](RunResult& run) { run.loops[0].lagging = 4s; }),
                HasSubstr("for 20% of the time it did not get to run (limit 5%)"));
    EXPECT_THAT(first_reason([](RunResult& run) { run.loops[0].longest_late = 5ms; },
                             Language::english, {"max<29ms"}),
                HasSubstr("max<29ms was missed with 30 ms, and up to 7 ms"));
}

TEST(ReasonText, GivesTheFiguresOfAFailure) {
    EXPECT_EQ(first_reason([](RunResult& run) { run.connections.held = 1400; }),
              "connections lost under load: 100 of 1500");
    EXPECT_EQ(first_reason([](RunResult& run) { run.messages.duplicated = 3; }),
              "duplicated messages: 3");
    EXPECT_EQ(first_reason([](RunResult& run) { run.messages.duplicated = 3; }, Language::russian),
              "повторено сообщений: 3");
    EXPECT_THAT(first_reason([](RunResult& run) { run.unsent = 3; }),
                HasSubstr("took no more or was gone: 3"));
    EXPECT_EQ(first_reason([](RunResult& run) { run.load_took = 4s; }),
              "the load ended after 4 s instead of 10 s");
    EXPECT_THAT(first_reason([](RunResult& run) { --run.messages.ok; }),
                HasSubstr("15000 messages sent, 14999 accounted for"));
    EXPECT_EQ(first_reason([](RunResult&) {}, Language::english, {"p50<1ms"}),
              "the threshold p50<1ms was missed: 2.001 ms");
    EXPECT_EQ(first_reason([](RunResult& run) { run.latency = Histogram(); }),
              "after the warm-up not a single message was answered as it should be");
}

TEST(ReasonText, AThresholdWithoutAMeasurementSaysSo) {
    RunResult result = good_run({"raw.p50<1s"});
    result.latency_raw = Histogram();
    const Judgement judgement = judge(result);
    EXPECT_EQ(reason_text(judgement.reasons.at(0), result, judgement, Language::english),
              "the threshold raw.p50<1s was missed: there is nothing to measure");
}

TEST(ReasonText, EveryReasonHasASentenceOfItsOwnInBothLanguages) {
    const RunResult result = good_run({"p50<1ms"});
    const Judgement judgement = judge(result);
    std::set<std::string> sentences;
    const int kinds = static_cast<int>(Reason::Kind::threshold_missed) + 1;
    for (int kind = 0; kind < kinds; ++kind) {
        Reason reason;
        reason.kind = static_cast<Reason::Kind>(kind);
        for (const Language language : {Language::english, Language::russian}) {
            const std::string sentence = reason_text(reason, result, judgement, language);
            EXPECT_FALSE(sentence.empty());
            EXPECT_EQ(sentence.find('{'), std::string::npos) << sentence;
            sentences.insert(sentence);
        }
    }
    EXPECT_EQ(sentences.size(), 2u * static_cast<std::size_t>(kinds));
}

}  // namespace
}  // namespace potok::loadtest
