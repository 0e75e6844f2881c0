#include "reactor/mpsc_queue.hpp"

#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

struct Item : MpscNode {
    explicit Item(int value = 0) : number(value) {}
    int number;
};

using Numbers = std::vector<int>;

Numbers numbers_of(MpscList<Item> list) {
    Numbers numbers;
    while (!list.empty())
        numbers.push_back(list.pop_front().number);
    return numbers;
}

class MpscQueueTest : public testing::Test {
  protected:
    Numbers taken() { return numbers_of(queue.take_all()); }

    MpscQueue<Item> queue;
    Item one{1}, two{2}, three{3};
};

TEST_F(MpscQueueTest, ANewQueueIsAwakeAndEmpty) {
    EXPECT_EQ(taken(), Numbers{});
    EXPECT_TRUE(queue.try_sleep());
}

TEST_F(MpscQueueTest, YieldsAllThatWasPushedOldestFirstAndOnce) {
    EXPECT_FALSE(queue.push(one));
    EXPECT_FALSE(queue.push(two));
    EXPECT_FALSE(queue.push(three));
    EXPECT_EQ(taken(), (Numbers{1, 2, 3}));
    EXPECT_EQ(taken(), Numbers{});
}

TEST_F(MpscQueueTest, OnlyTheFirstPushAfterFallingAsleepMustWake) {
    ASSERT_TRUE(queue.try_sleep());
    EXPECT_TRUE(queue.push(one));
    EXPECT_FALSE(queue.push(two));
    EXPECT_EQ(taken(), (Numbers{1, 2}));
    EXPECT_FALSE(queue.push(three));
}

TEST_F(MpscQueueTest, CannotSleepOverWhatWasPushed) {
    EXPECT_FALSE(queue.push(one));
    EXPECT_FALSE(queue.try_sleep());
    EXPECT_EQ(taken(), Numbers{1});
    EXPECT_TRUE(queue.try_sleep());
}

TEST_F(MpscQueueTest, WokenByAnotherThanAPushItIsAwakeAfterTakingNothing) {
    ASSERT_TRUE(queue.try_sleep());
    EXPECT_EQ(taken(), Numbers{});
    EXPECT_FALSE(queue.push(one));
    EXPECT_EQ(taken(), Numbers{1});
}

TEST_F(MpscQueueTest, SleepsAgainBeforeALateWakeArrivesAndLosesNothing) {
    ASSERT_TRUE(queue.try_sleep());
    ASSERT_TRUE(queue.push(one));  // its pusher is slow to wake
    EXPECT_EQ(taken(), Numbers{1});
    ASSERT_TRUE(queue.try_sleep());
    EXPECT_EQ(taken(), Numbers{});  // the late wake
    ASSERT_TRUE(queue.try_sleep());
    EXPECT_TRUE(queue.push(two));
    EXPECT_EQ(taken(), Numbers{2});
}

TEST_F(MpscQueueTest, ANodeMayBePushedAgainOnceItIsOutOfItsList) {
    for (int round = 0; round < 3; ++round) {
        EXPECT_FALSE(queue.push(one));
        EXPECT_FALSE(queue.push(two));
        MpscList<Item> list = queue.take_all();
        EXPECT_FALSE(queue.push(list.pop_front()));
        EXPECT_EQ(taken(), Numbers{1});
        EXPECT_EQ(numbers_of(std::move(list)), Numbers{2});
    }
}

TEST_F(MpscQueueTest, AListThatWasMovedFromIsEmpty) {
    EXPECT_FALSE(queue.push(one));
    MpscList<Item> first = queue.take_all();
    MpscList<Item> second = std::move(first);
    EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is the claim
    MpscList<Item> third;
    third = std::move(second);
    EXPECT_TRUE(second.empty());  // NOLINT(bugprone-use-after-move)
    EXPECT_EQ(numbers_of(std::move(third)), Numbers{1});
}

TEST_F(MpscQueueTest, FallingAsleepTwiceIsAProgrammersError) {
    ASSERT_TRUE(queue.try_sleep());
    EXPECT_DEATH(static_cast<void>(queue.try_sleep()), "seen != &asleep_");
}

TEST_F(MpscQueueTest, TakingFromAnEmptyListIsAProgrammersError) {
    MpscList<Item> list;
    EXPECT_DEATH(static_cast<void>(list.pop_front()), "!empty");
}

// ---- Several producers against a consumer that really sleeps

// A wake that is remembered: the stand-in for an eventfd.
class WakeUp {
  public:
    void signal() {
        const std::lock_guard lock(mutex_);
        signalled_ = true;
        condition_.notify_one();
    }

    // False: nobody signalled for so long that a wake-up must have been lost.
    [[nodiscard]] bool wait() {
        std::unique_lock lock(mutex_);
        const bool woken =
            condition_.wait_for(lock, std::chrono::seconds(20), [this] { return signalled_; });
        signalled_ = false;
        return woken;
    }

  private:
    std::mutex mutex_;
    std::condition_variable condition_;
    bool signalled_ = false;
};

struct Parcel : MpscNode {
    std::size_t producer = 0;
    std::size_t number = 0;
};

constexpr std::size_t kProducers = 4;
constexpr std::size_t kParcelsEach = 20'000;

class Stress {
  public:
    // Runs until every parcel came, or a wake-up was lost.
    void run() {
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < kProducers; ++i)
            threads.emplace_back([this, i] { produce(i); });
        while (!all_received() && !lost_wake_up_) {
            consume();
            sleep_if_nothing_came();
        }
        for (std::thread& thread : threads)
            thread.join();
        consume();  // what a lost wake-up left behind
    }

    [[nodiscard]] bool lost_wake_up() const { return lost_wake_up_; }
    [[nodiscard]] std::size_t received() const { return received_; }
    [[nodiscard]] std::size_t out_of_order() const { return out_of_order_; }
    [[nodiscard]] std::size_t sleeps() const { return sleeps_; }

  private:
    void produce(std::size_t producer) {
        for (std::size_t number = 0; number < kParcelsEach; ++number) {
            auto parcel = std::make_unique<Parcel>();
            parcel->producer = producer;
            parcel->number = number;
            if (queue_.push(*parcel.release())) wake_up_.signal();
            // Pauses of changing length let the consumer fall asleep at every point of a push.
            for (std::size_t spin = 0; spin < number % 16; ++spin)
                std::this_thread::yield();
        }
    }

    void consume() {
        MpscList<Parcel> list = queue_.take_all();
        while (!list.empty()) {
            const std::unique_ptr<Parcel> parcel(&list.pop_front());
            std::size_t& expected = expected_[parcel->producer];
            if (parcel->number != expected) ++out_of_order_;
            expected = parcel->number + 1;
            ++received_;
        }
    }

    [[nodiscard]] bool all_received() const { return received_ == kProducers * kParcelsEach; }

    void sleep_if_nothing_came() {
        if (all_received() || !queue_.try_sleep()) return;
        ++sleeps_;
        lost_wake_up_ = !wake_up_.wait();
    }

    MpscQueue<Parcel> queue_;
    WakeUp wake_up_;
    std::array<std::size_t, kProducers> expected_{};
    std::size_t received_ = 0;
    std::size_t out_of_order_ = 0;
    std::size_t sleeps_ = 0;
    bool lost_wake_up_ = false;
};

TEST(MpscQueueStress, EveryParcelComesOnceInItsProducersOrderAndNoWakeUpIsLost) {
    Stress stress;
    stress.run();
    EXPECT_FALSE(stress.lost_wake_up());
    EXPECT_EQ(stress.received(), kProducers * kParcelsEach);
    EXPECT_EQ(stress.out_of_order(), 0u);
    EXPECT_GT(stress.sleeps(), 0u);
}

}  // namespace
}  // namespace potok
