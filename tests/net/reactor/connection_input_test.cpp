// What reaches a session from a real socket, and when.
#include "tests/support/loop_harness.hpp"

namespace potok::testing {
namespace {

Consumed echo(Stream& stream, MutableBytes data) {
    EXPECT_NE(stream.send(data), SendStatus::rejected);
    return {data.size()};
}

TEST(ConnectionInput, DeliversWhatThePeerSentAndSendsTheReply) {
    LoopHarness net;
    net.script.on_data = echo;
    Peer& peer = net.add_peer();
    peer.send("hello");
    net.until([&] { return peer.received() == "hello"; });
    EXPECT_EQ(net.log(0).data, "hello");
    EXPECT_EQ(net.log(0).opened, 1);
}

TEST(ConnectionInput, PutsAnUnconsumedTailInFrontOfWhatArrivesNext) {
    LoopHarness net;
    std::vector<std::string> seen;
    net.script.on_data = [&](Stream&, MutableBytes data) {
        seen.emplace_back(text_of(data));
        return Consumed{data.size() < 6 ? 0 : data.size()};
    };
    Peer& peer = net.add_peer();
    for (const char* part : {"ab", "cd", "ef"}) {
        const std::size_t before = seen.size();
        peer.send(part);
        net.until([&] { return seen.size() > before; });
    }
    EXPECT_EQ(seen, (std::vector<std::string>{"ab", "abcd", "abcdef"}));
    EXPECT_EQ(net.log(0).data, "abcdef");
}

TEST(ConnectionInput, GivesTheConsumedPartOnlyOnce) {
    LoopHarness net;
    std::vector<std::string> seen;
    net.script.on_data = [&](Stream&, MutableBytes data) {
        seen.emplace_back(text_of(data));
        return Consumed{1};
    };
    Peer& peer = net.add_peer();
    peer.send("abc");
    net.until([&] { return seen.size() == 1; });
    peer.send("d");
    net.until([&] { return seen.size() == 2; });
    EXPECT_EQ(seen, (std::vector<std::string>{"abc", "bcd"}));
}

TEST(ConnectionInput, WhatIsForLaterComesAgainWhenOthersHadTheirTurn) {
    LoopHarness net;
    std::string order;
    const Stream* slow = nullptr;
    net.script.on_data = [&](Stream& stream, MutableBytes data) {
        if (slow == nullptr) slow = &stream;
        order += &stream == slow ? 'S' : 'f';
        const bool later = &stream == slow && data.size() > 1;
        return later ? Consumed{1, Consumed::Next::later} : Consumed{data.size()};
    };
    Peer& first = net.add_peer();
    const std::string large(Session::kTailMax + 100, 's');
    first.send(large);
    net.until([&] { return order.size() > 3; });
    Peer& other = net.add_peer();
    other.send("x");
    net.until([&] { return order.find('f') != std::string::npos; });
    EXPECT_LT(order.size(), large.size()) << "the other had to wait for all of it";
    net.until([&] { return net.log(0).data.size() == large.size(); });
}

// Also where more arrives, or the end does, while something is left for later.
TEST(ConnectionInput, NothingOvertakesWhatIsForLater) {
    LoopHarness net;
    net.script.on_data = [&](Stream&, MutableBytes data) {
        if (data.size() == 1) return Consumed{1};
        return Consumed{data.size() / 2, Consumed::Next::later};
    };
    net.script.on_end = [&](Stream& stream) {
        EXPECT_EQ(net.log(0).data.size(), 300'003u);
        stream.finish(CloseReason::finished);
    };
    Peer& peer = net.add_peer();
    peer.send(std::string(300'000, 'a'));
    net.until([&] { return !net.log(0).data.empty(); });
    peer.send("bcd");
    net.until([&] { return peer.all_sent(); });
    peer.half_close();
    net.until([&] { return peer.gone(); });
    EXPECT_TRUE(net.log(0).data == std::string(300'000, 'a') + "bcd") << net.log(0).data.size();
}

TEST(ConnectionInput, WhoIsToDrainIsGivenFirstWhatIsForLater) {
    LoopHarness net;
    net.script.on_data = [&](Stream&, MutableBytes data) {
        EXPECT_EQ(net.log(0).drains, 0);
        return Consumed{std::min<std::size_t>(data.size(), 10'000), Consumed::Next::later};
    };
    Peer& peer = net.add_peer();
    peer.send(std::string(200'000, 'a'));
    net.until([&] { return !net.log(0).data.empty(); });
    Connection* const connection = net.loop().connections().find(net.log(0).stream->id());
    ASSERT_NE(connection, nullptr);
    connection->drain();
    net.until([&] { return net.log(0).drains != 0; });
    EXPECT_EQ(net.log(0).data.size(), 200'000u);
}

TEST(ConnectionInput, HoldsWhatAPausedSessionLeftAndGivesItAgainOnResume) {
    LoopHarness net;
    bool open_to_input = false;
    std::vector<std::string> seen;
    net.script.on_data = [&](Stream&, MutableBytes data) {
        seen.emplace_back(text_of(data));
        return open_to_input ? Consumed{data.size()} : Consumed{2, Consumed::Next::paused};
    };
    Peer& peer = net.add_peer();
    peer.send("abcdef");
    net.until([&] { return seen.size() == 1; });
    peer.send("ghi");
    net.steps(5);
    EXPECT_EQ(seen.size(), 1u) << "a paused session is left alone";
    open_to_input = true;
    net.log(0).stream->resume_reading();
    net.until([&] { return net.log(0).data == "abcdefghi"; });
    EXPECT_EQ(seen[1], "cdef") << "the held rest comes first, and without new input";
}

TEST(ConnectionInput, ASessionMayPauseAgainWhileItsHeldInputIsDelivered) {
    LoopHarness net;
    net.script.on_data = [](Stream&, MutableBytes) { return Consumed{1, Consumed::Next::paused}; };
    Peer& peer = net.add_peer();
    peer.send("abcd");
    for (const char* so_far : {"a", "ab", "abc", "abcd"}) {
        net.until([&] { return net.log(0).data == so_far; });
        net.steps(2);
        EXPECT_EQ(net.log(0).data, so_far);
        net.log(0).stream->resume_reading();
    }
}

TEST(ConnectionInput, HoldsMoreThanATailForAPausedSession) {
    LoopHarness net;
    bool open_to_input = false;
    net.script.on_data = [&](Stream&, MutableBytes data) {
        return open_to_input ? Consumed{data.size()} : Consumed{0, Consumed::Next::paused};
    };
    Peer& peer = net.add_peer();
    const std::string sent(3 * ReceiveBlock::kDataBytes, 'x');
    peer.send(sent);
    net.until(
        [&] { return peer.unsent() == 0 || net.loop().counters().bytes_received.value() > 0; });
    net.steps(20);
    open_to_input = true;
    net.log(0).stream->resume_reading();
    net.until([&] { return net.log(0).data.size() == sent.size(); });
    EXPECT_EQ(net.log(0).data, sent);
}

// The one that resumes has its own turn just then: the other's comes only after the next events.
TEST(ConnectionInput, HeldInputComesBeforeWhatArrivesAlsoWhenAnotherSessionResumes) {
    LoopHarness net;
    const std::string large(100'000, 'h');
    bool holding = true;
    net.script.on_data = [&](Stream& stream, MutableBytes data) {
        const bool first = &stream == net.log(0).stream;
        if (holding && (first || data.size() >= large.size())) {
            return Consumed{0, Consumed::Next::paused};
        }
        if (first) net.log(1).stream->resume_reading();
        return Consumed{holding ? 0 : data.size()};
    };
    Peer& resumer = net.add_peer();
    resumer.send("go");
    net.until([&] { return net.loop().counters().bytes_received.value() == 2; });
    Peer& held = net.add_peer();
    held.send(large);
    net.until([&] { return net.loop().counters().bytes_received.value() >= 2 + large.size(); });
    held.send("behind");
    net.steps(3);

    holding = false;
    net.log(0).stream->resume_reading();
    net.until([&] { return net.log(1).data.size() == large.size() + 6; });
    EXPECT_EQ(net.log(1).data, large + "behind");
}

TEST(ConnectionInput, TellsThePeersEndAfterEverythingBeforeIt) {
    LoopHarness net;
    net.script.on_data = echo;
    net.script.on_end = [](Stream& stream) { stream.finish(CloseReason::finished); };
    Peer& peer = net.add_peer();
    const std::string sent(1'000'000, 'y');
    peer.send(sent);
    net.until([&] { return peer.all_sent(); });
    peer.half_close();
    net.until([&] { return peer.ended(); });
    EXPECT_EQ(peer.received(), sent) << "a half-closed peer gets everything, then the end";
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).reason, CloseReason::finished);
}

TEST(ConnectionInput, HoldsThePeersEndBackWhileTheSessionIsPaused) {
    LoopHarness net;
    bool open_to_input = false;
    net.script.on_data = [&](Stream&, MutableBytes data) {
        return open_to_input ? Consumed{data.size()} : Consumed{0, Consumed::Next::paused};
    };
    Peer& peer = net.add_peer();
    peer.send("last words");
    net.until([&] { return peer.all_sent(); });
    peer.half_close();
    net.steps(10);
    EXPECT_EQ(net.log(0).ended, 0);
    open_to_input = true;
    net.log(0).stream->resume_reading();
    net.until([&] { return net.log(0).ended == 1; });
    EXPECT_EQ(net.log(0).data, "last words");
}

TEST(ConnectionInput, TellsTheEndWhereAnIncompleteTailIsLeft) {
    LoopHarness net;
    net.script.on_data = [](Stream&, MutableBytes) { return Consumed{0}; };
    Peer& peer = net.add_peer();
    peer.send("half a fra");
    net.until([&] { return peer.all_sent(); });
    peer.half_close();
    net.until([&] { return net.log(0).ended == 1; });
}

TEST(ConnectionInput, APausedConnectionCostsNoWakeUpsEvenWhenItsPeerResets) {
    LoopHarness net;
    Peer& peer = net.add_peer();
    net.log(0).stream->pause_reading();
    peer.send("unread");
    net.steps(3);
    peer.reset();
    net.steps(3);
    // A loop that has nothing to do sleeps through the whole wait, each time.
    const Instant before = Clock::now();
    for (int i = 0; i < 5; ++i)
        net.loop().run_once(std::chrono::milliseconds(10));
    EXPECT_GE(Clock::now() - before, std::chrono::milliseconds(50));
    EXPECT_EQ(net.log(0).closed, 0);
    net.log(0).stream->resume_reading();
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).reason, CloseReason::reset);
}

TEST(ConnectionInput, ReceivesStraightIntoTheSessionsTarget) {
    LoopHarness net;
    std::array<std::byte, 8> buffer{};
    std::size_t filled = 0;
    std::vector<const void*> seen_at;
    net.script.receive_target = [&] { return MutableBytes(buffer).subspan(filled); };
    net.script.on_data = [&](Stream&, MutableBytes data) {
        seen_at.push_back(data.data());
        filled += data.size();
        return Consumed{data.size()};
    };
    Peer& peer = net.add_peer();
    peer.send("abcd");
    net.until([&] { return filled == 4; });
    peer.send("efghijkl");
    net.until([&] { return net.log(0).data.size() == 12; });
    EXPECT_EQ(net.log(0).data, "abcdefghijkl");
    EXPECT_EQ(seen_at[0], buffer.data());
    EXPECT_EQ(seen_at[1], buffer.data() + 4);
    EXPECT_NE(seen_at[2], buffer.data() + 8) << "an empty target means the shared block";
}

TEST(ConnectionInput, AnIdleConnectionHoldsNoMemory) {
    LoopHarness net;
    std::size_t keep = 0;
    net.script.on_data = [&](Stream&, MutableBytes data) { return Consumed{data.size() - keep}; };
    Peer& peer = net.add_peer();
    keep = 3;
    peer.send("abcdef");
    net.until([&] { return net.log(0).data == "abc"; });
    EXPECT_GT(net.loop().budget().used(), 0u) << "the tail is held, and counted";
    keep = 0;
    peer.send("g");
    net.until([&] { return net.log(0).data == "abcdefg"; });
    EXPECT_EQ(net.loop().budget().used(), 0u);
}

}  // namespace
}  // namespace potok::testing
