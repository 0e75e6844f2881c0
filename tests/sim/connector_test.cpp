// How a connector divides its time between addresses, by a clock that belongs to the test.
#include "reactor/connector.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/sim/calm_world.hpp"

namespace potok::sim {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Witness final : public Session {
  public:
    struct Story {
        std::optional<Instant> opened;
        std::optional<Instant> closed;
        CloseReason reason = CloseReason::finished;
    };

    Witness(World& world, Story& story) : world_(world), story_(story) {}

    void on_open(Stream&) override { story_.opened = world_.now(); }
    Consumed on_data(MutableBytes data) override { return {data.size()}; }
    void on_end() override {}
    void on_close(CloseReason reason) override {
        story_.closed = world_.now();
        story_.reason = reason;
    }

  private:
    World& world_;
    Story& story_;
};

class ConnectorTime : public testing::Test {
  protected:
    static constexpr std::uint16_t kSilent = 11;
    static constexpr std::uint16_t kAnswers = 12;
    static constexpr std::uint16_t kNobody = 13;

    ConnectorTime() {
        world.network.be_silent_at(kSilent);
        world.network.serve_outside(kAnswers, [](TcpEnd&) {});
    }

    void connect(std::initializer_list<std::uint16_t> ports, Duration timeout) {
        std::vector<Address> addresses;
        for (const std::uint16_t port : ports)
            addresses.push_back(Address::ipv4({10, 0, 0, 3}, port));
        Connector::start(*loop,
                         {.addresses = std::move(addresses), .timeout = timeout, .limits = &limits},
                         std::make_unique<Witness>(world, story));
        began = world.now();
        while (!story.opened && !story.closed && world.now() < began + 2 * timeout) {
            loop->run_once(Duration::zero());
            world.run_for(milliseconds(10));
        }
    }

    // After so long, give or take the steps of this test and of the loop's clock.
    static void expect_after(const std::optional<Instant>& when, Instant began, Duration expected) {
        ASSERT_TRUE(when.has_value());
        EXPECT_GE(*when - began, expected - milliseconds(20));
        EXPECT_LE(*when - began, expected + milliseconds(100));
    }

    CalmWorld world;
    MemoryBudget budget;
    ConnectionLimits limits;
    Witness::Story story;
    std::unique_ptr<EventLoop> loop = std::move(EventLoop::create({.budget = &budget})).value();
    Instant began;
};

TEST_F(ConnectorTime, EachSilentAddressHasAnEvenShareOfTheTime) {
    connect({kSilent, kSilent, kAnswers}, seconds(3));
    expect_after(story.opened, began, seconds(2));
}

TEST_F(ConnectorTime, TheTimeThatOneDoesNotNeedIsTheOthers) {
    connect({kNobody, kSilent, kAnswers}, seconds(3));
    expect_after(story.opened, began, milliseconds(1500));
}

TEST_F(ConnectorTime, TheLastSilentAddressEndsItInTime) {
    connect({kSilent, kSilent, kSilent}, seconds(3));
    expect_after(story.closed, began, seconds(3));
    EXPECT_EQ(story.reason, CloseReason::connect_timeout);
}

}  // namespace
}  // namespace potok::sim
