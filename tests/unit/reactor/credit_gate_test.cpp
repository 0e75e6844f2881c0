#include "reactor/credit_gate.hpp"

#include <thread>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(CreditGate, PassesAtOnceWhereTheAttemptSucceeds) {
    CreditGate gate;
    int attempts = 0;
    EXPECT_TRUE(gate.wait(std::chrono::seconds(10), [&] { return ++attempts == 1; }));
    EXPECT_EQ(attempts, 1);
}

TEST(CreditGate, WithoutATimeoutItTriesOnce) {
    CreditGate gate;
    int attempts = 0;
    EXPECT_FALSE(gate.wait(std::chrono::nanoseconds::zero(), [&] {
        ++attempts;
        return false;
    }));
    EXPECT_EQ(attempts, 1);
}

TEST(CreditGate, GivesUpWhenTheTimeIsOver) {
    CreditGate gate;
    EXPECT_FALSE(gate.wait(std::chrono::milliseconds(5), [] { return false; }));
}

// The race the head of the file argues about: credit returns between the look and the sleep. A lost
// wake-up shows as a wait that lasts its whole timeout.
TEST(CreditGate, NoNotificationIsLost) {
    CreditGate gate;
    std::atomic<int> credit{0};
    constexpr int kRounds = 20'000;
    std::thread loop([&] {
        for (int i = 0; i < kRounds; ++i) {
            while (credit.load() != 0)
                std::this_thread::yield();
            credit.store(1);
            gate.notify();
        }
    });
    for (int i = 0; i < kRounds; ++i) {
        ASSERT_TRUE(gate.wait(std::chrono::seconds(30), [&] { return credit.exchange(0) == 1; }));
    }
    loop.join();
}

}  // namespace
}  // namespace potok
