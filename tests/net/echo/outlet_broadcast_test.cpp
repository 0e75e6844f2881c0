// --broadcast: every message reaches every connection of its listener, the sender's included.
#include "tests/net/echo/echo_fixture.hpp"

namespace potok::testing {
namespace {

struct Speech {
    std::string name;
    std::string address;
    std::string (*encode)(std::string_view);
};
void PrintTo(const Speech& speech, std::ostream* out) {
    *out << speech.name;
}

class EchoBroadcast : public EchoTest, public ::testing::WithParamInterface<Speech> {
  protected:
    // Members of the listener, known to be in. Each one's greeting has reached all before the next
    // comes: what is said on different loops has no order.
    void connect_members(std::size_t count) {
        while (peers.size() < count) {
            const std::string greeting = GetParam().encode("hi " + std::to_string(peers.size()));
            connect().send(greeting);
            until([&] {
                return std::all_of(peers.begin(), peers.end(), [&](const auto& peer) {
                    return peer->received().ends_with(greeting);
                });
            });
        }
        for (const auto& peer : peers)
            static_cast<void>(peer->take_received());
    }

    const std::string message = GetParam().encode("to all");
};

TEST_P(EchoBroadcast, EveryMemberGetsEachMessageWhole) {
    start({"--listen", GetParam().address, "--broadcast", "--threads", "2"});
    connect_members(8);
    constexpr std::size_t kEach = 50;
    for (std::size_t n = 0; n < kEach; ++n) {
        for (const auto& peer : peers)
            peer->send(message);
    }
    std::string expected;
    for (std::size_t n = 0; n < kEach * peers.size(); ++n)
        expected += message;
    for (const auto& peer : peers)
        expect_received(*peer, expected);
}

TEST_P(EchoBroadcast, ListenersAreRoomsOfTheirOwn) {
    start({"--listen", GetParam().address, "--listen", GetParam().address, "--broadcast"});
    Peer& here = connect();
    peers.push_back(std::make_unique<Peer>(port_of(1)));
    Peer& elsewhere = *peers.back();
    for (Peer* peer : {&here, &elsewhere}) {
        peer->send(message);
        expect_received(*peer, message);
    }
}

TEST_P(EchoBroadcast, ASlowReaderIsClosedByNameAndTheOthersMissNothing) {
    start({"--listen", GetParam().address, "--broadcast", "--threads", "2", "--max-queued",
           "256KiB", "--progress-timeout", "60s"});
    connect_members(3);
    peers.push_back(std::make_unique<Peer>(port, 4096));
    Peer& slow = *peers.back();
    slow.send(message);
    until([&] { return slow.received() == message; });
    slow.stop_reading();
    std::size_t sent = 1;
    Peer& speaker = *peers[0];
    const auto all_heard = [&] {
        return std::all_of(peers.begin(), peers.begin() + 3, [&](const auto& peer) {
            return peer->received().size() == sent * message.size();
        });
    };
    // The next batch when the last has been heard by all who read: they never fall behind.
    until([&] {
        if (all_heard()) {
            std::string batch;
            while (batch.size() < 60'000) {
                batch += message;
                ++sent;
            }
            speaker.send(batch);
        }
        return server->err().find("reason=slow_reader") != std::string::npos;
    });
    until(all_heard);
    EXPECT_EQ(server->err().find("reason=slow_reader"), server->err().rfind("reason=slow_reader"));
}

std::string as_it_is(std::string_view text) {
    return std::string(text);
}

std::string line(std::string_view text) {
    return std::string(text) + '\n';
}

INSTANTIATE_TEST_SUITE_P(Protocols, EchoBroadcast,
                         ::testing::Values(Speech{"raw_bytes", "tcp://127.0.0.1:0", as_it_is},
                                           Speech{"frames", "lp://127.0.0.1:0", frame},
                                           Speech{"lines", "line://127.0.0.1:0", line}),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace potok::testing
