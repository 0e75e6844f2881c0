// A loop of potok-echo whose thread no longer gets the processor.
#include "tests/net/echo/echo_fixture.hpp"
#include "tests/support/frozen_thread.hpp"

namespace potok::testing {
namespace {

class EchoLoopWatch : public EchoTest {};

TEST_F(EchoLoopWatch, AFrozenLoopIsReportedTheOtherServesAndItsPeersLoseNothing) {
    start({"--listen", "lp://127.0.0.1:0", "--reuse-port", "--threads", "2"});
    const std::optional<int> thread = polling_thread(server->process_id());
    if (!thread) GTEST_SKIP() << "the system does not say what a thread of another process does";
    std::optional<FrozenThread> frozen = FrozenThread::freeze(*thread);
    if (!frozen) GTEST_SKIP() << "the system does not let one process stop a thread of another";
    expect_logged("loop_frozen loop=");
    EXPECT_EQ(server->err().find("loop_frozen"), server->err().rfind("loop_frozen")) << "once";

    // Each loop has a listener of its own: some of these wait at the frozen one, some are served.
    for (int i = 0; i < 32; ++i)
        connect().send(frame("through"));
    const auto answered = [&] {
        return std::count_if(peers.begin(), peers.end(),
                             [](const auto& peer) { return !peer->received().empty(); });
    };
    until([&] { return answered() > 0; });

    frozen.reset();
    expect_logged("loop_moves_again loop=");
    for (const auto& peer : peers)
        expect_received(*peer, frame("through"));
}

}  // namespace
}  // namespace potok::testing
