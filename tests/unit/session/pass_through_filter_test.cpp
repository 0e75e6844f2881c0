#include "tests/support/pass_through_filter.hpp"

#include "reactor/memory_budget.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/session/filter_stack.hpp"

namespace potok {
namespace {

using test::PassThroughFilter;
using test::ScriptedStream;
using test::Stack;
using test::UpperSession;
using testing::ElementsAre;
using testing::IsEmpty;

std::string closed_with(CloseReason reason) {
    return "close " + std::to_string(static_cast<int>(reason));
}

// -- Input

TEST(PassThroughFilter, PassesBytesUpAndDown) {
    Stack stack;
    stack.lower.open();
    stack.lower.peer_sends("up");
    stack.lower.step();
    EXPECT_EQ(stack.upper.send("down"), SendStatus::sent);
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data up"));
    EXPECT_EQ(stack.lower.received, "down");
}

TEST(PassThroughFilter, OpensAfterTheHandshakeAndKeepsWhatCameBefore) {
    Stack stack({.opens_late = true});
    stack.lower.open();
    stack.lower.peer_sends("early");
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, IsEmpty());
    EXPECT_THAT(stack.lower.calls, ElementsAre("begin"));
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data early"));
    EXPECT_THAT(stack.lower.calls, ElementsAre("begin", "end"));
}

TEST(PassThroughFilter, GivesATailAgainInFrontOfWhatArrivesAndNotBefore) {
    Stack stack;
    stack.upper.reads = [](MutableBytes) { return Consumed{1}; };
    stack.lower.open();
    stack.lower.peer_sends("ab");
    stack.lower.step();
    stack.lower.step();
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data ab"));
    stack.lower.peer_sends("c");
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data ab", "data bc"));
}

TEST(PassThroughFilter, APauseByReturnIsKeptAndWhatIsHeldComesAgainFromATurn) {
    Stack stack;
    stack.upper.reads = [](MutableBytes) { return Consumed{1, Consumed::Next::paused}; };
    stack.lower.open();
    stack.lower.peer_sends("abc");
    stack.lower.step();
    EXPECT_TRUE(stack.lower.paused());
    stack.lower.peer_sends("d");
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data abc"));
    EXPECT_FALSE(stack.lower.count("resume"));

    stack.upper.reads = [](MutableBytes data) { return Consumed{data.size()}; };
    stack.upper.call([](Stream& below) { below.resume_reading(); });
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data abc")) << "not from inside the call";
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data abc", "data bc"));
    EXPECT_FALSE(stack.lower.paused());
    stack.lower.step();
    EXPECT_EQ(stack.upper.told.back(), "data d");
}

TEST(PassThroughFilter, HeldBytesComeAfterResumeThoughTheStreamBelowHoldsNone) {
    Stack stack;
    stack.upper.reads = [](MutableBytes) { return Consumed{0, Consumed::Next::paused}; };
    stack.lower.open();
    stack.lower.peer_sends("held");
    stack.lower.step();
    EXPECT_FALSE(stack.lower.has_unread()) << "the filter took all of it";
    EXPECT_EQ(stack.filter.held_bytes(), 4u + 1000u);
    stack.upper.reads = [](MutableBytes data) { return Consumed{data.size()}; };
    stack.upper.call([](Stream& below) { below.resume_reading(); });
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data held", "data held"));
    EXPECT_EQ(stack.filter.held_bytes(), 1000u);
}

TEST(PassThroughFilter, APausedSessionIsToldNothingOfTheEndEither) {
    Stack stack;
    stack.lower.open();
    stack.upper.call([](Stream& below) { below.pause_reading(); });
    EXPECT_TRUE(stack.lower.paused());
    stack.filter.on_end();  // seen below before the pause took hold
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open"));
    stack.upper.call([](Stream& below) { below.resume_reading(); });
    EXPECT_THAT(stack.upper.told, ElementsAre("open"));
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "end"));
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "end")) << "once";
}

TEST(PassThroughFilter, TheEndComesAfterEveryHeldByte) {
    Stack stack({.piece_bytes_max = 1, .hold_percent = 100});
    stack.lower.open();
    stack.lower.peer_sends("abc");
    stack.lower.peer_ends();
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open"));
    while (!stack.turns.empty())
        stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data a", "data b", "data c", "end"));
}

TEST(PassThroughFilter, ASessionThatLeavesATailIsToldTheEndAllTheSame) {
    Stack stack;
    stack.upper.reads = [](MutableBytes) { return Consumed{0}; };
    stack.lower.open();
    stack.lower.peer_sends("half");
    stack.lower.peer_ends();
    stack.lower.step();
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data half", "end"));
}

TEST(PassThroughFilter, PausesTheStreamBelowWhenItHoldsEnoughAndResumesItLater) {
    Stack stack({.input_bytes_max = 4, .hold_percent = 100});
    stack.lower.open();
    stack.lower.peer_sends("123456");
    stack.lower.step();
    EXPECT_TRUE(stack.lower.paused());
    EXPECT_EQ(stack.filter.held_bytes(), 4u + 1000u);
    while (!stack.turns.empty())
        stack.run_turns();
    EXPECT_FALSE(stack.lower.paused());
    EXPECT_FALSE(stack.lower.count("pause")) << "it said so by its return";
    stack.lower.step();
    while (!stack.turns.empty())
        stack.run_turns();
    std::string all;
    for (const std::string& what : stack.upper.told) {
        if (what.starts_with("data ")) all += what.substr(5);
    }
    EXPECT_EQ(all, "123456");
}

TEST(PassThroughFilter, UsesTheReceiveTarget) {
    Stack stack;
    std::array<std::byte, 3> own;
    stack.upper.target = [&] { return MutableBytes(own); };
    std::vector<const void*> places;
    stack.upper.reads = [&](MutableBytes data) {
        places.push_back(data.data());
        return Consumed{data.size()};
    };
    stack.lower.open();
    stack.lower.peer_sends("abc");
    stack.lower.step();
    EXPECT_THAT(places, ElementsAre(own.data()));
    EXPECT_EQ(text_of(Bytes(own)), "abc");
}

// -- Output

TEST(PassThroughFilter, AMessageThatWasTakenInPartIsTakenWhole) {
    Stack stack({.piece_bytes_max = 1});
    stack.lower.open();
    stack.lower.peer_reads = false;
    stack.lower.queued_bytes_max = 2;
    EXPECT_EQ(stack.upper.send("abcd"), SendStatus::queued);
    EXPECT_EQ(stack.filter.queued_bytes(), 4u);
    EXPECT_EQ(stack.upper.send("next"), SendStatus::rejected) << "not in front of the rest";
    stack.lower.peer_takes(2);
    stack.lower.step();
    EXPECT_EQ(stack.lower.received, "ab");
    EXPECT_EQ(stack.filter.queued_bytes(), 2u);
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "drained"));
    EXPECT_EQ(stack.upper.send("next"), SendStatus::rejected);
    stack.lower.peer_takes(2);
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "drained", "drained"));
    EXPECT_EQ(stack.upper.send("next"), SendStatus::queued);
    stack.lower.peer_reads = true;
    stack.lower.step();
    EXPECT_EQ(stack.lower.received, "abcdnext");
}

TEST(PassThroughFilter, AMessageOfWhichNothingWasTakenIsRefused) {
    Stack stack;
    stack.lower.open();
    stack.lower.peer_reads = false;
    stack.lower.queued_bytes_max = 4;
    EXPECT_EQ(stack.upper.send("abcd"), SendStatus::queued);
    EXPECT_EQ(stack.upper.send("efgh"), SendStatus::rejected);
    EXPECT_EQ(stack.filter.queued_bytes(), 4u);
    stack.upper.call([](Stream& below) { below.pause_reading(); });
    stack.upper.call([](Stream& below) { below.resume_reading(); });
    stack.lower.step();
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open")) << "a turn makes no room";
    stack.lower.peer_takes(4);
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "drained"));
    EXPECT_EQ(stack.lower.received, "abcd");
}

TEST(PassThroughFilter, PiecesOfAGrantedMessageFollowEachOther) {
    Stack stack({.piece_bytes_max = 3, .hold_percent = 50});
    stack.lower.open();
    EXPECT_TRUE(stack.upper.call([](Stream& below) { return below.takes(9); }));
    for (const char* piece : {"abc", "def", "ghi"}) {
        EXPECT_NE(
            stack.upper.call([&](Stream& below) { return below.send_piece(bytes_of(piece)); }),
            SendStatus::rejected);
    }
    while (!stack.turns.empty())
        stack.run_turns();
    EXPECT_EQ(stack.lower.received, "abcdefghi");
}

TEST(PassThroughFilter, AGrantIsRefusedAsAMessageOfThatSizeIs) {
    Stack stack;
    stack.lower.open();
    stack.lower.peer_reads = false;
    stack.lower.queued_bytes_max = 4;
    EXPECT_EQ(stack.upper.send("abcd"), SendStatus::queued);
    EXPECT_FALSE(stack.upper.call([](Stream& below) { return below.takes(4); }));
    stack.lower.peer_takes(4);
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "drained"));
    EXPECT_TRUE(stack.upper.call([](Stream& below) { return below.takes(4); }));
}

TEST(PassThroughFilter, AMessageHeldBackLeavesInALaterTurn) {
    Stack stack({.hold_percent = 100});
    stack.lower.open();
    EXPECT_EQ(stack.upper.send("abc"), SendStatus::queued);
    EXPECT_EQ(stack.lower.received, "");
    EXPECT_EQ(stack.upper.send("def"), SendStatus::rejected);
    stack.run_turns();
    EXPECT_EQ(stack.lower.received, "abc");
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "drained"));
}

TEST(PassThroughFilter, FinishLetsWhatIsHeldGoFirstAndDiscardsInput) {
    Stack stack({.hold_percent = 100});
    stack.lower.open();
    stack.lower.peer_sends("unread");
    stack.lower.step();
    EXPECT_EQ(stack.upper.send("last word"), SendStatus::queued);
    stack.upper.call([](Stream& below) { below.finish(CloseReason::drained); });
    stack.upper.call([](Stream& below) { below.finish(CloseReason::stopped); });
    EXPECT_FALSE(stack.lower.count("finish"));
    EXPECT_EQ(stack.upper.send("too late"), SendStatus::rejected);
    stack.lower.peer_sends("more");
    stack.lower.step();
    while (!stack.turns.empty())
        stack.run_turns();
    EXPECT_EQ(stack.lower.count("finish"), 1);
    stack.lower.peer_ends();
    stack.lower.step();
    EXPECT_EQ(stack.lower.received, "last word");
    EXPECT_THAT(stack.upper.told, ElementsAre("open", closed_with(CloseReason::drained)));
}

TEST(PassThroughFilter, FinishWaitsForARefusedRest) {
    Stack stack({.piece_bytes_max = 1});
    stack.lower.open();
    stack.lower.peer_reads = false;
    stack.lower.queued_bytes_max = 1;
    EXPECT_EQ(stack.upper.send("abc"), SendStatus::queued);
    stack.upper.call([](Stream& below) { below.finish(CloseReason::finished); });
    for (int taken = 0; taken < 2; ++taken) {
        EXPECT_FALSE(stack.lower.count("finish"));
        stack.lower.peer_takes(1);
        stack.lower.step();
    }
    EXPECT_TRUE(stack.lower.count("finish"));
    stack.lower.peer_takes(1);
    EXPECT_EQ(stack.lower.received, "abc");
    EXPECT_THAT(stack.upper.told, ElementsAre("open"));
}

TEST(PassThroughFilter, AbortDropsEverythingAndIsFollowedByTheCloseAlone) {
    Stack stack({.hold_percent = 100});
    stack.lower.open();
    stack.lower.peer_sends("unread");
    stack.lower.peer_ends();
    stack.lower.step();
    EXPECT_EQ(stack.upper.send("unsent"), SendStatus::queued);
    stack.upper.call([](Stream& below) { below.abort(CloseReason::protocol_error); });
    EXPECT_THAT(stack.upper.told, ElementsAre("open"));
    stack.run_turns();
    stack.lower.step();
    stack.run_turns();
    EXPECT_EQ(stack.lower.received, "");
    EXPECT_THAT(stack.upper.told, ElementsAre("open", closed_with(CloseReason::protocol_error)));
}

TEST(PassThroughFilter, SendsInPlaceWhatItsOwnDeliveryHolds) {
    Stack stack;
    stack.upper.reads = [&](MutableBytes data) {
        EXPECT_EQ(stack.upper.stream->send_in_place(data), SendStatus::sent);
        return Consumed{data.size()};
    };
    stack.lower.open();
    stack.lower.peer_sends("echo");
    stack.lower.step();
    EXPECT_EQ(stack.lower.received, "echo");
}

TEST(PassThroughFilter, SendsASharedBlockFromItsOffset) {
    MemoryBudget budget;
    Stack stack;
    stack.lower.open();
    const BlockRef block = BlockRef::copy_of(budget, bytes_of("header+payload"));
    EXPECT_EQ(stack.upper.call([&](Stream& below) { return below.send_shared(*block, 7); }),
              SendStatus::sent);
    EXPECT_EQ(stack.lower.received, "payload");
    EXPECT_TRUE(block.unique());
}

// -- The rest of the seam

TEST(PassThroughFilter, TheLastWordIsAskedForAfterAllInput) {
    Stack stack({.piece_bytes_max = 1, .hold_percent = 100});
    stack.lower.open();
    stack.lower.peer_sends("ab");
    stack.lower.step();
    stack.lower.drain();
    EXPECT_THAT(stack.upper.told, testing::Not(testing::Contains("drain")));
    while (!stack.turns.empty())
        stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data a", "data b", "drain"));
    EXPECT_TRUE(stack.lower.count("finish"));
}

TEST(PassThroughFilter, ADrainDuringTheHandshakeEndsIt) {
    Stack stack({.opens_late = true});
    stack.lower.open();
    stack.lower.drain();
    stack.run_turns();
    stack.lower.peer_ends();
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, ElementsAre(closed_with(CloseReason::drained)));
}

TEST(PassThroughFilter, ATurnThatWasAskedForComesOnceAndAlsoWhilePaused) {
    Stack stack;
    stack.lower.open();
    stack.upper.call([](Stream& below) { below.pause_reading(); });
    stack.upper.call([](Stream& below) { below.request_turn(); });
    stack.upper.call([](Stream& below) { below.request_turn(); });
    EXPECT_THAT(stack.upper.told, ElementsAre("open"));
    stack.run_turns();
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "turn"));
}

TEST(PassThroughFilter, PassesOnWhatOtherThreadsPost) {
    Stack stack({.opens_late = true});
    stack.lower.open();
    stack.lower.post("before it opened");
    stack.run_turns();
    stack.lower.post("hello");
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "posted hello"));
}

TEST(PassThroughFilter, IsNamedAsTheStreamBelow) {
    Stack stack;
    stack.lower.open();
    EXPECT_EQ(stack.filter.id(), stack.lower.id());
}

TEST(PassThroughFilter, ACloseIsToldAtOnceAndOnceAndATurnThatIsLeftDoesNothing) {
    Stack stack({.hold_percent = 100});
    stack.lower.open();
    stack.lower.peer_sends("held");
    stack.lower.step();
    ASSERT_FALSE(stack.turns.empty());
    stack.lower.close(CloseReason::reset);
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", closed_with(CloseReason::reset)));
}

TEST(PassThroughFilter, ACloseWithoutAnOpenIsToldAsWell) {
    Stack stack;
    stack.lower.close(CloseReason::connect_refused);
    EXPECT_THAT(stack.upper.told, ElementsAre(closed_with(CloseReason::connect_refused)));
}

TEST(PassThroughFilter, ATurnThatOutlivesTheFilterFindsItGone) {
    std::vector<std::function<void()>> turns;
    {
        PassThroughFilter filter(std::make_unique<UpperSession>(), {.opens_late = true},
                                 [&](std::function<void()> call) { turns.push_back(call); });
        ScriptedStream lower(filter);
        lower.open();
        lower.close(CloseReason::reset);
    }
    ASSERT_EQ(turns.size(), 1u);
    turns.front()();
}

TEST(PassThroughFilterDeathTest, AbortsWhereTheSessionAboveBreaksARule) {
    Stack stack;
    stack.lower.open();
    std::string elsewhere = "elsewhere";
    EXPECT_DEATH(static_cast<void>(stack.upper.stream->send_in_place(bytes_of(elsewhere))),
                 "inside on_data");
    const auto dies_reading = [&](std::function<Consumed(MutableBytes)> reads, std::size_t bytes,
                                  const char* rule) {
        stack.upper.reads = std::move(reads);
        EXPECT_DEATH(
            {
                stack.lower.peer_sends(std::string(bytes, 'x'));
                stack.lower.step();
            },
            rule);
    };
    dies_reading([](MutableBytes data) { return Consumed{data.size() + 1}; }, 5,
                 "no more is consumed");
    dies_reading(
        [](MutableBytes data) {
            data.back() = std::byte{'y'};
            return Consumed{0};
        },
        5, "not changed");
    stack.upper.reads = [](MutableBytes) { return Consumed{0}; };
    EXPECT_DEATH(
        for (int i = 0; i < 100'000; ++i) {
            stack.lower.peer_sends(std::string(1000, 'x'));
            stack.lower.step();
        },
        "tail left with `more` is short");
}

}  // namespace
}  // namespace potok
