#include "reactor/memory_budget.hpp"

#include <thread>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(MemoryBudget, CountsWhatIsChargedAndReleased) {
    MemoryBudget budget(1000);
    EXPECT_TRUE(budget.charge(300));
    EXPECT_TRUE(budget.charge(200));
    EXPECT_EQ(budget.used(), 500u);
    budget.release(300);
    EXPECT_EQ(budget.used(), 200u);
}

TEST(MemoryBudget, IsExceededOnlyAboveItsLimit) {
    MemoryBudget budget(1000);
    ASSERT_TRUE(budget.charge(1000));
    EXPECT_FALSE(budget.exceeded());
    ASSERT_TRUE(budget.charge(1));
    EXPECT_TRUE(budget.exceeded());
    EXPECT_EQ(budget.excess(), 1u);
    budget.release(1);
    EXPECT_EQ(budget.excess(), 0u);
    EXPECT_FALSE(budget.exceeded());
}

TEST(MemoryBudget, RefusesAnEighthAboveTheLimitAndCountsNothingThen) {
    MemoryBudget budget(800);
    ASSERT_TRUE(budget.charge(900));
    EXPECT_FALSE(budget.charge(1));
    EXPECT_EQ(budget.used(), 900u);
    budget.release(1);
    EXPECT_TRUE(budget.charge(1));
}

TEST(MemoryBudget, RefusesASingleChargeAboveTheHardLimit) {
    MemoryBudget budget(800);
    EXPECT_FALSE(budget.charge(901));
    EXPECT_EQ(budget.used(), 0u);
}

TEST(MemoryBudget, AnEmptyBudgetTakesNothingButNothing) {
    MemoryBudget budget(0);
    EXPECT_TRUE(budget.charge(0));
    EXPECT_FALSE(budget.charge(1));
    EXPECT_FALSE(budget.exceeded());
}

TEST(MemoryBudget, TheLargestLimitDoesNotOverflow) {
    for (const std::size_t limit :
         {MemoryBudget::kUnlimited, std::numeric_limits<std::size_t>::max()}) {
        MemoryBudget budget(limit);
        EXPECT_TRUE(budget.charge(std::size_t{1} << 40));
        EXPECT_FALSE(budget.exceeded());
    }
}

TEST(MemoryBudget, ByDefaultIsUnlimited) {
    MemoryBudget budget;
    EXPECT_TRUE(budget.charge(std::size_t{1} << 40));
    EXPECT_FALSE(budget.exceeded());
}

// Two loops at the edge of one budget: between them never more is granted than it has.
TEST(MemoryBudgetStress, ThreadsNeverHoldMoreThanTheHardLimitTogether) {
    constexpr std::size_t kLimit = 800, kHardLimit = 900, kPiece = 100;
    MemoryBudget budget(kLimit);
    std::atomic<std::size_t> held{0};
    std::atomic<bool> passed_limit{false};
    const auto work = [&] {
        for (int i = 0; i < 50'000; ++i) {
            if (!budget.charge(kPiece)) continue;
            if (held.fetch_add(kPiece) + kPiece > kHardLimit) passed_limit = true;
            held.fetch_sub(kPiece);
            budget.release(kPiece);
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
        threads.emplace_back(work);
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_FALSE(passed_limit);
    EXPECT_EQ(budget.used(), 0u);
}

}  // namespace
}  // namespace potok
