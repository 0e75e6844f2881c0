// When a listener accepts and when it waits. That it survives without descriptors is tested on the
// program, whose limit can be lowered: tests/net/echo/.
#include "reactor/listener.hpp"

#include "tests/support/loop_harness.hpp"

namespace potok::testing {
namespace {

TEST(Listener, AcceptsAStormInBatchesAndLosesNobody) {
    LoopHarness net;
    std::vector<std::unique_ptr<Peer>> storm;
    for (int i = 0; i < 300; ++i)
        storm.push_back(std::make_unique<Peer>(net.port()));
    net.step();
    EXPECT_GT(net.sessions(), 0u);
    EXPECT_LT(net.sessions(), storm.size()) << "the loop's other guests come between";
    net.until([&] { return net.sessions() == storm.size(); });
    EXPECT_EQ(net.loop().load(), storm.size());
}

TEST(Listener, NamesTheSessionsPeer) {
    LoopHarness net;
    net.add_peer();
    ASSERT_TRUE(net.last_peer());
    EXPECT_EQ(net.last_peer()->host_to_string(), "127.0.0.1");
}

// A level-triggered listener would be woken in every iteration for somebody it cannot take.
TEST(Listener, OverTheMemoryBudgetItWaitsWithoutSpinningAndGoesOn) {
    constexpr std::size_t kBudget = 1000;
    LoopHarness net(1024, kBudget);
    ASSERT_TRUE(net.loop().budget().charge(kBudget + 1));
    Peer waiting(net.port());
    net.until([&] { return net.loop().counters().accept_pauses.value() == 2; });
    EXPECT_EQ(net.sessions(), 0u) << "it has looked a second time, and waits on";
    net.loop().budget().release(kBudget + 1);
    net.until([&] { return net.sessions() == 1; });
}

TEST(Listener, OnceShutNobodyIsAccepted) {
    MemoryBudget budget;
    const std::unique_ptr<EventLoop> loop =
        std::move(EventLoop::create({.budget = &budget})).value();
    Socket socket = std::move(Socket::listen(Address::ipv4({127, 0, 0, 1}, 0), {})).value();
    const std::uint16_t port = socket.local_address()->port();
    class Nobody : public SessionFactory, public Placement {
      public:
        std::unique_ptr<Session> make_session(EventLoop&, const Address&) override {
            ADD_FAILURE() << "nobody is to be accepted";
            return nullptr;
        }
        EventLoop* place() override { return nullptr; }
    } nobody;
    const ConnectionLimits limits;
    Listener& listener = Listener::open(*loop, std::move(socket), {&nobody, &limits, &nobody});
    loop->run_once(Duration::zero());
    Peer waiting(port);
    listener.shut(CloseReason::stopped);
    loop->run_once(Duration::zero());
    waiting.pump();
    EXPECT_TRUE(waiting.was_reset());
}

TEST(Listener, WhereThereIsNoPlaceThePeerGoesWithoutAByteAndIsCounted) {
    MemoryBudget budget;
    const std::unique_ptr<EventLoop> loop =
        std::move(EventLoop::create({.budget = &budget})).value();
    Socket socket = std::move(Socket::listen(Address::ipv4({127, 0, 0, 1}, 0), {})).value();
    Peer refused(socket.local_address()->port());
    class Full : public Placement, public SessionFactory {
      public:
        EventLoop* place() override { return nullptr; }
        std::unique_ptr<Session> make_session(EventLoop&, const Address&) override {
            return nullptr;
        }
        void on_refused(const Address& peer, CloseReason reason) override {
            refusals.emplace_back(peer.port(), reason);
        }
        std::vector<std::pair<std::uint16_t, CloseReason>> refusals;
    } full;
    Listener::open(*loop, std::move(socket), {&full, nullptr, &full});
    loop->run_once(Duration::zero());
    refused.pump();
    EXPECT_TRUE(refused.gone());
    EXPECT_EQ(refused.received(), "");
    EXPECT_EQ(loop->counters().closed_for(CloseReason::too_many_connections).value(), 1u);
    ASSERT_EQ(full.refusals.size(), 1u);
    EXPECT_EQ(full.refusals.front().first, refused.local_port());
    EXPECT_EQ(full.refusals.front().second, CloseReason::too_many_connections);
    EXPECT_EQ(loop->load(), 0u);
}

}  // namespace
}  // namespace potok::testing
