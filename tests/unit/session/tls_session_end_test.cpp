// How a TLS session ends: from above, from the peer, by a failure, cut off.
#include "tests/unit/session/tls_stack.hpp"

namespace potok {
namespace {

using test::closed_with;
using test::TlsStack;
using ::testing::ElementsAre;

TEST(TlsSessionEnd, ThePeersCloseIsItsEndAndMayBeAnswered) {
    TlsStack stack;
    stack.open();
    stack.peer.write("last words");
    stack.peer_closes();
    stack.lower.peer_ends();
    stack.steps(2);
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data last words", "end"));
    EXPECT_EQ(stack.upper.send("the answer"), SendStatus::sent);
    stack.upper.call([](Stream& below) { below.finish(CloseReason::finished); });
    stack.step();
    EXPECT_EQ(stack.said(), "the answer");
    EXPECT_TRUE(stack.peer.was_closed());
    EXPECT_EQ(stack.lower.closed, CloseReason::finished);
}

TEST(TlsSessionEnd, AnEndOfTcpWithoutACloseIsATruncation) {
    TlsStack stack;
    stack.open();
    stack.peer_says("half of");
    stack.lower.peer_ends();
    stack.steps(2);
    EXPECT_THAT(stack.upper.told,
                ElementsAre("open", "data half of", closed_with(CloseReason::tls_truncated)));
    EXPECT_EQ(stack.said(), "");
    EXPECT_TRUE(stack.peer.was_closed()) << "we end in order all the same";
}

TEST(TlsSessionEnd, AnEndOfTcpIsAnEndWhereNothingCanHaveBeenCutOff) {
    TlsStack stack;
    stack.upper.may_end = true;
    stack.open();
    stack.peer_says("all of it");
    stack.lower.peer_ends();
    stack.steps(2);
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data all of it", "end"));
    EXPECT_EQ(stack.upper.send("the answer"), SendStatus::sent);
    stack.upper.call([](Stream& below) { below.finish(CloseReason::finished); });
    stack.step();
    EXPECT_EQ(stack.said(), "the answer");
    EXPECT_TRUE(stack.peer.was_closed());
    EXPECT_EQ(stack.lower.closed, CloseReason::finished);
}

TEST(TlsSessionEnd, APartOfARecordWasCutOffForCertain) {
    for (const std::size_t part : {1u, 5u, 6u, 20u}) {
        TlsStack stack;
        stack.upper.may_end = true;
        stack.open();
        stack.peer.write("never whole");
        stack.lower.peer_sends(stack.peer.take().substr(0, part));
        stack.lower.peer_ends();
        stack.steps(2);
        EXPECT_THAT(stack.upper.told, ElementsAre("open", closed_with(CloseReason::tls_truncated)))
            << part;
    }
}

TEST(TlsSessionEnd, SilenceEndsInOrderBehindALastWord) {
    TlsStack stack;
    stack.open();
    stack.upper.acts = [&](std::string_view callback) {
        if (callback != "idle") return;
        EXPECT_EQ(stack.upper.stream->send(bytes_of("good night")), SendStatus::sent);
    };
    stack.lower.go_idle();
    stack.step();
    EXPECT_EQ(stack.said(), "good night");
    EXPECT_TRUE(stack.peer.was_closed());
    stack.lower.peer_ends();
    stack.step();
    EXPECT_THAT(stack.upper.told,
                ElementsAre("open", "idle", closed_with(CloseReason::idle_timeout)));
}

TEST(TlsSessionEnd, AfterOurEndThatOfTcpIsEnough) {
    TlsStack stack;
    stack.open();
    stack.upper.call([](Stream& below) { below.finish(CloseReason::finished); });
    stack.lower.peer_ends();
    stack.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", closed_with(CloseReason::finished)));
}

TEST(TlsSessionEnd, APausedSessionIsToldNothingOfTheEndEither) {
    TlsStack stack;
    stack.upper.reads = [](MutableBytes) { return Consumed{0, Consumed::Next::paused}; };
    stack.open();
    stack.peer_says("held");
    stack.peer_closes();
    stack.lower.peer_ends();
    stack.steps(3);
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data held"));
    stack.upper.reads = [](MutableBytes data) { return Consumed{data.size()}; };
    stack.upper.call([](Stream& below) { below.resume_reading(); });
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data held"));
    stack.steps(3);
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data held", "data held", "end"));
}

TEST(TlsSessionEnd, ASessionThatLeavesATailIsToldTheEndAllTheSame) {
    TlsStack stack;
    stack.upper.reads = [](MutableBytes) { return Consumed{0}; };
    stack.open();
    stack.peer_says("half");
    stack.peer_closes();
    stack.steps(2);
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data half", "end"));
}

TEST(TlsSessionEnd, WhatComesBehindTheCloseIsNotLookedAt) {
    TlsStack stack;
    stack.open();
    stack.peer_closes();
    stack.lower.peer_sends("\x17\x03\x03 no record");
    stack.step();
    stack.lower.peer_sends("nor this");
    stack.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "end"));
    EXPECT_EQ(stack.heard.failed, 0);
}

TEST(TlsSessionEnd, FinishInsideADeliverySendsWhatIsCorkedAndThenTheClose) {
    TlsStack stack;
    stack.upper.reads = [&](MutableBytes data) {
        EXPECT_EQ(stack.upper.stream->send(bytes_of("refused")), SendStatus::sent);
        stack.upper.stream->finish(CloseReason::protocol_error);
        stack.upper.stream->finish(CloseReason::finished);
        EXPECT_EQ(stack.upper.stream->send(bytes_of("late")), SendStatus::rejected);
        return Consumed{data.size() / 2};
    };
    stack.open();
    stack.peer_says("nonsense");
    stack.step();
    EXPECT_EQ(stack.said(), "refused");
    EXPECT_TRUE(stack.peer.was_closed());
    stack.lower.peer_ends();
    stack.step();
    EXPECT_THAT(stack.upper.told,
                ElementsAre("open", "data nonsense", closed_with(CloseReason::protocol_error)));
    EXPECT_EQ(stack.session.held_bytes(), 1000u);
}

TEST(TlsSessionEnd, AbortInsideADeliveryDropsWhatIsCorked) {
    TlsStack stack;
    stack.upper.reads = [&](MutableBytes data) {
        EXPECT_EQ(stack.upper.stream->send(bytes_of("unsent")), SendStatus::sent);
        stack.upper.stream->abort(CloseReason::protocol_error);
        return Consumed{data.size()};
    };
    stack.open();
    stack.peer_says("nonsense");
    stack.step();
    EXPECT_EQ(stack.said(), "");
    EXPECT_TRUE(stack.room.cork().empty());
    EXPECT_THAT(stack.upper.told,
                ElementsAre("open", "data nonsense", closed_with(CloseReason::protocol_error)));
}

TEST(TlsSessionEnd, ADamagedRecordEndsItBehindWhatCameBefore) {
    TlsStack stack;
    stack.open();
    stack.peer_says("good");
    stack.peer.write("damaged");
    std::string damaged = stack.peer.take();
    damaged.back() = static_cast<char>(damaged.back() ^ 1);
    stack.lower.peer_sends(damaged);
    stack.step();
    EXPECT_EQ(stack.said(), "");
    EXPECT_EQ(stack.peer.failure(), SSL_AD_REASON_OFFSET + SSL_AD_BAD_RECORD_MAC);
    stack.lower.peer_ends();
    stack.step();
    EXPECT_EQ(stack.heard.failed, 1);
    EXPECT_THAT(stack.upper.told,
                ElementsAre("open", "data good", closed_with(CloseReason::tls_failed)));
}

TEST(TlsSessionEnd, TheLastWordIsAskedForAfterAllInput) {
    TlsStack stack;
    stack.upper.reads = [](MutableBytes data) {
        return Consumed{data.size() == 3 ? 1 : data.size(), Consumed::Next::paused};
    };
    stack.open();
    stack.peer_says("abc");
    stack.step();
    stack.lower.drain();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data abc"));
    stack.upper.reads = [](MutableBytes data) { return Consumed{data.size()}; };
    stack.upper.call([](Stream& below) { below.resume_reading(); });
    stack.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data abc", "data bc", "drain"));
    EXPECT_TRUE(stack.lower.count("finish"));
}

TEST(TlsSessionEnd, ADrainThatWasToldIsToldToTheSuccessorToo) {
    TlsStack stack;
    auto next = std::make_unique<test::UpperSession>();
    test::UpperSession& successor = *next;
    stack.upper.drains = [&](Stream& below) { below.hand_over(std::move(next)); };
    stack.open();
    stack.lower.drain();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "drain"));
    stack.step();  // the predecessor is gone
    EXPECT_THAT(successor.told, ElementsAre("open", "drain"));
}

TEST(TlsSessionEnd, TheAlarmIsThatOfTheStreamBelowUntilTheEnd) {
    TlsStack stack;
    stack.open();
    stack.upper.call([](Stream& below) { below.set_alarm(std::chrono::seconds(1)); });
    EXPECT_TRUE(stack.lower.alarm);
    stack.upper.call([](Stream& below) { below.finish(CloseReason::finished); });
    EXPECT_FALSE(stack.lower.alarm);
    stack.upper.call([](Stream& below) { below.set_alarm(std::chrono::seconds(1)); });
    EXPECT_FALSE(stack.lower.alarm);
}

TEST(TlsSessionEnd, ACloseIsToldAtOnceAndOnce) {
    TlsStack stack;
    stack.upper.reads = [](MutableBytes) { return Consumed{0, Consumed::Next::paused}; };
    stack.open();
    stack.peer_says("held");
    stack.step();
    stack.lower.close(CloseReason::reset);
    stack.step();
    EXPECT_THAT(stack.upper.told,
                ElementsAre("open", "data held", closed_with(CloseReason::reset)));
}

}  // namespace
}  // namespace potok
