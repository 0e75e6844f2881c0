// How a connection ends: in order, by either side's fault, by a deadline; and that it ends once.
#include "reactor/shared_block.hpp"
#include "tests/support/loop_harness.hpp"

namespace potok::testing {
namespace {

using std::chrono::milliseconds;

TEST(ConnectionEnd, FinishSendsWhatIsQueuedThenTheEnd) {
    LoopHarness net;
    Peer& peer = net.add_peer(4096);
    peer.stop_reading();
    Stream& stream = *net.log(0).stream;
    const std::string message(2'000'000, 'm');
    EXPECT_EQ(stream.send(bytes_of(message)), SendStatus::queued);
    stream.finish(CloseReason::finished);
    net.steps(5);
    EXPECT_EQ(net.log(0).closed, 0);
    peer.start_reading();
    net.until([&] { return peer.ended(); });
    EXPECT_EQ(peer.received().size(), message.size());
    peer.close();
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).reason, CloseReason::finished);
}

// Closing with unread input makes the system reset the peer, and the reset destroys what the peer
// has not read yet. So the input is read and thrown away first.
TEST(ConnectionEnd, ARefusalArrivesAlthoughThePeerIsStillSending) {
    LoopHarness net;
    const std::string refusal(500'000, 'r');
    net.script.on_data = [&](Stream& stream, MutableBytes data) {
        EXPECT_NE(stream.send(bytes_of(refusal)), SendStatus::rejected);
        stream.finish(CloseReason::protocol_error);
        return Consumed{data.size()};
    };
    Peer& peer = net.add_peer();
    peer.send(std::string(200'000, 'x'));
    net.until([&] { return peer.gone(); });
    EXPECT_TRUE(peer.ended()) << "an end, not a reset";
    EXPECT_EQ(peer.received(), refusal);
    peer.close();
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).reason, CloseReason::protocol_error);
}

TEST(ConnectionEnd, NothingIsDeliveredAfterFinish) {
    LoopHarness net;
    int calls = 0;
    net.script.on_data = [&](Stream& stream, MutableBytes data) {
        ++calls;
        stream.finish(CloseReason::protocol_error);
        return Consumed{data.size() / 2};
    };
    Peer& peer = net.add_peer();
    peer.send("abcdef");
    net.until([&] { return peer.ended(); });
    peer.send("more");
    net.steps(5);
    peer.close();
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(net.log(0).ended, 0);
}

TEST(ConnectionEnd, AbortResetsThePeerAndClosesFromTheLoop) {
    LoopHarness net;
    Peer& peer = net.add_peer();
    net.log(0).stream->abort(CloseReason::slow_reader);
    EXPECT_EQ(net.log(0).closed, 0) << "never from inside the caller's own call";
    net.loop().run_once(Duration::zero());
    EXPECT_EQ(net.log(0).closed, 1);
    EXPECT_EQ(net.log(0).reason, CloseReason::slow_reader);
    net.until([&] { return peer.was_reset(); });
}

TEST(ConnectionEnd, TheFirstReasonStays) {
    LoopHarness net;
    net.add_peer();
    Stream& stream = *net.log(0).stream;
    stream.abort(CloseReason::slow_reader);
    stream.abort(CloseReason::stopped);
    stream.finish(CloseReason::finished);
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).reason, CloseReason::slow_reader);
}

// ---- A reset in every state

TEST(ConnectionEnd, AResetWhileOpen) {
    LoopHarness net;
    net.add_peer().reset();
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).reason, CloseReason::reset);
}

TEST(ConnectionEnd, AResetWhileOutputIsQueued) {
    LoopHarness net;
    Peer& peer = net.add_peer(4096);
    peer.stop_reading();
    EXPECT_EQ(net.log(0).stream->send(bytes_of(std::string(5'000'000, 'q'))), SendStatus::queued);
    net.steps(5);
    peer.reset();
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).reason, CloseReason::reset);
    EXPECT_EQ(net.loop().budget().used(), 0u);
}

TEST(ConnectionEnd, AResetWhileFinishingWithOutputQueuedIsNoOrderlyEnd) {
    LoopHarness net;
    Peer& peer = net.add_peer(4096);
    peer.stop_reading();
    EXPECT_EQ(net.log(0).stream->send(bytes_of(std::string(5'000'000, 'q'))), SendStatus::queued);
    net.log(0).stream->finish(CloseReason::finished);
    net.steps(5);
    peer.reset();
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).reason, CloseReason::reset);
}

TEST(ConnectionEnd, AResetWhileLingeringChangesNothing) {
    LoopHarness net;
    Peer& peer = net.add_peer();
    net.log(0).stream->finish(CloseReason::finished);
    net.until([&] { return peer.ended(); });
    peer.reset();
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).reason, CloseReason::finished);
}

TEST(ConnectionEnd, AResetAfterThePeersOwnEnd) {
    LoopHarness net;
    Peer& peer = net.add_peer(4096);
    peer.half_close();
    net.until([&] { return net.log(0).ended == 1; });
    peer.stop_reading();
    EXPECT_EQ(net.log(0).stream->send(bytes_of(std::string(5'000'000, 'q'))), SendStatus::queued);
    net.steps(5);
    peer.reset();
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).reason, CloseReason::reset);
}

TEST(ConnectionEnd, AConnectionResetBeforeItWasAcceptedHarmsNobody) {
    LoopHarness net;
    for (int i = 0; i < 50; ++i) {
        Peer vanishing(net.port());
        vanishing.reset();
    }
    net.script.on_data = [](Stream& stream, MutableBytes data) {
        EXPECT_NE(stream.send(data), SendStatus::rejected);
        return Consumed{data.size()};
    };
    Peer stays(net.port());
    stays.send("still here");
    net.until([&] {
        stays.pump();
        return stays.received() == "still here";
    });
}

// ---- Deadlines

TEST(ConnectionEnd, APeerThatReadsNothingIsClosedByTheProgressTimeout) {
    LoopHarness net;
    net.limits.progress_timeout = milliseconds(60);
    Peer& peer = net.add_peer(4096);
    peer.stop_reading();
    EXPECT_EQ(net.log(0).stream->send(bytes_of(std::string(5'000'000, 'q'))), SendStatus::queued);
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).reason, CloseReason::no_progress);
}

TEST(ConnectionEnd, TheProgressTimeoutHoldsWhileFinishingToo) {
    LoopHarness net;
    net.limits.progress_timeout = milliseconds(60);
    Peer& peer = net.add_peer(4096);
    peer.stop_reading();
    EXPECT_EQ(net.log(0).stream->send(bytes_of(std::string(5'000'000, 'q'))), SendStatus::queued);
    net.log(0).stream->finish(CloseReason::finished);
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).reason, CloseReason::no_progress);
}

// The deadline runs from when the peer had to be waited for, not from some earlier time.
TEST(ConnectionEnd, OutputThatOnlyWaitsForItsTurnHasNoDeadline) {
    LoopHarness net;
    net.script.on_data = [](Stream&, MutableBytes data) {
        return Consumed{data.size(), Consumed::Next::paused};
    };
    Peer& peer = net.add_peer();
    peer.send("question");
    net.until([&] { return net.log(0).data == "question"; });
    Stream& stream = *net.log(0).stream;
    EXPECT_EQ(stream.send(bytes_of("first,")), SendStatus::queued);
    stream.resume_reading();  // looks at the deadlines while output waits
    net.step();
    // Timers come before turns: one armed for a deadline that never was would fire here.
    EXPECT_EQ(stream.send(bytes_of("second")), SendStatus::queued);
    net.steps(2);
    EXPECT_EQ(net.log(0).closed, 0);
    net.until([&] { return peer.received() == "first,second"; });
}

TEST(ConnectionEnd, AnIdlePeerIsClosedInOrderAndAnActiveOneIsNot) {
    LoopHarness net;
    net.limits.idle_timeout = milliseconds(400);
    net.limits.linger_timeout = milliseconds(50);
    Peer& idle = net.add_peer();
    Peer& active = net.add_peer();
    net.until([&] {
        active.send(".");
        return net.log(0).closed == 1;
    });
    EXPECT_EQ(net.log(0).reason, CloseReason::idle_timeout);
    EXPECT_EQ(net.log(1).closed, 0);
    net.until([&] { return idle.gone(); });
    EXPECT_TRUE(idle.ended());
}

TEST(ConnectionEnd, ASilentPeerIsToldALastWordAndNothingKeepsIt) {
    LoopHarness net;
    net.limits.idle_timeout = milliseconds(50);
    net.limits.linger_timeout = milliseconds(20);
    net.script.on_idle = [](Stream& stream) {
        EXPECT_NE(stream.send(bytes_of("good night")), SendStatus::rejected);
    };
    Peer& peer = net.add_peer();
    net.until([&] { return net.log(0).closed == 1 && peer.gone(); });
    EXPECT_EQ(peer.received(), "good night");
    EXPECT_EQ(net.log(0).reason, CloseReason::idle_timeout);
}

TEST(ConnectionEnd, APausedSessionIsNotIdle) {
    LoopHarness net;
    net.limits.idle_timeout = milliseconds(50);
    net.limits.linger_timeout = milliseconds(20);
    net.add_peer();
    net.log(0).stream->pause_reading();
    net.add_peer();
    net.until([&] { return net.log(1).closed == 1; });
    EXPECT_EQ(net.log(0).closed, 0);
    const Instant resumed = net.loop().now();
    net.log(0).stream->resume_reading();
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).reason, CloseReason::idle_timeout);
    EXPECT_GE(net.loop().now() - resumed, net.limits.idle_timeout) << "its time began anew";
}

TEST(ConnectionEnd, AHandshakeHasADeadlineWhichItsEndLifts) {
    LoopHarness net;
    net.limits.handshake_timeout = milliseconds(60);
    net.script.on_open = [](Stream& stream) { stream.begin_handshake(); };
    net.add_peer();
    net.add_peer();
    net.log(1).stream->end_handshake();
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).reason, CloseReason::handshake_timeout);
    net.steps(100);
    EXPECT_EQ(net.log(1).closed, 0);
}

// ---- Limits

TEST(ConnectionEnd, AFullLoopRefusesAndSaysSo) {
    LoopHarness net(2);
    net.add_peer();
    net.add_peer();
    Peer& refused = net.add_peer();
    net.until([&] { return refused.gone(); });
    EXPECT_EQ(refused.received(), "");
    EXPECT_EQ(net.log(2).opened, 0);
    EXPECT_EQ(net.log(2).closed, 1);
    EXPECT_EQ(net.log(2).reason, CloseReason::too_many_connections);
}

TEST(ConnectionEnd, OverTheMemoryBudgetTheLargestHolderIsClosed) {
    LoopHarness net(16, 3'000'000);
    net.limits.queued_bytes_max = 100'000'000;
    std::vector<Peer*> peers;
    for (int i = 0; i < 3; ++i) {
        peers.push_back(&net.add_peer(4096));
        peers.back()->stop_reading();
    }
    const std::string piece(200'000, 'p');
    // The second holds the most by far.
    for (const std::size_t i : {0u, 1u, 2u}) {
        EXPECT_NE(net.log(i).stream->send(bytes_of(piece)), SendStatus::rejected);
    }
    while (net.log(1).closed == 0) {
        if (Stream* stream = net.log(1).stream) static_cast<void>(stream->send(bytes_of(piece)));
        net.step();
    }
    EXPECT_EQ(net.log(1).reason, CloseReason::memory_budget);
    EXPECT_EQ(net.log(0).closed, 0);
    EXPECT_EQ(net.log(2).closed, 0);
    EXPECT_FALSE(net.loop().budget().exceeded());
}

// ---- Draining

TEST(ConnectionEnd, DrainAnswersWhatHadArrivedThenEnds) {
    LoopHarness net;
    net.script.on_data = [](Stream& stream, MutableBytes data) {
        EXPECT_NE(stream.send(data), SendStatus::rejected);
        return Consumed{data.size()};
    };
    Peer& peer = net.add_peer();
    const std::string sent(300'000, 'd');
    peer.send(sent);
    peer.pump();
    const std::size_t on_its_way = sent.size() - peer.unsent();
    net.loop().connections().at(0)->drain();
    net.until([&] { return peer.ended(); });
    EXPECT_GE(peer.received().size(), on_its_way);
    EXPECT_EQ(net.log(0).drains, 1);
    peer.close();
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).reason, CloseReason::drained);
}

// More than one receive brings: it lies in the buffers of the system, the peer's own included.
TEST(ConnectionEnd, DrainTakesEverythingThatThePeerHadHandedToTheSystem) {
    LoopHarness net;
    net.script.on_data = [](Stream&, MutableBytes data) { return Consumed{data.size()}; };
    Peer& peer = net.add_peer();
    const std::string sent(3'000'000, 'd');
    peer.send(sent);
    peer.pump();
    const std::size_t handed_over = sent.size() - peer.unsent();
    ASSERT_GT(handed_over, 8u * ReceiveBlock::kDataBytes) << "as much as the test is about";
    net.loop().connections().at(0)->drain();
    net.until([&] { return net.log(0).drains == 1; });
    EXPECT_GE(net.log(0).data.size(), handed_over);
}

TEST(ConnectionEnd, APausedSessionIsDrainedOnceItHasResumed) {
    LoopHarness net;
    bool open_to_input = false;
    net.script.on_data = [&](Stream&, MutableBytes data) {
        return open_to_input ? Consumed{data.size()} : Consumed{0, Consumed::Next::paused};
    };
    Peer& peer = net.add_peer();
    peer.send("held");
    net.until([&] { return net.loop().counters().bytes_received.value() == 4; });
    net.loop().connections().at(0)->drain();
    net.steps(5);
    EXPECT_EQ(net.log(0).drains, 0);
    open_to_input = true;
    net.log(0).stream->resume_reading();
    net.until([&] { return peer.ended(); });
    EXPECT_EQ(net.log(0).data, "held");
    EXPECT_EQ(net.log(0).drains, 1);
}

// ---- Every callback, every action

using Action = std::function<void(Stream&)>;

std::vector<std::pair<std::string, Action>> actions() {
    static const std::string large(2'000'000, 'L');
    return {
        {"send", [](Stream& s) { static_cast<void>(s.send(bytes_of("reply"))); }},
        {"send_large", [](Stream& s) { static_cast<void>(s.send(bytes_of(large))); }},
        {"send_shared",
         [](Stream& s) {
             const BlockRef block = BlockRef::copy_of(s.loop().budget(), bytes_of("shared block"));
             static_cast<void>(s.send_shared(*block, 1));
         }},
        {"pause", [](Stream& s) { s.pause_reading(); }},
        {"resume", [](Stream& s) { s.resume_reading(); }},
        {"pause_and_resume",
         [](Stream& s) {
             s.pause_reading();
             s.resume_reading();
         }},
        {"finish", [](Stream& s) { s.finish(CloseReason::finished); }},
        {"abort", [](Stream& s) { s.abort(CloseReason::stopped); }},
        {"send_and_finish",
         [](Stream& s) {
             static_cast<void>(s.send(bytes_of(large)));
             s.finish(CloseReason::finished);
         }},
        {"finish_and_abort",
         [](Stream& s) {
             s.finish(CloseReason::finished);
             s.abort(CloseReason::stopped);
         }},
        {"handshake",
         [](Stream& s) {
             s.begin_handshake();
             s.end_handshake();
         }},
    };
}

// One peer's life against a session that does `action` in one of its callbacks.
void live_through(const std::string& callback, const Action& action) {
    LoopHarness net;
    net.limits.queued_bytes_max = 1000;
    net.limits.linger_timeout = milliseconds(20);
    net.limits.progress_timeout = milliseconds(200);
    const auto act_in = [&](const char* name, Stream& stream) {
        if (callback == name) action(stream);
    };
    net.script.on_open = [&](Stream& stream) { act_in("on_open", stream); };
    net.script.on_data = [&](Stream& stream, MutableBytes data) {
        act_in("on_data", stream);
        static_cast<void>(stream.send(data));
        return Consumed{data.size()};
    };
    net.script.on_end = [&](Stream& stream) { act_in("on_end", stream); };
    net.script.on_drained = [&](Stream& stream) { act_in("on_drained", stream); };
    net.script.on_drain = [&](Stream& stream) { act_in("on_drain", stream); };
    Peer& peer = net.add_peer();
    peer.send("first");
    net.steps(2);
    if (Stream* stream = net.log(0).stream) {
        static_cast<void>(stream->send(bytes_of(std::string(3'000'000, 'x'))));
        static_cast<void>(stream->send(bytes_of("rejected")));
    }
    net.steps(4);
    if (Connection* connection = net.loop().connections().at(0)) connection->drain();
    net.steps(2);
    peer.half_close();
    net.steps(4);
    if (Stream* stream = net.log(0).stream) stream->abort(CloseReason::stopped);
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.loop().budget().used(), 0u);
}

TEST(ConnectionEnd, EveryActionIsAllowedInEveryCallback) {
    for (const char* callback : {"on_open", "on_data", "on_end", "on_drained", "on_drain"}) {
        for (const auto& [name, action] : actions()) {
            SCOPED_TRACE(std::string(name) + " in " + callback);
            live_through(callback, action);
        }
    }
}

TEST(ConnectionEnd, ALoopThatIsDestroyedClosesWhatItHolds) {
    std::vector<std::unique_ptr<SessionLog>> logs;
    {
        LoopHarness net;
        net.add_peer();
        net.add_peer();
        net.log(0).stream->finish(CloseReason::finished);
        net.script.on_open = {};
    }
    SUCCEED() << "under ASan: no leak, no use after free";
}

}  // namespace
}  // namespace potok::testing
