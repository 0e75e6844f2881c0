#include "protocol/session/tls_session.hpp"

#include "tests/unit/session/tls_stack.hpp"

namespace potok {
namespace {

using test::closed_with;
using test::TlsStack;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::TlsOptions;

Consumed all_of(MutableBytes data) {
    return {data.size()};
}

// -- The handshake

TEST(TlsSession, OpensTheSessionAboveWhenTheHandshakeIsOver) {
    for (const bool server : {true, false}) {
        for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
            TlsStack stack({.server = server, .tls = {.version = version}});
            stack.lower.open();
            EXPECT_THAT(stack.upper.told, IsEmpty());
            EXPECT_THAT(stack.lower.calls, ElementsAre("begin"));
            EXPECT_EQ(stack.lower.received.empty(), server) << "a client speaks first";
            for (int i = 0; i < 4; ++i) {
                stack.peer.feed(std::exchange(stack.lower.received, {}));
                static_cast<void>(stack.peer.handshake());
                stack.deliver();
                stack.step();
            }
            EXPECT_THAT(stack.upper.told, ElementsAre("open"));
            EXPECT_THAT(stack.lower.calls, ElementsAre("begin", "end"));
            EXPECT_EQ(stack.heard.established, 1);
            stack.peer_says("up");
            stack.step();
            EXPECT_THAT(stack.upper.told, ElementsAre("open", "data up"));
            EXPECT_EQ(stack.upper.send("down"), SendStatus::sent);
            EXPECT_EQ(stack.said(), "down");
        }
    }
}

TEST(TlsSession, DataThatComesWithTheLastFlightIsDelivered) {
    TlsStack stack;
    stack.lower.open();
    static_cast<void>(stack.peer.handshake());
    stack.deliver();
    stack.step();
    stack.peer.feed(std::exchange(stack.lower.received, {}));
    EXPECT_TRUE(stack.peer.handshake());
    stack.peer_says("at once");
    stack.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data at once"));
}

TEST(TlsSession, AHandshakeWaitsForItsTurnWhereOthersHaveTakenThemAll) {
    TlsStack stack;
    stack.lower.open();
    static_cast<void>(stack.lower.loop());
    stack.lower.loop().run_once(Duration::zero());
    // The next iteration is that of step(): nothing is left in it.
    const std::uint64_t next = stack.lower.loop().counters().iterations.value() + 1;
    for (unsigned i = 0; i < TlsRoomOptions{}.handshake_steps_max; ++i)
        EXPECT_TRUE(stack.room.admits(next, 0));
    static_cast<void>(stack.peer.handshake());
    stack.deliver();
    stack.step();
    EXPECT_EQ(stack.lower.received, "");
    EXPECT_TRUE(stack.lower.has_unread()) << "kept by the stream below";
    stack.step();
    EXPECT_NE(stack.lower.received, "") << "in the iteration behind it";
}

TEST(TlsSession, AHandshakeIsCountedAsMemoryUntilItIsOver) {
    TlsStack stack;
    const MemoryBudget& budget = stack.lower.loop().budget();
    stack.lower.open();
    EXPECT_EQ(budget.used(), TlsSession::kHandshakeBytes);
    const std::size_t held_above = stack.upper.held_bytes();
    EXPECT_EQ(stack.session.held_bytes(), TlsSession::kHandshakeBytes + held_above);
    for (int i = 0; i < 4; ++i) {
        static_cast<void>(stack.peer.handshake());
        stack.deliver();
        stack.step();
        stack.peer.feed(std::exchange(stack.lower.received, {}));
    }
    EXPECT_EQ(stack.heard.established, 1);
    EXPECT_EQ(budget.used(), 0u);
    EXPECT_EQ(stack.session.held_bytes(), held_above);
}

TEST(TlsSession, AHandshakeThatFailsOrIsLeftGivesItsMemoryBack) {
    for (const bool fails : {true, false}) {
        TlsStack stack;
        const MemoryBudget& budget = stack.lower.loop().budget();
        stack.lower.open();
        fails ? stack.lower.peer_sends("garbage, and no TLS") : stack.lower.peer_ends();
        stack.steps(2);
        EXPECT_EQ(budget.used(), 0u);
    }
}

TEST(TlsSession, AHandshakeThatTheMemoryIsShortForIsNotBegun) {
    TlsStack stack;
    MemoryBudget& budget = stack.lower.loop().budget();
    const std::size_t all = MemoryBudget::kUnlimited + MemoryBudget::kUnlimited / 8;
    ASSERT_TRUE(budget.charge(all));
    stack.lower.open();
    stack.steps(2);
    EXPECT_THAT(stack.upper.told, ElementsAre(closed_with(CloseReason::memory_budget)));
    budget.release(all);
    EXPECT_EQ(budget.used(), 0u);
}

TEST(TlsSession, PlainHttpIsAnsweredInPlainHttp) {
    TlsStack stack;
    stack.lower.open();
    stack.lower.peer_sends("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stack.step();
    stack.lower.peer_ends();
    stack.step();
    EXPECT_EQ(stack.lower.received, test::kPlainHttpAnswer);
    EXPECT_THAT(stack.upper.told, ElementsAre(closed_with(CloseReason::tls_failed)));
    EXPECT_EQ(stack.heard.failed, 1);
    EXPECT_EQ(stack.heard.reason, static_cast<std::uint32_t>(SSL_R_HTTP_REQUEST));
}

TEST(TlsSession, AFailedHandshakeIsTheAlertAndThenTheEnd) {
    TlsStack stack({.server = true, .tls = {.version = TLS1_3_VERSION}});
    testing::TlsPeer old(false, {.version = TLS1_2_VERSION});
    stack.lower.open();
    static_cast<void>(old.handshake());
    stack.lower.peer_sends(old.take());
    stack.step();
    old.feed(stack.lower.received);
    static_cast<void>(old.handshake());
    EXPECT_EQ(old.failure(), SSL_AD_REASON_OFFSET + SSL_AD_PROTOCOL_VERSION);
    EXPECT_EQ(stack.lower.count("finish"), 1);
    stack.lower.peer_ends();
    stack.step();
    EXPECT_EQ(stack.heard.failed, 1);
    EXPECT_EQ(stack.heard.established, 0);
    EXPECT_THAT(stack.upper.told, ElementsAre(closed_with(CloseReason::tls_failed)));
}

TEST(TlsSession, APeerThatGoesWithinTheHandshakeEndedIt) {
    TlsStack stack;
    stack.lower.open();
    stack.lower.peer_sends("\x16\x03\x01");
    stack.lower.peer_ends();
    stack.steps(2);
    EXPECT_EQ(stack.heard.failed, 0);
    EXPECT_THAT(stack.upper.told, ElementsAre(closed_with(CloseReason::ended_by_peer)));
}

TEST(TlsSession, ACloseWithoutAnOpenIsToldAsWell) {
    TlsStack stack;
    stack.lower.close(CloseReason::connect_refused);
    EXPECT_THAT(stack.upper.told, ElementsAre(closed_with(CloseReason::connect_refused)));
}

TEST(TlsSession, WhatIsPostedOrDrainedWithinTheHandshake) {
    TlsStack stack;
    stack.lower.open();
    stack.lower.post("before it opened");
    stack.lower.drain();
    stack.lower.peer_ends();
    stack.step();
    EXPECT_THAT(stack.upper.told, ElementsAre(closed_with(CloseReason::drained)));
}

// -- Input

TEST(TlsSession, GivesATailAgainInFrontOfWhatArrivesAndNotBefore) {
    TlsStack stack;
    stack.upper.reads = [](MutableBytes) { return Consumed{1}; };
    stack.open();
    stack.peer_says("ab");
    stack.steps(3);
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data ab"));
    stack.peer_says("c");
    stack.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data ab", "data bc"));
}

TEST(TlsSession, RecordsOfOneReceiveAreOneDelivery) {
    TlsStack stack;
    stack.open();
    for (const char* text : {"one", "two", "three"})
        stack.peer.write(text);
    stack.deliver();
    stack.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data onetwothree"));
}

TEST(TlsSession, APauseByReturnIsKeptAndWhatIsHeldComesAgainFromATurn) {
    TlsStack stack;
    stack.upper.reads = [](MutableBytes) { return Consumed{1, Consumed::Next::paused}; };
    stack.open();
    stack.peer_says("abc");
    stack.step();
    EXPECT_TRUE(stack.lower.paused());
    EXPECT_GT(stack.session.held_bytes(), 1000u);
    stack.peer_says("d");
    stack.steps(2);
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data abc"));
    stack.upper.reads = all_of;
    stack.upper.call([](Stream& below) { below.resume_reading(); });
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data abc")) << "not from inside the call";
    stack.step();
    EXPECT_FALSE(stack.lower.paused());
    stack.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data abc", "data bc", "data d"));
    EXPECT_EQ(stack.session.held_bytes(), 1000u);
}

TEST(TlsSession, LaterIsAsSoonAsOthersHadTheirTurn) {
    TlsStack stack;
    stack.upper.reads = [](MutableBytes) { return Consumed{1, Consumed::Next::later}; };
    stack.open();
    stack.peer_says("abc");
    stack.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data abc"));
    stack.step();
    stack.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data abc", "data bc", "data c"));
}

TEST(TlsSession, APauseLeavesTheRecordsBehindItUndecrypted) {
    TlsStack stack;
    std::string target(10, '\0');
    stack.upper.target = [&] {
        return std::as_writable_bytes(std::span(target.data(), target.size()));
    };
    stack.upper.reads = [](MutableBytes data) {
        return Consumed{data.size(), Consumed::Next::paused};
    };
    stack.open();
    for (int i = 0; i < 3; ++i)
        stack.peer.write("0123456789");
    stack.deliver();
    stack.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data 0123456789"));
    EXPECT_TRUE(stack.lower.has_unread() || stack.lower.paused());
    for (int i = 0; i < 2; ++i) {
        stack.upper.call([](Stream& below) { below.resume_reading(); });
        stack.steps(2);
    }
    EXPECT_THAT(stack.upper.told,
                ElementsAre("open", "data 0123456789", "data 0123456789", "data 0123456789"));
}

TEST(TlsSession, FillsASmallReceiveTargetAsOftenAsItIsOffered) {
    TlsStack stack;
    std::string target(4, '\0');
    stack.upper.target = [&] {
        return std::as_writable_bytes(std::span(target.data(), target.size()));
    };
    stack.open();
    stack.peer_says("abcdefghij");
    stack.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data abcd", "data efgh", "data ij"));
}

TEST(TlsSession, WhatOpensslHoldsComesAfterAResumeThoughNothingElseDoes) {
    TlsStack stack;
    std::string target(4, '\0');
    stack.upper.target = [&] {
        return std::as_writable_bytes(std::span(target.data(), target.size()));
    };
    stack.upper.reads = [](MutableBytes data) {
        return Consumed{data.size(), Consumed::Next::paused};
    };
    stack.open();
    stack.peer_says("abcdef");
    stack.step();
    stack.upper.call([](Stream& below) { below.resume_reading(); });
    stack.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data abcd", "data ef"));
}

TEST(TlsSession, ALargeStreamInPiecesArrivesWholeWhateverIsLeftOfEach) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    TlsStack stack;
    std::string read;
    stack.upper.reads = [&](MutableBytes data) {
        std::size_t taken = random() % (data.size() + 1);
        auto next = static_cast<Consumed::Next>(random() % 3);
        if (next == Consumed::Next::more && data.size() - taken >= Session::kTailMax)
            taken = data.size();
        read += text_of(data.first(taken));
        return Consumed{taken, next};
    };
    stack.open();
    std::string sent(1'000'000, '\0');
    for (char& byte : sent)
        byte = static_cast<char>(random());
    std::string ciphertext;
    for (std::string_view rest = sent; !rest.empty();) {
        const std::size_t size = std::min<std::size_t>(rest.size(), 1 + random() % 30'000);
        stack.peer.write(rest.substr(0, size));
        rest.remove_prefix(size);
    }
    ciphertext = stack.peer.take();
    for (int i = 0; read.size() < sent.size() && i < 200'000; ++i) {
        const std::size_t size = std::min<std::size_t>(ciphertext.size(), random() % 60'000);
        stack.lower.peer_sends(ciphertext.substr(0, size));
        ciphertext.erase(0, size);
        stack.step();
        if (random() % 2 == 0) stack.upper.call([](Stream& below) { below.resume_reading(); });
        if (ciphertext.empty() && !stack.lower.paused() && stack.session.held_bytes() > 1000) {
            stack.upper.reads = [&](MutableBytes data) {
                read += text_of(data);
                return Consumed{data.size()};
            };
            stack.upper.call([](Stream& below) {
                below.pause_reading();
                below.resume_reading();
            });
        }
    }
    EXPECT_TRUE(read == sent) << read.size();
}

TEST(TlsSession, TheSuccessorGetsWhatItsPredecessorLeft) {
    TlsStack stack;
    auto next = std::make_unique<test::UpperSession>();
    test::UpperSession& successor = *next;
    stack.upper.reads = [&](MutableBytes) {
        stack.upper.stream->hand_over(std::move(next));
        return Consumed{3};
    };
    stack.open();
    stack.peer_says("up;rest");
    stack.step();
    EXPECT_THAT(successor.told, ElementsAre("open", "data rest"));
    stack.peer_says("!");
    stack.peer_closes();
    stack.steps(2);
    EXPECT_THAT(successor.told, ElementsAre("open", "data rest", "data !", "end"));
}

TEST(TlsSession, ASuccessorThatComesLaterGetsTheTailTheEndAndTheDrain) {
    TlsStack stack;
    stack.upper.reads = [](MutableBytes) { return Consumed{1}; };
    stack.open();
    stack.peer_says("abc");
    stack.peer_closes();
    stack.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data abc", "end"));
    auto next = std::make_unique<test::UpperSession>();
    test::UpperSession& successor = *next;
    stack.upper.call([&](Stream& below) { below.hand_over(std::move(next)); });
    EXPECT_THAT(successor.told, ElementsAre("open"));
    stack.step();
    EXPECT_THAT(successor.told, ElementsAre("open", "data bc", "end"));
}

// -- The rest of the seam

TEST(TlsSession, ATurnThatWasAskedForComesOnceAndAlsoWhilePaused) {
    TlsStack stack;
    stack.open();
    stack.upper.call([](Stream& below) { below.pause_reading(); });
    stack.upper.call([](Stream& below) { below.request_turn(); });
    EXPECT_THAT(stack.upper.told, ElementsAre("open"));
    stack.steps(2);
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "turn"));
}

TEST(TlsSession, PassesOnWhatOtherThreadsPost) {
    TlsStack stack;
    stack.open();
    stack.lower.post("hello");
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "posted hello"));
    EXPECT_EQ(stack.session.id(), stack.lower.id());
}

}  // namespace
}  // namespace potok
