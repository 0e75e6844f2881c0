// A client whose line is dead: no end and no reset ever comes from it, and nothing is acknowledged.
#include "tests/net/echo/echo_fixture.hpp"
#include "tests/net/namespace/network_namespace.hpp"

namespace potok::testing {
namespace {

class DeadPeerTest : public EchoTest {
  protected:
    void SetUp() override {
        const std::string obstacle = NetworkNamespace::enter();
        if (!obstacle.empty()) GTEST_SKIP() << obstacle;
    }
    void TearDown() override {
        if (NetworkNamespace::enter().empty()) NetworkNamespace::clear_rules();
    }

    // A member of the room; it is in when it hears itself.
    Peer& enter_room() {
        Peer& peer = connect();
        const std::string greeting = frame("in " + std::to_string(peers.size()));
        peer.send(greeting);
        until([&] { return peer.received().ends_with(greeting); });
        return peer;
    }
    // Nothing that the server sends reaches the peer any more.
    void cut_off(const Peer& peer) {
        ASSERT_TRUE(
            NetworkNamespace::add_rule("tcp dport " + std::to_string(peer.local_port()) + " drop"));
    }
    void expect_closed(const Peer& peer, const std::string& reason) {
        expect_logged("peer=127.0.0.1:" + std::to_string(peer.local_port()) + " reason=" + reason);
    }
    // It hears what it says, as everybody in the room does.
    void expect_heard(Peer& peer, const std::string& message) {
        static_cast<void>(peer.take_received());
        peer.send(message);
        expect_received(peer, message);
    }
    // More than the system takes for a peer that acknowledges nothing.
    static std::string much() { return frame(std::string(12'000'000, 'm')); }
};

TEST_F(DeadPeerTest, IsClosedByTheProgressTimeoutAndTheOthersMissNothing) {
    start({"--listen", "lp://127.0.0.1:0", "--broadcast", "--max-queued", "64MiB",
           "--progress-timeout", "300ms"});
    Peer& dead = enter_room();
    Peer& alive = enter_room();
    cut_off(dead);
    expect_heard(alive, much());
    expect_closed(dead, "no_progress");
    expect_heard(alive, frame("still here"));
}

TEST_F(DeadPeerTest, IsClosedAsASlowReaderWhereItsQueueIsFull) {
    start({"--listen", "lp://127.0.0.1:0", "--broadcast", "--max-queued", "64KiB",
           "--progress-timeout", "1h"});
    Peer& dead = enter_room();
    Peer& alive = enter_room();
    cut_off(dead);
    expect_heard(alive, much());
    expect_heard(alive, frame("one more"));
    expect_closed(dead, "slow_reader");
}

TEST_F(DeadPeerTest, DoesNotHoldUpTheEndBeyondTheDrainTimeout) {
    start({"--listen", "lp://127.0.0.1:0", "--drain-timeout", "300ms"});
    Peer& dead = enter_room();
    cut_off(dead);
    dead.send(frame("no answer will come through"));
    until([&] { return dead.all_sent(); });
    server->terminate();
    expect_exit(0);
}

}  // namespace
}  // namespace potok::testing
