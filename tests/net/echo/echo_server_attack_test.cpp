// Peers that break off, vanish or come in numbers: the program goes on, and others are served.
#include "tests/net/echo/echo_fixture.hpp"

namespace potok::testing {
namespace {

class EchoAttack : public EchoTest {
  protected:
    // The program counts what it has closed; all of it comes before it ends.
    void expect_orderly_end() {
        peers.clear();
        server->terminate();
        expect_exit(0);
        EXPECT_NE(server->err().find(" ended connections="), std::string::npos) << server->err();
    }
};

TEST_F(EchoAttack, AResetInEveryStateHarmsNobody) {
    start({"--listen", "lp://127.0.0.1:0?max=1MiB", "--threads", "2"});
    for (int round = 0; round < 20; ++round) {
        connect().reset();

        Peer& inside_a_header = connect();
        inside_a_header.send("\x10");
        until([&] { return inside_a_header.all_sent(); });
        inside_a_header.reset();

        Peer& inside_a_frame = connect();
        inside_a_frame.send(frame(std::string(100'000, 'f')).substr(0, 60'000));
        until([&] { return inside_a_frame.all_sent(); });
        inside_a_frame.reset();

        Peer& answered = connect();
        answered.send(frame("x"));
        expect_received(answered, frame("x"));
        answered.reset();

        Peer& half_closed = connect();
        half_closed.send(frame("x"));
        until([&] { return half_closed.all_sent(); });
        half_closed.half_close();
        half_closed.reset();

        Peer& refused = connect();
        refused.send(little_endian(0xFFFFFFFF, 4));
        until([&] { return refused.ended(); });
        refused.reset();
        peers.clear();
    }
    // One whose answers are waiting for it to read.
    Peer& unread = connect(4096);
    unread.stop_reading();
    unread.send(frame(std::string(1'000'000, 'u')) + frame(std::string(1'000'000, 'v')) +
                frame(std::string(1'000'000, 'w')));
    until([&] { return unread.unsent() < 1'500'000; });
    unread.reset();
    expect_served();
    expect_orderly_end();
}

TEST_F(EchoAttack, AThousandWhoConnectAndVanishLeaveNothingBehind) {
    start({"--listen", "lp://127.0.0.1:0", "--max-connections", "50", "--threads", "2"});
    for (int i = 0; i < 500; ++i) {
        connect().reset();
        connect().close();
        peers.clear();
    }
    // All places are free again, some only when the program has seen those ends.
    while (peers.size() < 50 && !HasFailure()) {
        Peer& peer = connect();
        peer.send(frame("in"));
        until([&] { return peer.gone() || peer.received() == frame("in"); });
        if (peer.gone()) peers.pop_back();
    }
    EXPECT_EQ(peers.size(), 50u);
    expect_orderly_end();
}

TEST_F(EchoAttack, WithoutDescriptorsItRefusesWithoutSpinningAndRecovers) {
    if (kWithAddressSanitizer) {
        GTEST_SKIP() << "the sanitizer's own check of an object's type needs a descriptor";
    }
    start({"--listen", "lp://127.0.0.1:0", "--threads", "2"}, 64);
    for (int i = 0; i < 200; ++i)
        connect().send(frame("let me in"));
    const auto gone = [&] {
        return std::count_if(peers.begin(), peers.end(), [](const auto& p) { return p->gone(); });
    };
    const auto is_answered = [](const auto& peer) {
        return peer->received() == frame("let me in");
    };
    until([&] { return gone() >= 2; });
    // A listener that is woken without end would take all the time there is: a second or more.
    const auto used_before = server->cpu_time();
    until([&] { return gone() >= 12; });
    EXPECT_LT((server->cpu_time() - used_before).count(), 300);
    EXPECT_EQ(server->exit_code(), std::nullopt);
    const auto served_at_first = std::count_if(peers.begin(), peers.end(), is_answered);
    EXPECT_GT(served_at_first, 10);

    // Whoever was answered leaves, until all who are left were let in or refused.
    std::ptrdiff_t served = 0;
    until([&] {
        const auto left = std::remove_if(peers.begin(), peers.end(), [&](const auto& peer) {
            served += is_answered(peer) ? 1 : 0;
            return is_answered(peer) || peer->gone();
        });
        peers.erase(left, peers.end());
        return peers.empty();
    });
    EXPECT_GT(served, served_at_first) << "freed descriptors are used again";
    expect_served();
}

TEST_F(EchoAttack, ManySlowSendersHoldUpNobody) {
    start({"--listen", "lp://127.0.0.1:0", "--threads", "2"});
    for (int i = 0; i < 300; ++i)
        connect().send(frame("never whole").substr(0, 3 + static_cast<std::size_t>(i) % 10));
    until([&] {
        return std::all_of(peers.begin(), peers.end(), [](const auto& p) { return p->all_sent(); });
    });
    for (int i = 0; i < 10; ++i)
        expect_served();
    EXPECT_TRUE(std::none_of(peers.begin(), peers.begin() + 300,
                             [](const auto& peer) { return peer->gone(); }));
}

}  // namespace
}  // namespace potok::testing
