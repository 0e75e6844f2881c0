// A session's turn: one call from the loop, soon, outside every other callback.
#include "tests/support/loop_harness.hpp"

namespace potok::testing {
namespace {

TEST(SessionTurn, ComesOnceInTheSameIterationWhoeverAsksHowOften) {
    LoopHarness net;
    net.script.on_data = [](Stream& stream, MutableBytes data) {
        stream.request_turn();
        stream.request_turn();
        return Consumed{data.size()};
    };
    Peer& peer = net.add_peer();
    peer.send("?");
    net.until([&] { return net.log(0).data == "?"; });
    EXPECT_EQ(net.log(0).turns, 1);
    net.steps(5);
    EXPECT_EQ(net.log(0).turns, 1);
}

TEST(SessionTurn, IsUntouchedByAPause) {
    LoopHarness net;
    net.add_peer();
    net.log(0).stream->pause_reading();
    net.log(0).stream->request_turn();
    net.steps(2);
    EXPECT_EQ(net.log(0).turns, 1);
}

TEST(SessionTurn, OneAskedForInATurnComesInTheNextIterationAndOthersGoFirst) {
    LoopHarness net;
    net.script.on_turn = [](Stream& stream) { stream.request_turn(); };
    net.add_peer();
    Peer& other = net.add_peer();
    net.log(0).stream->request_turn();
    other.send("not starved");
    net.until([&] { return net.log(1).data == "not starved"; });
    EXPECT_GE(net.log(0).turns, 1);
    const int before = net.log(0).turns;
    net.loop().run_once(Duration::zero());
    EXPECT_LE(net.log(0).turns, before + 2) << "at most one before the sleep and one behind it";
}

TEST(SessionTurn, WhatIsSentInItLeavesInTheSameIteration) {
    LoopHarness net;
    net.script.on_turn = [](Stream& stream) {
        EXPECT_EQ(stream.send(bytes_of("said in turn")), SendStatus::queued);
    };
    Peer& peer = net.add_peer();
    net.log(0).stream->request_turn();
    net.loop().run_once(Duration::zero());
    peer.pump();
    EXPECT_EQ(peer.received(), "said in turn");
}

TEST(SessionTurn, NoneComesAfterAnEndOrToASuccessor) {
    LoopHarness net;
    ScriptedSession::Script successor;
    for (int i = 0; i < 3; ++i)
        net.add_peer();
    for (int i = 0; i < 3; ++i)
        net.log(static_cast<std::size_t>(i)).stream->request_turn();
    net.log(0).stream->finish(CloseReason::finished);
    net.log(0).stream->request_turn();
    net.log(1).stream->abort(CloseReason::stopped);
    SessionLog& next = net.new_log();
    net.log(2).stream->hand_over(std::make_unique<ScriptedSession>(successor, next));
    net.steps(3);
    for (std::size_t i = 0; i < net.sessions(); ++i)
        EXPECT_EQ(net.log(i).turns, 0) << i;
    next.stream->request_turn();
    net.steps(2);
    EXPECT_EQ(next.turns, 1);
}

}  // namespace
}  // namespace potok::testing
