// What a listener makes of accepts that fail: Linux hands over the dead with the living, other
// systems do not, and the simulated one says so.
#include "reactor/listener.hpp"

#include "reactor/connection.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/sim/calm_world.hpp"

namespace potok::sim {
namespace {

class Nothing final : public Session {
  public:
    void on_open(Stream&) override {}
    Consumed on_data(MutableBytes data) override { return {data.size()}; }
    void on_end() override {}
    void on_close(CloseReason) override {}
};

class Door final : public SessionFactory, public Placement {
  public:
    explicit Door(EventLoop& loop) : loop_(loop) {}

    std::unique_ptr<Session> make_session(EventLoop&, const Address&) override {
        return std::make_unique<Nothing>();
    }
    EventLoop* place() override { return &loop_; }

  private:
    EventLoop& loop_;
};

TEST(ListenerWithoutLuck, AtADrainOneWhoHasGoneDoesNotShutTheDoorOnTheOthers) {
    CalmWorld world;
    MemoryBudget budget;
    const ConnectionLimits limits;
    const auto loop = std::move(EventLoop::create({.budget = &budget})).value();
    Door door(*loop);
    auto listening = std::move(Socket::listen(Address::ipv4({10, 0, 0, 2}, 0), {})).value();
    const std::uint16_t port = listening.local_address()->port();
    Listener& listener = Listener::open(*loop, std::move(listening), {&door, &limits, &door});
    TcpEnd& first = world.network.connect_from_outside(port);
    static_cast<void>(world.network.connect_from_outside(port));
    static_cast<void>(world.network.connect_from_outside(port));
    world.settle();
    first.close(true);
    world.settle();
    listener.drain();
    EXPECT_EQ(loop->load(), 2u);
    loop->run_once(Duration::zero());
}

}  // namespace
}  // namespace potok::sim
