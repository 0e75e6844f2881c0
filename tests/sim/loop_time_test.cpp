// What a loop makes of time, to the moment: only where time is ours can it be claimed.
#include "reactor/connection.hpp"
#include "reactor/event_loop.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/sim/calm_world.hpp"
#include "tests/sim/rig.hpp"

namespace potok::sim {
namespace {

// Deadlines of connections are kept in units of 2^24 ns.
constexpr Duration kUnit{1 << 24};
constexpr Duration kIdleTimeout = 600 * kUnit;

// Listens, and remembers for how long it had heard nothing when it was closed.
class Listening final : public Session {
  public:
    Listening(World& world, std::vector<Duration>& silences)
        : world_(world), silences_(silences), heard_at_(world.now()) {}

    void on_open(Stream&) override {}
    Consumed on_data(MutableBytes data) override {
        heard_at_ = world_.now();
        return {data.size()};
    }
    void on_end() override {}
    void on_close(CloseReason reason) override {
        if (reason == CloseReason::idle_timeout) silences_.push_back(world_.now() - heard_at_);
    }

  private:
    World& world_;
    std::vector<Duration>& silences_;
    Instant heard_at_;
};

// Many connections that came within a second, and said their only word a while later.
class LoopTime : public testing::Test {
  protected:
    static constexpr std::size_t kClients = 400;

    LoopTime() {
        rig_.limits.idle_timeout = kIdleTimeout;
        const std::uint16_t port = rig_.listen([this](EventLoop&, const Address&) {
            return std::make_unique<Listening>(world_, silences_);
        });
        rig_.start();
        for (std::size_t i = 0; i < kClients; ++i) {
            world_.at(world_.soon(std::chrono::seconds(1)), [this, port] { connect(port); });
        }
    }

    void connect(std::uint16_t port) {
        ClientPlan plan;
        plan.ending = ClientPlan::Ending::stay;
        Client& client = rig_.connect(port, std::move(plan));
        const Duration later = std::chrono::seconds(2);
        world_.at(later + world_.soon(std::chrono::seconds(1)), [&client] { client.send("word"); });
    }

    CalmWorld world_;
    std::vector<Duration> silences_;
    Rig rig_{world_, {.threads = 1}};
};

TEST_F(LoopTime, AnIdleConnectionIsClosedInTheTwoUnitsAfterItsDeadlineAndNotBefore) {
    rig_.await_clients(kClients, std::chrono::minutes(1));
    world_.settle();
    ASSERT_EQ(silences_.size(), kClients);
    EXPECT_GE(*std::ranges::min_element(silences_), kIdleTimeout);
    EXPECT_LE(*std::ranges::max_element(silences_), kIdleTimeout + 2 * kUnit);
    rig_.stop();
}

// When the first deadlines come, each connection has been heard since: nothing happens but that.
TEST_F(LoopTime, DeadlinesOfManyConnectionsShareTheirWakeUps) {
    world_.run_for(kIdleTimeout);
    const std::uint64_t before = world_.iterations();
    world_.run_for(std::chrono::seconds(1));
    EXPECT_TRUE(silences_.empty());
    EXPECT_LE(world_.iterations() - before, 2 * (std::chrono::seconds(1) / kUnit));
    rig_.stop();
}

// Or the clients of a server that restarts would all come back at once.
TEST_F(LoopTime, ADrainIsSpreadOverAWhile) {
    world_.run_for(std::chrono::seconds(5));
    rig_.end_in_order(std::chrono::seconds(10));
    const auto by_end = [](const auto& one, const auto& other) {
        return one->done_at() < other->done_at();
    };
    const auto [first, last] = std::ranges::minmax_element(rig_.clients(), by_end);
    EXPECT_GE((*last)->done_at() - (*first)->done_at(), std::chrono::milliseconds(50));
}

// Says its last word, and stays; but for the first, whose slot then serves another.
class Staying final : public Session {
  public:
    explicit Staying(int& asked) : asked_(asked) {}
    void on_open(Stream&) override {}
    Consumed on_data(MutableBytes data) override { return {data.size()}; }
    void on_end() override {}
    void on_drain(Stream& stream) override {
        if (++asked_ == 1) stream.finish(CloseReason::drained);
    }
    void on_close(CloseReason) override {}

  private:
    int& asked_;
};

TEST(LoopTimeAlone, WhoArrivesWhenADrainHasPassedIsAskedTooAndNobodyTwice) {
    CalmWorld world;
    int asked = 0;
    Rig rig(world, {.threads = 1});
    const std::uint16_t port =
        rig.listen([&](EventLoop&, const Address&) { return std::make_unique<Staying>(asked); });
    rig.start();
    for (int i = 0; i < 2; ++i)
        rig.connect(port, {.ending = ClientPlan::Ending::stay});
    world.settle();
    rig.group().drain(std::chrono::seconds(10));
    world.run_for(std::chrono::seconds(5));
    ASSERT_EQ(asked, 2);
    ASSERT_EQ(rig.group().connections(), 1u) << "a slot is free again";
    auto listening = std::move(Socket::listen(Address::ipv4({10, 0, 0, 2}, 0), {})).value();
    static_cast<void>(world.network.connect_from_outside(listening.local_address()->port()));
    world.settle();
    rig.group().loop(0).post_call([&](EventLoop& loop) {
        loop.announce_arrival();
        Connection::open(loop, listening.accept().socket, rig.limits,
                         rig.checked(std::make_unique<Staying>(asked)));
    });
    world.run_for(std::chrono::seconds(2));
    EXPECT_EQ(asked, 3);
    EXPECT_EQ(rig.group().loop(0).connections().used_slots(), 2u) << "it has the free one";
    listening.close();
    rig.stop();
}

class Alarm final : public Timer {
  public:
    [[nodiscard]] Instant rang_at() const noexcept { return rang_at_; }

  private:
    void on_timer(Instant now) override { rang_at_ = now; }

    Instant rang_at_{};
};

TEST(LoopTimeAlone, WhatACallbackTakesIsNotSleptOnceMore) {
    CalmWorld world;
    MemoryBudget budget;
    const auto loop = std::move(EventLoop::create({.budget = &budget})).value();
    Alarm alarm;
    const Instant due = world.now() + std::chrono::milliseconds(10);
    loop->timers().arm(alarm, due);
    loop->post_call([&world](EventLoop&) { world.spend(std::chrono::milliseconds(9)); });
    world.add_loop([&] { loop->run(); });
    world.run_for(std::chrono::seconds(1));
    EXPECT_GE(alarm.rang_at(), due);
    EXPECT_LE(alarm.rang_at(), due + TimerWheel::kTick);
    loop->stop();
    EXPECT_TRUE(world.run_until([&] { return world.loops_ended(); }, std::chrono::seconds(1)));
}

}  // namespace
}  // namespace potok::sim
