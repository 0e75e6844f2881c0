// A session that gives its stream to another: what an upgrade from one protocol to the next is.
#include "tests/support/loop_harness.hpp"

namespace potok::testing {
namespace {

class HandOverTest : public ::testing::Test {
  protected:
    // Gives the stream of session `index` to a session with the successor's script.
    SessionLog& hand_over(Stream& stream) {
        SessionLog& log = net.new_log();
        stream.hand_over(std::make_unique<ScriptedSession>(successor, log));
        return log;
    }

    LoopHarness net;
    ScriptedSession::Script successor;
};

TEST_F(HandOverTest, TheSuccessorGetsWhatItsPredecessorLeftInTheSameDelivery) {
    net.script.on_data = [&](Stream& stream, MutableBytes) {
        EXPECT_EQ(stream.send(bytes_of("101;")), SendStatus::sent);
        hand_over(stream);
        return Consumed{3};
    };
    successor.on_data = [](Stream& stream, MutableBytes data) {
        EXPECT_NE(stream.send(data), SendStatus::rejected);
        return Consumed{data.size()};
    };
    Peer& peer = net.add_peer();
    peer.send("up;rest");
    net.until([&] { return peer.received() == "101;rest"; });
    EXPECT_EQ(net.log(0).data, "up;");
    EXPECT_EQ(net.log(1).data, "rest");
    EXPECT_EQ(net.log(1).opened, 1);
    peer.send("!");
    net.until([&] { return peer.received() == "101;rest!"; });
    peer.reset();
    net.until([&] { return net.log(1).closed == 1; });
    EXPECT_EQ(net.log(0).closed, 0) << "who handed over hears no more";
}

TEST_F(HandOverTest, HeldInputGoesToASuccessorThatComesLater) {
    net.script.on_data = [](Stream&, MutableBytes) { return Consumed{1, Consumed::Next::paused}; };
    Peer& peer = net.add_peer();
    peer.send("abc");
    net.until([&] { return net.log(0).data == "a"; });
    hand_over(*net.log(0).stream);
    net.steps(5);
    EXPECT_EQ(net.log(1).data, "") << "the pause stays";
    net.log(1).stream->resume_reading();
    net.until([&] { return net.log(1).data == "bc"; });
}

TEST_F(HandOverTest, HeldInputThatWasNotPausedNeedsNoResume) {
    net.script.on_data = [](Stream&, MutableBytes) { return Consumed{1}; };
    Peer& peer = net.add_peer();
    peer.send("abc");
    net.until([&] { return net.log(0).data == "a"; });
    hand_over(*net.log(0).stream);
    net.until([&] { return net.log(1).data == "bc"; });
}

TEST_F(HandOverTest, ThePeersEndIsToldToTheSuccessorTooAndBehindTheInput) {
    net.script.on_data = [](Stream&, MutableBytes) { return Consumed{1}; };
    net.script.on_end = [&](Stream& stream) { hand_over(stream); };
    successor.on_end = [&](Stream& stream) {
        EXPECT_EQ(net.log(1).data, "bc");
        stream.finish(CloseReason::finished);
    };
    Peer& peer = net.add_peer();
    peer.send("abc");
    net.until([&] { return peer.all_sent(); });
    peer.half_close();
    net.until([&] { return net.sessions() == 2 && net.log(1).closed == 1; });
    EXPECT_EQ(net.log(1).ended, 1);
    EXPECT_EQ(net.log(1).reason, CloseReason::finished);
}

TEST_F(HandOverTest, TheAlarmOfThePredecessorDoesNotRingForItsSuccessor) {
    net.script.on_open = [](Stream& stream) { stream.set_alarm(std::chrono::milliseconds(1)); };
    net.script.on_data = [&](Stream& stream, MutableBytes data) {
        hand_over(stream).stream->set_alarm(std::chrono::milliseconds(60));
        return Consumed{data.size()};
    };
    Peer& peer = net.add_peer();
    peer.send("x");
    net.until([&] { return net.sessions() == 2 && net.log(1).alarms == 1; });
    net.steps(20);
    EXPECT_EQ(net.log(1).alarms, 1);
}

TEST_F(HandOverTest, ADrainThatWasToldIsToldToTheSuccessor) {
    net.script.on_drain = [&](Stream& stream) { hand_over(stream); };
    successor.on_drain = [](Stream& stream) { stream.finish(CloseReason::drained); };
    Peer& peer = net.add_peer();
    net.until([&] { return net.log(0).opened == 1; });
    static_cast<Connection*>(net.log(0).stream)->drain();
    net.until([&] { return peer.ended(); });
    peer.close();
    net.until([&] { return net.log(1).closed == 1; });
    EXPECT_EQ(net.log(1).reason, CloseReason::drained);
}

TEST_F(HandOverTest, ASuccessorMayHandOverInItsTurn) {
    ScriptedSession::Script last;
    net.script.on_data = [&](Stream& stream, MutableBytes) {
        hand_over(stream);
        return Consumed{1};
    };
    successor.on_data = [&](Stream& stream, MutableBytes) {
        stream.hand_over(std::make_unique<ScriptedSession>(last, net.new_log()));
        return Consumed{1};
    };
    Peer& peer = net.add_peer();
    peer.send("abc");
    net.until([&] { return net.sessions() == 3 && net.log(2).data == "c"; });
    EXPECT_EQ(net.log(0).data, "a");
    EXPECT_EQ(net.log(1).data, "b");
}

TEST_F(HandOverTest, APredecessorIsDestroyedAfterItsCallbackAndInTheSameIteration) {
    struct Predecessor final : Session {
        explicit Predecessor(bool& gone_) : gone(gone_) {}
        ~Predecessor() override { gone = true; }
        void on_open(Stream&) override {}
        Consumed on_data(MutableBytes data) override { return {data.size()}; }
        void on_end() override {}
        void on_close(CloseReason) override {}
        bool& gone;
    };
    bool gone = false;
    bool gone_in_callback = true;
    net.script.on_data = [&](Stream& stream, MutableBytes data) {
        stream.hand_over(std::make_unique<Predecessor>(gone));
        hand_over(stream);
        gone_in_callback = gone;
        return Consumed{data.size()};
    };
    net.add_peer().send("up");
    net.until([&] { return net.sessions() == 2; });
    EXPECT_FALSE(gone_in_callback);
    EXPECT_TRUE(gone);
}

TEST_F(HandOverTest, AnEndedStreamTellsTheSuccessorWhyAtOnce) {
    net.script.on_data = [&](Stream& stream, MutableBytes data) {
        stream.finish(CloseReason::protocol_error);
        SessionLog& log = hand_over(stream);
        EXPECT_EQ(log.closed, 1);
        EXPECT_EQ(log.opened, 0);
        EXPECT_EQ(log.reason, CloseReason::protocol_error);
        return Consumed{data.size()};
    };
    Peer& peer = net.add_peer();
    peer.send("x");
    net.until([&] { return peer.ended(); });
    peer.close();
    net.until([&] { return net.log(0).closed == 1; });
}

}  // namespace
}  // namespace potok::testing
