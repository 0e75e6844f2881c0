#include "reactor/loop_watch.hpp"

#include <future>
#include <thread>

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

using Kind = LoopFinding::Kind;

// Two running loops, and a time that only the test moves.
class LoopWatchTest : public ::testing::Test {
  protected:
    LoopWatchTest()
        : group(std::move(LoopGroup::create({.threads = 2})).value()), watch(*group, seconds(1)) {
        group->start();
    }
    ~LoopWatchTest() override {
        thaw();
        group->stop();
        group->join();
    }

    // Returns once the loop is inside the call that holds it up.
    void freeze(std::uint32_t index) {
        std::promise<void> inside;
        group->loop(index).post_call([&inside, until = thawed.get_future().share()](EventLoop&) {
            inside.set_value();
            until.wait();
        });
        inside.get_future().wait();
    }
    void thaw() {
        if (!is_thawed) thawed.set_value();
        is_thawed = true;
    }

    // Returns once the loop has come round.
    void let_move(std::uint32_t index) {
        const auto& counters = std::as_const(group->loop(index)).counters();
        const std::uint64_t before = counters.iterations.value();
        group->loop(index).post_call([](EventLoop&) {});
        while (counters.iterations.value() == before)
            std::this_thread::yield();
    }
    // Both of them are asked, and the first has answered.
    void ask() {
        for (int i = 0; i < 2; ++i)
            EXPECT_TRUE(watch.check(now).empty());
        let_move(0);
    }

    std::unique_ptr<LoopGroup> group;
    LoopWatch watch;
    Instant now{};
    std::promise<void> thawed;
    bool is_thawed = false;
};

TEST_F(LoopWatchTest, FindsNothingInLoopsThatAnswerThoughTheyHaveNothingToDo) {
    for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(watch.check(now).empty());
        let_move(0);
        let_move(1);
        now += seconds(1);
    }
}

TEST_F(LoopWatchTest, NamesALoopThatDoesNotAnswerOnceAndWhenItMovesAgain) {
    freeze(1);
    ask();
    now += milliseconds(999);
    EXPECT_TRUE(watch.check(now).empty());
    now += milliseconds(1);
    const auto frozen = watch.check(now);
    ASSERT_EQ(frozen.size(), 1u);
    EXPECT_EQ(frozen[0].kind, Kind::frozen);
    EXPECT_EQ(frozen[0].loop, 1u);
    EXPECT_EQ(frozen[0].silence, seconds(1));

    let_move(0);
    now += seconds(1);
    EXPECT_TRUE(watch.check(now).empty());

    thaw();
    let_move(0);
    let_move(1);
    now += seconds(1);
    const auto moves = watch.check(now);
    ASSERT_EQ(moves.size(), 1u);
    EXPECT_EQ(moves[0].kind, Kind::moves_again);
    EXPECT_EQ(moves[0].loop, 1u);
    EXPECT_EQ(moves[0].silence, seconds(3));
}

// A program that was stopped as a whole must not blame its loops for it.
TEST_F(LoopWatchTest, BlamesNobodyForItsOwnStandstill) {
    freeze(1);
    ask();
    now += seconds(60);
    EXPECT_TRUE(watch.check(now).empty());
    let_move(0);
    now += seconds(1);
    EXPECT_EQ(watch.check(now).size(), 1u);
}

}  // namespace
}  // namespace potok::testing
