#include "reactor/held_input.hpp"

#include "reactor/memory_budget.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

class HeldInputTest : public ::testing::Test {
  protected:
    ~HeldInputTest() override {
        held.drop();
        EXPECT_EQ(budget.used(), 0u) << "something is held still";
    }

    MemoryBudget budget;
    HeldInput held;
};

TEST_F(HeldInputTest, HoldsNothingAtFirst) {
    EXPECT_TRUE(held.empty());
    EXPECT_TRUE(held.bytes().empty());
    EXPECT_EQ(held.capacity(), 0u);
    EXPECT_FALSE(held.pin());
}

TEST_F(HeldInputTest, HoldsACopyOfWhatLiesElsewhere) {
    std::string text = "rest";
    ASSERT_TRUE(held.replace(budget, bytes_of(text)));
    text = "next";
    EXPECT_EQ(text_of(held.bytes()), "rest");
    EXPECT_EQ(held.capacity(), 4u);
}

TEST_F(HeldInputTest, ATailOfItselfOnlyBeginsLater) {
    ASSERT_TRUE(held.replace(budget, bytes_of("abcdef")));
    const std::byte* const end = held.bytes().data() + 6;
    for (const std::string_view tail : {"bcdef", "def", "f"}) {
        ASSERT_TRUE(held.replace(budget, held.bytes().last(tail.size())));
        EXPECT_EQ(text_of(held.bytes()), tail);
        EXPECT_EQ(held.bytes().data() + tail.size(), end) << "it was copied";
        EXPECT_EQ(held.capacity(), 6u) << "the memory is what it was";
    }
}

TEST_F(HeldInputTest, WhatIsNoTailOfItselfIsCopiedFromIt) {
    ASSERT_TRUE(held.replace(budget, bytes_of("abcdef")));
    ASSERT_TRUE(held.replace(budget, held.bytes().first(2)));
    EXPECT_EQ(text_of(held.bytes()), "ab");
    EXPECT_EQ(held.capacity(), 2u);
}

TEST_F(HeldInputTest, ACopyBehindATailBeginsAtItsOwnBeginning) {
    ASSERT_TRUE(held.replace(budget, bytes_of("abc")));
    ASSERT_TRUE(held.replace(budget, held.bytes().last(1)));
    ASSERT_TRUE(held.replace(budget, bytes_of("xyz")));
    EXPECT_EQ(text_of(held.bytes()), "xyz");
}

TEST_F(HeldInputTest, NothingLeftGivesTheMemoryBack) {
    ASSERT_TRUE(held.replace(budget, bytes_of("abc")));
    ASSERT_TRUE(held.replace(budget, held.bytes().last(0)));
    EXPECT_TRUE(held.empty());
    EXPECT_EQ(budget.used(), 0u);

    ASSERT_TRUE(held.replace(budget, bytes_of("abc")));
    ASSERT_TRUE(held.replace(budget, {}));
    EXPECT_TRUE(held.empty());
    EXPECT_EQ(budget.used(), 0u);
}

TEST_F(HeldInputTest, ARefusedCopyHoldsNothing) {
    MemoryBudget small(16);
    EXPECT_FALSE(held.replace(small, bytes_of(std::string(100, 'a'))));
    EXPECT_TRUE(held.empty());
    EXPECT_TRUE(held.bytes().empty());
}

TEST_F(HeldInputTest, APinOutlivesTheDrop) {
    ASSERT_TRUE(held.replace(budget, bytes_of("abc")));
    const MutableBytes read = held.bytes();
    BlockRef pin = held.pin();
    held.drop();
    EXPECT_TRUE(held.empty());
    EXPECT_EQ(text_of(read), "abc");
    EXPECT_NE(budget.used(), 0u);
    pin = {};
    EXPECT_EQ(budget.used(), 0u);
}

}  // namespace
}  // namespace potok
