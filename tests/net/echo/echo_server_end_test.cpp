// How potok-echo ends: what was handed to it before the signal is answered, and nobody is kept
// waiting longer than was agreed.
#include <cstdio>
#include <fstream>

#include "tests/net/echo/echo_fixture.hpp"

namespace potok::testing {
namespace {

enum class EndSignal { terminate, interrupt };

class EchoEnd : public EchoTest {
  protected:
    void signal(EndSignal which) {
        which == EndSignal::terminate ? server->terminate() : server->interrupt();
    }

    void answer_and_end(EndSignal which) {
        start({"--listen", "lp://127.0.0.1:0", "--threads", "2"});
        for (int i = 0; i < 20; ++i)
            connect().send(frame("before the signal"));
        until([&] { return all_sent(); });
        signal(which);
        until([&] { return all_gone(); });
        for (const auto& peer : peers) {
            EXPECT_EQ(peer->received(), frame("before the signal"));
            EXPECT_TRUE(peer->ended()) << "an end, not a reset";
            peer->close();
        }
        expect_exit(0);
    }

    [[nodiscard]] bool all_sent() const {
        return std::all_of(peers.begin(), peers.end(), [](const auto& p) { return p->all_sent(); });
    }
    [[nodiscard]] bool all_gone() const {
        return std::all_of(peers.begin(), peers.end(), [](const auto& p) { return p->gone(); });
    }
};

TEST_F(EchoEnd, SigtermAnswersWhatWasSentBeforeIt) {
    answer_and_end(EndSignal::terminate);
}

TEST_F(EchoEnd, SigintAnswersWhatWasSentBeforeIt) {
    answer_and_end(EndSignal::interrupt);
}

TEST_F(EchoEnd, WithoutConnectionsItEndsAtOnce) {
    start({"--listen", "lp://127.0.0.1:0", "--drain-timeout", "1h"});
    server->terminate();
    expect_exit(0);
}

TEST_F(EchoEnd, AClientThatStaysIsClosedWhenTheDrainTimeIsOver) {
    start({"--listen", "lp://127.0.0.1:0", "--drain-timeout", "200ms"});
    Peer& staying = connect();
    staying.send(frame("in"));
    expect_received(staying, frame("in"));
    server->terminate();
    until([&] { return staying.gone(); });
    expect_exit(0);
    EXPECT_NE(server->err().find("reason=drain_timeout"), std::string::npos) << server->err();
}

TEST_F(EchoEnd, ASecondSignalStopsAtOnce) {
    start({"--listen", "lp://127.0.0.1:0", "--drain-timeout", "1h", "--progress-timeout", "1h"});
    Peer& stuck = connect(4096);
    stuck.stop_reading();
    stuck.send(frame(std::string(12'000'000, 's')));
    until([&] { return stuck.all_sent(); });
    server->terminate();
    until([&] { return server->err().find("draining") != std::string::npos; });
    EXPECT_FALSE(server->exit_code());
    server->terminate();
    expect_exit(0);
    EXPECT_NE(server->err().find("reason=stopped"), std::string::npos) << server->err();
}

// Its debug log is more than a pipe holds, and nobody reads that.
TEST_F(EchoEnd, AStoppedReaderOfItsLogDoesNotKeepItFromEnding) {
    start({"--listen", "lp://127.0.0.1:0"});
    server->stop_reading_err();
    for (int i = 0; i < 1500; ++i)
        connect().reset();
    expect_served();
    server->terminate();
    expect_exit(0);
}

// A frame is *accepted* when the system has taken its last byte before the signal is given. Each
// one is echoed whole and in order, although the clients do not stop sending.
class EchoDrainUnderLoad : public EchoEnd, public ::testing::WithParamInterface<std::size_t> {};

TEST_P(EchoDrainUnderLoad, NoAcceptedMessageIsLost) {
    start({"--listen", "lp://127.0.0.1:0", "--threads", "2"});
    const std::string message = frame(std::string(1000, 'm'));
    constexpr std::size_t kClients = 8;
    const std::size_t in_flight_bytes_max = GetParam();
    std::vector<std::size_t> sent(kClients, 0);
    for (std::size_t i = 0; i < kClients; ++i)
        connect();
    const auto load = [&] {
        for (std::size_t i = 0; i < kClients; ++i) {
            if (peers[i]->gone()) continue;
            while (sent[i] < peers[i]->received().size() + in_flight_bytes_max) {
                peers[i]->send(message);
                sent[i] += message.size();
            }
        }
    };
    until([&] {
        load();
        return std::all_of(peers.begin(), peers.end(),
                           [](const auto& peer) { return peer->received().size() > 2'000'000; });
    });
    std::vector<std::size_t> accepted;
    for (std::size_t i = 0; i < kClients; ++i) {
        accepted.push_back((sent[i] - peers[i]->unsent()) / message.size() * message.size());
    }
    server->terminate();
    until([&] {
        load();
        return all_gone();
    });
    for (std::size_t i = 0; i < kClients; ++i) {
        const std::string& received = peers[i]->received();
        EXPECT_GE(received.size(), accepted[i]) << "client " << i;
        for (std::size_t at = 0; at + message.size() <= received.size(); at += message.size()) {
            ASSERT_EQ(received.compare(at, message.size(), message), 0) << "client " << i;
        }
        peers[i]->close();
    }
    expect_exit(0);
    EXPECT_EQ(server->err().find("drain_timeout"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(InFlight, EchoDrainUnderLoad,
                         ::testing::Values(std::size_t{1}, std::size_t{50'000},
                                           std::size_t{2'000'000}),
                         [](const auto& each) { return std::to_string(each.param) + "_bytes"; });

TEST_F(EchoEnd, ABroadcastIsDrainedTooWhileEveryoneSpeaks) {
    start({"--listen", "line://127.0.0.1:0", "--threads", "2", "--broadcast"});
    for (int i = 0; i < 6; ++i)
        connect();
    const auto speak = [&] {
        for (const auto& peer : peers) {
            if (peer->all_sent() && !peer->gone()) peer->send("all of us\n");
        }
    };
    until([&] {
        speak();
        return std::all_of(peers.begin(), peers.end(),
                           [](const auto& peer) { return peer->received().size() > 50'000; });
    });
    server->terminate();
    until([&] {
        speak();
        return all_gone();
    });
    for (const auto& peer : peers)
        peer->close();
    expect_exit(0);
    EXPECT_EQ(server->err().find("slow_reader"), std::string::npos) << server->err();
}

TEST_F(EchoEnd, SighupOpensTheLogAgainAfterItWasMovedAway) {
    const std::string log = ::testing::TempDir() + "potok_echo_end_test.log";
    const std::string moved = log + ".1";
    std::remove(log.c_str());
    start({"--listen", "lp://127.0.0.1:0", "--log-file", log});
    const auto holds = [](const std::string& path, std::string_view word) {
        std::ifstream file(path);
        const std::string text(std::istreambuf_iterator<char>(file), {});
        return text.find(word) != std::string::npos;
    };
    connect().reset();
    until([&] { return holds(log, "connection_closed"); });
    ASSERT_EQ(std::rename(log.c_str(), moved.c_str()), 0);
    server->hang_up();
    until([&] { return std::ifstream(log).good(); });
    connect().reset();
    until([&] { return holds(log, "connection_closed"); });
    EXPECT_EQ(server->exit_code(), std::nullopt);
    server->terminate();
    expect_exit(0);
    EXPECT_TRUE(holds(log, "ended"));
    std::remove(log.c_str());
    std::remove(moved.c_str());
}

}  // namespace
}  // namespace potok::testing
