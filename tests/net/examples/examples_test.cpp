// The examples do what their first line says.
#include "tests/gtest_pch.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/peer.hpp"

namespace potok::testing {
namespace {

class ExampleTest : public ::testing::Test {
  protected:
    void start(const std::string& name) {
        program = std::make_unique<ChildProcess>(POTOK_BINARY_DIR "/bin/examples/example_" + name,
                                                 ChildProcess::Options{});
        const std::string mark = "127.0.0.1:";
        ASSERT_TRUE(program->wait_until([&] { return program->out().ends_with("\n"); }))
            << program->story();
        const std::size_t at = program->out().find(mark) + mark.size();
        port = static_cast<std::uint16_t>(std::stoi(program->out().substr(at)));
    }
    Peer& connect() {
        peers.push_back(std::make_unique<Peer>(port));
        return *peers.back();
    }
    void until(const std::function<bool()>& condition) {
        const auto pumped = [&] {
            for (const auto& peer : peers)
                peer->pump();
            return condition();
        };
        ASSERT_TRUE(program->wait_until(pumped)) << program->story();
    }

    std::unique_ptr<ChildProcess> program;
    std::vector<std::unique_ptr<Peer>> peers;
    std::uint16_t port = 0;
};

TEST_F(ExampleTest, EchoSendsBackWhatItGotThenEnds) {
    start("echo");
    Peer& peer = connect();
    const std::string message(3'000'000, 'e');
    peer.send(message);
    until([&] { return peer.received().size() == message.size(); });
    EXPECT_EQ(peer.received(), message);
    peer.half_close();
    until([&] { return peer.ended(); });
}

TEST_F(ExampleTest, BroadcastTellsEverybody) {
    start("broadcast");
    for (int i = 0; i < 5; ++i) {
        Peer& peer = connect();
        peer.send("in ");
        until([&] { return peer.received().ends_with("in "); });
    }
    peers[2]->send("to all");
    until([&] {
        return std::all_of(peers.begin(), peers.end(),
                           [](const auto& peer) { return peer->received().ends_with("to all"); });
    });
}

TEST_F(ExampleTest, TimerCountsSecondsFromTheFirst) {
    start("timer");
    Peer& peer = connect();
    peer.send("thrown away");
    until([&] { return peer.received().ends_with("1 s\n"); });
    EXPECT_EQ(peer.received(), "0 s\n1 s\n");
}

}  // namespace
}  // namespace potok::testing
