// The loop's own promises: commands, turns, retirement. Its guests here have no sockets.
#include "reactor/event_loop.hpp"

#include <future>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

// What a guest was told, in order.
struct Story {
    std::vector<std::string> lines;
    CloseReason reason{};
};

class ToldGuest final : public Guest {
  public:
    ToldGuest(EventLoop& loop, Story& story) : Guest(Socket()), loop_(loop), story_(story) {}
    ~ToldGuest() override { story_.lines.emplace_back("destroyed"); }

    void on_ready(Readiness) override { story_.lines.emplace_back("ready"); }
    void on_turn() override {
        story_.lines.emplace_back("turn");
        if (asks_again) loop_.request_turn(*this);
        if (leaves) loop_.retire(*this);
    }
    void on_retire() override { story_.lines.emplace_back("retired"); }
    void shut(CloseReason reason) override {
        story_.lines.emplace_back("shut");
        story_.reason = reason;
        loop_.retire(*this);
    }
    std::size_t held_bytes() const noexcept override { return held; }

    bool asks_again = false;
    bool leaves = false;
    std::size_t held = 0;

  private:
    EventLoop& loop_;
    Story& story_;
};

class EventLoopTest : public ::testing::Test {
  protected:
    static constexpr std::size_t kBudget = 1000;

    ToldGuest& add_guest(Story& told_to) {
        auto made = std::make_unique<ToldGuest>(*loop, told_to);
        ToldGuest& guest = *made;
        loop->adopt(std::move(made));
        return guest;
    }
    void step() { loop->run_once(Duration::zero()); }

    MemoryBudget budget{kBudget};
    Story story;  // the loop tells its last guests when it ends
    Story other;
    std::unique_ptr<EventLoop> loop = std::move(EventLoop::create({.budget = &budget})).value();
};

TEST_F(EventLoopTest, RunsCommandsInTheOrderOfTheirPosting) {
    std::vector<int> seen;
    for (int i = 0; i < 5; ++i)
        loop->post_call([&seen, i](EventLoop&) { seen.push_back(i); });
    step();
    step();
    EXPECT_EQ(seen, (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST_F(EventLoopTest, ACommandMayOwnWhatCannotBeCopied) {
    int seen = 0;
    loop->post_call([&seen, owned = std::make_unique<int>(7)](EventLoop&) { seen = *owned; });
    step();
    step();
    EXPECT_EQ(seen, 7);
}

// Or a flood of commands would keep the sockets waiting for ever.
TEST_F(EventLoopTest, AFloodOfCommandsIsSpreadOverIterations) {
    constexpr int kFlood = 5000;
    int seen = 0;
    for (int i = 0; i < kFlood; ++i)
        loop->post_call([&seen](EventLoop&) { ++seen; });
    step();
    step();
    EXPECT_GT(seen, 0);
    EXPECT_LT(seen, kFlood);
    for (int i = 0; i < 10; ++i)
        step();
    EXPECT_EQ(seen, kFlood);
}

// Otherwise this would sleep for ever.
TEST_F(EventLoopTest, ACommandPostedByACommandRunsWithoutASleepBetween) {
    loop->post_call([](EventLoop& at) { at.post_call([](EventLoop& again) { again.stop(); }); });
    loop->run();
}

TEST_F(EventLoopTest, ACommandThatNeverRanIsDestroyed) {
    auto shared = std::make_shared<int>(1);
    loop->post_call([shared](EventLoop&) {});
    EXPECT_EQ(shared.use_count(), 2);
    loop.reset();
    EXPECT_EQ(shared.use_count(), 1);
}

TEST_F(EventLoopTest, AGuestThatAsksAgainInItsTurnWaitsForTheNext) {
    ToldGuest& guest = add_guest(story);
    guest.asks_again = true;
    loop->request_turn(guest);
    loop->request_turn(guest);
    step();
    // One turn before the poll and one behind it: asking twice is asking once.
    EXPECT_EQ(story.lines, (std::vector<std::string>{"turn", "turn"}));
    guest.asks_again = false;
}

// Likewise.
TEST_F(EventLoopTest, AWaitingTurnKeepsTheLoopFromSleeping) {
    ToldGuest& guest = add_guest(story);
    guest.asks_again = true;
    loop->request_turn(guest);
    loop->run_once(std::nullopt);
    EXPECT_EQ(story.lines.size(), 2u);
    guest.asks_again = false;
}

TEST_F(EventLoopTest, AGuestThatRetiresInItsTurnIsDestroyedOnlyAfterwards) {
    ToldGuest& guest = add_guest(story);
    guest.leaves = true;
    loop->request_turn(guest);
    step();
    EXPECT_EQ(story.lines, (std::vector<std::string>{"turn", "retired", "destroyed"}));
}

TEST_F(EventLoopTest, RetiringTwiceIsOnce) {
    ToldGuest& guest = add_guest(story);
    loop->retire(guest);
    loop->retire(guest);
    loop->request_turn(guest);
    step();
    EXPECT_EQ(story.lines, (std::vector<std::string>{"retired", "destroyed"}));
}

TEST_F(EventLoopTest, ItsEndShutsEveryGuest) {
    add_guest(story);
    loop->request_turn(add_guest(other));
    loop.reset();
    for (const Story* each : {&story, &other}) {
        EXPECT_EQ(each->lines, (std::vector<std::string>{"shut", "retired", "destroyed"}));
        EXPECT_EQ(each->reason, CloseReason::stopped);
    }
}

TEST_F(EventLoopTest, OverTheBudgetTheLargestHolderIsShut) {
    add_guest(other).held = 0;
    add_guest(story).held = 200;
    ASSERT_TRUE(budget.charge(kBudget + 1));
    step();
    EXPECT_EQ(story.reason, CloseReason::memory_budget);
    EXPECT_EQ(story.lines, (std::vector<std::string>{"shut", "retired", "destroyed"}));
    EXPECT_TRUE(other.lines.empty()) << "who holds nothing has nothing to give";
    budget.release(kBudget + 1);
}

TEST_F(EventLoopTest, OverTheBudgetNoMoreAreShutThanFreeWhatIsNeeded) {
    std::array<Story, 3> stories;
    const std::array<std::size_t, 3> held = {40, 60, 50};
    for (std::size_t i = 0; i < held.size(); ++i)
        add_guest(stories[i]).held = held[i];
    ASSERT_TRUE(budget.charge(kBudget + 100));
    step();
    EXPECT_TRUE(stories[0].lines.empty()) << "the other two held enough";
    EXPECT_EQ(stories[1].reason, CloseReason::memory_budget);
    EXPECT_EQ(stories[2].reason, CloseReason::memory_budget);
    budget.release(kBudget + 100);
    loop.reset();
}

// ---- Several loops and one budget

class CountingPartners final : public MemoryPartners {
  public:
    std::uint32_t loops() const noexcept override { return 2; }
    void ask_for_relief() override { ++asked; }

    int asked = 0;
};

class EventLoopWithPartnersTest : public EventLoopTest {
  protected:
    EventLoopWithPartnersTest() {
        loop = std::move(EventLoop::create({.budget = &budget, .partners = &partners})).value();
    }
    ~EventLoopWithPartnersTest() override { loop.reset(); }

    CountingPartners partners;
};

TEST_F(EventLoopWithPartnersTest, OverTheBudgetWhoHoldsItsPartShutsItsOwn) {
    add_guest(story).held = kBudget / 2;
    ASSERT_TRUE(budget.charge(kBudget + 1));
    step();
    EXPECT_EQ(story.reason, CloseReason::memory_budget);
    EXPECT_EQ(partners.asked, 0);
    budget.release(kBudget + 1);
}

TEST_F(EventLoopWithPartnersTest, OverTheBudgetWhoHoldsLittleAsksTheOthers) {
    add_guest(story).held = kBudget / 10;
    ASSERT_TRUE(budget.charge(kBudget + 1));
    step();
    EXPECT_TRUE(story.lines.empty());
    EXPECT_EQ(partners.asked, 1);
    budget.release(kBudget + 1);
}

// Each question wakes every loop, and each of those asks in its turn.
TEST_F(EventLoopWithPartnersTest, AsksAgainOnlyAfterAWhile) {
    ASSERT_TRUE(budget.charge(kBudget + 1));
    const Instant begin = loop->now();
    for (int i = 0; i < 1000; ++i)
        step();
    const auto whiles = (loop->now() - begin) / std::chrono::milliseconds(10);
    EXPECT_LE(partners.asked, 1 + whiles);
    budget.release(kBudget + 1);
}

TEST_F(EventLoopTest, WithinTheBudgetNobodyIsShut) {
    add_guest(story).held = 900;
    ASSERT_TRUE(budget.charge(kBudget));
    step();
    EXPECT_TRUE(story.lines.empty());
    budget.release(kBudget);
}

TEST_F(EventLoopTest, AnotherThreadWakesItFromItsSleep) {
    std::promise<void> ran;
    std::thread runner([&] { loop->run(); });
    loop->post_call([&](EventLoop& at) {
        EXPECT_TRUE(at.in_loop_thread());
        ran.set_value();
    });
    ran.get_future().wait();
    EXPECT_FALSE(loop->in_loop_thread());
    loop->stop();
    runner.join();
}

TEST_F(EventLoopTest, CountsArrivalsUntilTheyHaveGone) {
    loop->announce_arrival();
    loop->announce_arrival();
    EXPECT_EQ(loop->load(), 2u);
    loop->end_stay();
    EXPECT_EQ(loop->load(), 1u);
    loop->end_stay();
}

}  // namespace
}  // namespace potok
