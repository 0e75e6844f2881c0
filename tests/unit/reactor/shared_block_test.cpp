#include "reactor/shared_block.hpp"

#include "reactor/memory_budget.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/sanitizer.hpp"

namespace potok {
namespace {

class SharedBlockTest : public ::testing::Test {
  protected:
    ~SharedBlockTest() override { EXPECT_EQ(budget.used(), 0u) << "a block was not destroyed"; }

    BlockRef block_of(std::string_view text) { return BlockRef::copy_of(budget, bytes_of(text)); }

    MemoryBudget budget;
};

void append(SharedBlock& block, std::string_view text) {
    std::copy_n(bytes_of(text).begin(), text.size(), block.room().begin());
    block.commit(text.size());
}

TEST_F(SharedBlockTest, ADefaultReferenceHasNoBlock) {
    const BlockRef none;
    EXPECT_FALSE(none);
    const BlockRef copy = none;
    EXPECT_FALSE(copy);
}

TEST_F(SharedBlockTest, ANewBlockIsEmptyAndHasTheRoomAskedFor) {
    const BlockRef block = BlockRef::allocate(budget, 100);
    ASSERT_TRUE(block);
    EXPECT_EQ(block->size(), 0u);
    EXPECT_EQ(block->capacity(), 100u);
    EXPECT_EQ(block->room().size(), 100u);
    EXPECT_TRUE(block->bytes().empty());
}

TEST_F(SharedBlockTest, ACopyHoldsTheBytesAndNotTheirSource) {
    std::string text = "content";
    const BlockRef block = block_of(text);
    text = "changed";
    EXPECT_EQ(text_of(block->bytes()), "content");
    EXPECT_EQ(block->capacity(), 7u);
}

TEST_F(SharedBlockTest, ACopyOfNothingIsABlockOfNothing) {
    const BlockRef block = block_of("");
    ASSERT_TRUE(block);
    EXPECT_TRUE(block->bytes().empty());
    EXPECT_TRUE(block->room().empty());
}

TEST_F(SharedBlockTest, GrowsByCommittingWhatWasFilled) {
    const BlockRef block = BlockRef::allocate(budget, 8);
    append(*block, "one");
    append(*block, "two");
    EXPECT_EQ(text_of(block->bytes()), "onetwo");
    EXPECT_EQ(block->room().size(), 2u);
}

TEST_F(SharedBlockTest, CommittingBeyondTheRoomIsAProgrammersError) {
    const BlockRef block = BlockRef::allocate(budget, 8);
    append(*block, "12345");
    EXPECT_DEATH(block->commit(4), "filled <= capacity_ - size_");
}

// ---- References

TEST_F(SharedBlockTest, LivesAsLongAsItsLastReference) {
    BlockRef first = block_of("shared");
    BlockRef second = first;
    EXPECT_FALSE(first.unique());
    first = BlockRef();
    EXPECT_TRUE(second.unique());
    EXPECT_EQ(text_of(second->bytes()), "shared");
    EXPECT_GT(budget.used(), 0u);
    second = BlockRef();
    EXPECT_EQ(budget.used(), 0u);
}

TEST_F(SharedBlockTest, MovingAReferenceLeavesTheCountAlone) {
    BlockRef from = block_of("moved");
    BlockRef to = std::move(from);
    EXPECT_FALSE(from);  // NOLINT(bugprone-use-after-move): that is the claim
    EXPECT_TRUE(to.unique());
    EXPECT_EQ(text_of(to->bytes()), "moved");
}

TEST_F(SharedBlockTest, AssigningAReferenceToItselfKeepsTheBlock) {
    BlockRef block = block_of("kept");
    const BlockRef& same = block;
    block = same;
    EXPECT_TRUE(block.unique());
    EXPECT_EQ(text_of(block->bytes()), "kept");
}

TEST_F(SharedBlockTest, AReferenceCanBeTakenFromTheBlockItself) {
    const BlockRef first = block_of("block");
    {
        const BlockRef second(*first);
        EXPECT_FALSE(first.unique());
    }
    EXPECT_TRUE(first.unique());
}

// ---- Growing

TEST_F(SharedBlockTest, GrowingKeepsTheBytesAndChargesTheDifference) {
    BlockRef block = block_of("grows");
    const std::size_t before = budget.used();
    ASSERT_TRUE(block.grow(1000));
    EXPECT_EQ(text_of(block->bytes()), "grows");
    EXPECT_EQ(block->capacity(), 1000u);
    EXPECT_EQ(budget.used(), before + 1000 - 5);
}

TEST_F(SharedBlockTest, GrowingToLessChangesNothing) {
    BlockRef block = block_of("large enough");
    const SharedBlock* before = &*block;
    EXPECT_TRUE(block.grow(3));
    EXPECT_EQ(&*block, before);
}

TEST_F(SharedBlockTest, GrowingAnEmptyBlockGivesAnEmptyLargerOne) {
    BlockRef block = BlockRef::allocate(budget, 0);
    ASSERT_TRUE(block.grow(10));
    EXPECT_EQ(block->size(), 0u);
    EXPECT_EQ(block->capacity(), 10u);
}

TEST_F(SharedBlockTest, GrowingWhatOthersReferToIsAProgrammersError) {
    BlockRef block = block_of("shared");
    const BlockRef other = block;
    EXPECT_DEATH(static_cast<void>(block.grow(1000)), "unique");
}

// ---- Refusals

TEST(SharedBlockRefusal, ThereIsNoBlockWhereTheBudgetRefuses) {
    MemoryBudget budget(100);
    EXPECT_FALSE(BlockRef::allocate(budget, 1000));
    EXPECT_FALSE(BlockRef::copy_of(budget, bytes_of(std::string(1000, 'x'))));
    EXPECT_EQ(budget.used(), 0u);
}

TEST(SharedBlockRefusal, ThereIsNoBlockWhereTheSystemHasNoMemory) {
    if (testing::kWithSanitizer) GTEST_SKIP() << "a sanitizer's allocator never says null";
    MemoryBudget budget;
    EXPECT_FALSE(BlockRef::allocate(budget, MemoryBudget::kUnlimited - 4096));
    EXPECT_EQ(budget.used(), 0u);
}

TEST(SharedBlockRefusal, ARefusedGrowthLeavesTheBlockAsItWas) {
    MemoryBudget budget(200);
    BlockRef block = BlockRef::copy_of(budget, bytes_of("stays"));
    const std::size_t before = budget.used();
    EXPECT_FALSE(block.grow(1000));
    EXPECT_EQ(text_of(block->bytes()), "stays");
    EXPECT_EQ(block->capacity(), 5u);
    EXPECT_EQ(budget.used(), before);
}

}  // namespace
}  // namespace potok
