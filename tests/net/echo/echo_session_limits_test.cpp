// The limits of potok-echo: each closes its own connection by name, and nobody else notices.
#include "tests/net/echo/echo_fixture.hpp"

namespace potok::testing {
namespace {

constexpr std::size_t kMiB = 1024 * 1024;

class EchoLimits : public EchoTest {
  protected:
    // A client that sends without reading until the system takes no more of it.
    Peer& connect_flooder(const std::string& message) {
        Peer& flooder = connect(4096);
        flooder.stop_reading();
        flooder.send(message);
        return flooder;
    }
};

TEST_F(EchoLimits, APeerThatNeverReadsIsClosedByNameAndHoldsNoMoreThanItsShare) {
    start({"--listen", "tcp://127.0.0.1:0", "--max-queued", "1MiB", "--progress-timeout", "500ms"});
    const std::size_t memory_before = server->peak_memory_bytes();
    Peer& flooder = connect_flooder(std::string(64 * kMiB, 'f'));
    Peer& other = connect();
    std::size_t asked = 0;
    until([&] {
        if (other.received().size() == asked) {
            other.send("ping");
            asked += 4;
        }
        return server->err().find("reason=no_progress") != std::string::npos;
    });
    EXPECT_GT(other.received().size(), 0u) << "others are answered meanwhile";
    EXPECT_GT(flooder.unsent(), 0u) << "its own sending was held back";
    expect_peak_within(memory_before, 16 * kMiB);
    flooder.start_reading();
    until([&] { return flooder.gone(); });
    EXPECT_FALSE(other.gone());
}

TEST_F(EchoLimits, APausedPeerGoesOnWhenItReadsAndLosesNothing) {
    start({"--listen", "lp://127.0.0.1:0", "--max-queued", "64KiB"});
    std::string sent;
    for (int i = 0; sent.size() < 8 * kMiB; ++i)
        sent +=
            frame(std::string(static_cast<std::size_t>(i) % 3000, static_cast<char>('a' + i % 26)));
    Peer& peer = connect_flooder(sent);
    std::size_t stuck = 0;
    // The same unsent rest many times over: nobody moves any more.
    for (int same = 0; same < 200;) {
        until([&] { return true; });
        peer.pump();
        same = peer.unsent() == stuck ? same + 1 : 0;
        stuck = peer.unsent();
    }
    peer.start_reading();
    expect_received(peer, sent);
}

TEST_F(EchoLimits, ASilentPeerIsClosedAsIdleInOrder) {
    start({"--listen", "lp://127.0.0.1:0", "--idle-timeout", "100ms"});
    Peer& silent = connect();
    until([&] { return silent.gone(); });
    EXPECT_TRUE(silent.ended()) << "an end, not a reset";
    silent.close();
    expect_closed_for("idle_timeout");
    expect_served();
}

TEST_F(EchoLimits, OverTheConnectionLimitPeersGoWithoutAByteAndAFreedPlaceIsUsed) {
    start({"--listen", "lp://127.0.0.1:0", "--max-connections", "2", "--threads", "2"});
    Peer& first = connect();
    Peer& second = connect();
    for (Peer* peer : {&first, &second}) {
        peer->send(frame("in"));
        expect_received(*peer, frame("in"));
    }
    for (int i = 0; i < 50; ++i) {
        Peer& refused = connect();
        until([&] { return refused.gone(); });
        EXPECT_EQ(refused.received(), "");
        const std::string name = "127.0.0.1:" + std::to_string(refused.local_port());
        refused.close();
        expect_logged("peer=" + name + " reason=too_many_connections");
    }
    first.send(frame("still in"));
    expect_received(first, frame("in") + frame("still in"));

    second.close();
    // The place is free once the program has seen the end; until then it refuses.
    until([&] {
        Peer& next = connect();
        next.send(frame("now in"));
        until([&] { return next.gone() || next.received() == frame("now in"); });
        const bool served = !next.gone();
        if (!served) peers.pop_back();
        return served;
    });
}

TEST_F(EchoLimits, WhoHoldsTheMostIsClosedWhenTheMemoryBudgetIsOver) {
    start({"--listen", "lp://127.0.0.1:0", "--memory-budget", "4MiB", "--max-message", "64MiB"});
    const std::size_t memory_before = server->peak_memory_bytes();
    Peer& small = connect();
    small.send(frame("small"));
    expect_received(small, frame("small"));
    Peer& large = connect();
    large.send(frame(std::string(32 * kMiB, 'L')));
    expect_closed_for("memory_budget");
    until([&] { return large.gone(); });
    expect_peak_within(memory_before, 24 * kMiB);
    small.send(frame("still here"));
    expect_received(small, frame("small") + frame("still here"));
    expect_served();
}

TEST_F(EchoLimits, ManyHalfSentMessagesStayWithinTheMemoryBudget) {
    start({"--listen", "lp://127.0.0.1:0", "--memory-budget", "4MiB"});
    const std::size_t memory_before = server->peak_memory_bytes();
    const std::string half = frame(std::string(2 * kMiB, 'h')).substr(0, kMiB);
    for (int i = 0; i < 40; ++i)
        connect().send(half);
    until([&] {
        return std::count_if(peers.begin(), peers.end(), [](const auto& p) { return p->gone(); }) >=
               30;
    });
    expect_peak_within(memory_before, 32 * kMiB);
    peers.clear();
    expect_served();
}

}  // namespace
}  // namespace potok::testing
