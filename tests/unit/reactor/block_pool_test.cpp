#include "reactor/block_pool.hpp"

#include <cstring>
#include <set>

#include "reactor/memory_budget.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/sanitizer.hpp"

namespace potok {
namespace {

constexpr std::size_t kBlock = 256;

class BlockPoolTest : public ::testing::Test {
  protected:
    MemoryBudget budget;
    BlockPool pool{budget, kBlock, 2};
};

TEST_F(BlockPoolTest, ANewPoolHoldsNothing) {
    EXPECT_EQ(pool.in_use(), 0u);
    EXPECT_EQ(pool.kept(), 0u);
    EXPECT_EQ(budget.used(), 0u);
}

TEST_F(BlockPoolTest, GivesWholeAlignedDistinctBlocks) {
    std::set<std::byte*> blocks;
    for (int i = 0; i < 5; ++i) {
        std::byte* block = pool.allocate();
        ASSERT_NE(block, nullptr);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % alignof(std::max_align_t), 0u);
        std::memset(block, i, pool.block_bytes());
        EXPECT_TRUE(blocks.insert(block).second);
    }
    EXPECT_EQ(pool.in_use(), 5u);
    for (std::byte* block : blocks)
        pool.release(block);
    EXPECT_EQ(pool.in_use(), 0u);
}

TEST_F(BlockPoolTest, ChargesWhatIsInUseAndNotWhatIsKept) {
    std::byte* one = pool.allocate();
    std::byte* two = pool.allocate();
    EXPECT_EQ(budget.used(), 2 * kBlock);
    pool.release(one);
    EXPECT_EQ(budget.used(), kBlock);
    pool.release(two);
    EXPECT_EQ(budget.used(), 0u);
    EXPECT_EQ(pool.kept(), 2u);
}

TEST_F(BlockPoolTest, GivesTheBlockThatCameBackLastFirst) {
    std::byte* one = pool.allocate();
    std::byte* two = pool.allocate();
    pool.release(one);
    pool.release(two);
    EXPECT_EQ(pool.allocate(), two);
    EXPECT_EQ(pool.allocate(), one);
    EXPECT_EQ(pool.kept(), 0u);
    pool.release(one);
    pool.release(two);
}

TEST_F(BlockPoolTest, KeepsNoMoreThanItsLimit) {
    std::vector<std::byte*> blocks;
    for (int i = 0; i < 4; ++i)
        blocks.push_back(pool.allocate());
    for (std::byte* block : blocks)
        pool.release(block);
    EXPECT_EQ(pool.kept(), 2u);
}

TEST_F(BlockPoolTest, APoolThatKeepsNothingStillLends) {
    BlockPool forgetful(budget, kBlock, 0);
    forgetful.release(forgetful.allocate());
    EXPECT_EQ(forgetful.kept(), 0u);
}

TEST(BlockPool, GivesNothingWhereTheBudgetRefusesAlsoWhenBlocksAreKept) {
    MemoryBudget budget(2 * kBlock);
    BlockPool pool(budget, kBlock);
    std::byte* one = pool.allocate();
    std::byte* two = pool.allocate();
    EXPECT_EQ(pool.allocate(), nullptr);
    EXPECT_EQ(pool.in_use(), 2u);
    EXPECT_EQ(budget.used(), 2 * kBlock);

    pool.release(one);
    ASSERT_TRUE(budget.charge(kBlock));  // another loop was faster
    EXPECT_EQ(pool.allocate(), nullptr);
    EXPECT_EQ(pool.kept(), 1u);
    budget.release(kBlock);
    pool.release(two);
}

TEST(BlockPoolDeathTest, EndingWithABlockStillLentIsAProgrammersError) {
    EXPECT_DEATH(
        {
            MemoryBudget budget;
            BlockPool pool(budget, kBlock);
            static_cast<void>(pool.allocate());
        },
        "in_use_ == 0");
}

TEST(BlockPoolDeathTest, TakingBackMoreThanWasLentIsAProgrammersError) {
    MemoryBudget budget;
    BlockPool pool(budget, kBlock);
    alignas(std::max_align_t) std::array<std::byte, kBlock> stranger{};
    EXPECT_DEATH(pool.release(stranger.data()), "in_use_ > 0");
    EXPECT_DEATH(pool.release(nullptr), "block != nullptr");
}

TEST(BlockPoolDeathTest, ASizeThatBreaksAlignmentIsAProgrammersError) {
    MemoryBudget budget;
    EXPECT_DEATH(BlockPool(budget, 100), "alignof");
    EXPECT_DEATH(BlockPool(budget, 0), "sizeof");
}

TEST(BlockPoolWithoutMemory, WhatTheSystemDoesNotGiveIsNotCharged) {
    if (testing::kWithSanitizer) GTEST_SKIP() << "a sanitizer's allocator never says null";
    constexpr std::size_t kMoreThanThereIs = std::size_t{1} << 60;
    MemoryBudget budget;
    BlockPool pool(budget, kMoreThanThereIs, 2);
    EXPECT_EQ(pool.allocate(), nullptr);
    EXPECT_EQ(pool.in_use(), 0u);
    EXPECT_EQ(budget.used(), 0u);
}

}  // namespace
}  // namespace potok
