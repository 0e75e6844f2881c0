// --broadcast: every message reaches every connection of its listener, the sender's included.
#include "tests/net/echo/echo_fixture.hpp"

namespace potok::testing {
namespace {

struct Speech {
    std::string name;
    std::string address;
    std::string message;
};

class EchoBroadcast : public EchoTest, public ::testing::WithParamInterface<Speech> {
  protected:
    // Members of the listener, known to be in: each has been answered.
    void connect_members(std::size_t count) {
        while (peers.size() < count) {
            Peer& peer = connect();
            peer.send(GetParam().message);
            until([&] { return peer.received().ends_with(GetParam().message); });
        }
        // Each heard the greetings of those who came after it.
        until([&] {
            for (std::size_t i = 0; i < count; ++i) {
                if (peers[i]->received().size() != (count - i) * GetParam().message.size()) {
                    return false;
                }
            }
            return true;
        });
        for (const auto& peer : peers)
            static_cast<void>(peer->take_received());
    }
};

TEST_P(EchoBroadcast, EveryMemberGetsEachMessageWhole) {
    start({"--listen", GetParam().address, "--broadcast", "--threads", "2"});
    connect_members(8);
    constexpr std::size_t kEach = 50;
    for (std::size_t n = 0; n < kEach; ++n) {
        for (const auto& peer : peers)
            peer->send(GetParam().message);
    }
    std::string expected;
    for (std::size_t n = 0; n < kEach * peers.size(); ++n)
        expected += GetParam().message;
    for (const auto& peer : peers)
        expect_received(*peer, expected);
}

TEST_P(EchoBroadcast, ListenersAreRoomsOfTheirOwn) {
    start({"--listen", GetParam().address, "--listen", GetParam().address, "--broadcast"});
    Peer& here = connect();
    peers.push_back(std::make_unique<Peer>(port_of(1)));
    Peer& elsewhere = *peers.back();
    for (Peer* peer : {&here, &elsewhere}) {
        peer->send(GetParam().message);
        expect_received(*peer, GetParam().message);
    }
}

TEST_P(EchoBroadcast, ASlowReaderIsClosedByNameAndTheOthersMissNothing) {
    start({"--listen", GetParam().address, "--broadcast", "--threads", "2", "--max-queued",
           "256KiB", "--progress-timeout", "60s"});
    connect_members(3);
    peers.push_back(std::make_unique<Peer>(port, 4096));
    Peer& slow = *peers.back();
    slow.send(GetParam().message);
    until([&] { return slow.received() == GetParam().message; });
    slow.stop_reading();
    std::size_t sent = 1;
    Peer& speaker = *peers[0];
    const auto all_heard = [&] {
        return std::all_of(peers.begin(), peers.begin() + 3, [&](const auto& peer) {
            return peer->received().size() == sent * GetParam().message.size();
        });
    };
    // The next batch when the last has been heard by all who read: they never fall behind.
    until([&] {
        if (all_heard()) {
            std::string batch;
            while (batch.size() < 60'000) {
                batch += GetParam().message;
                ++sent;
            }
            speaker.send(batch);
        }
        return server->err().find("reason=slow_reader") != std::string::npos;
    });
    until(all_heard);
    EXPECT_EQ(server->err().find("reason=slow_reader"), server->err().rfind("reason=slow_reader"));
}

INSTANTIATE_TEST_SUITE_P(Protocols, EchoBroadcast,
                         ::testing::Values(Speech{"raw_bytes", "tcp://127.0.0.1:0", "raw bytes "},
                                           Speech{"frames", "lp://127.0.0.1:0", frame("a frame")},
                                           Speech{"lines", "line://127.0.0.1:0", "a line\n"}),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace potok::testing
