#include "protocol/session/frame_assembly.hpp"

#include "reactor/memory_budget.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

constexpr std::size_t kKiB = 1024;

bool append(FrameAssembly& assembly, std::size_t size, std::uint64_t missing_bytes) {
    const std::string bytes(size, 'x');
    return assembly.append(bytes_of(bytes), missing_bytes);
}

TEST(FrameAssembly, HoldsNothingUntilTheFirstByte) {
    MemoryBudget budget;
    FrameAssembly assembly(budget);
    EXPECT_TRUE(assembly.append({}, 1000));
    EXPECT_TRUE(assembly.empty());
    EXPECT_EQ(assembly.held_bytes(), 0u);
    EXPECT_TRUE(assembly.room(1u << 20).empty());
    EXPECT_EQ(budget.used(), 0u);
}

TEST(FrameAssembly, TakesNoMoreThanTheMessageCanNeed) {
    MemoryBudget budget;
    FrameAssembly assembly(budget);
    ASSERT_TRUE(append(assembly, 10, 90));
    EXPECT_EQ(assembly.held_bytes(), 100u);
    ASSERT_TRUE(append(assembly, 90, 0));
    EXPECT_EQ(assembly.held_bytes(), 100u);
    EXPECT_EQ(assembly.block()->size(), 100u);
}

TEST(FrameAssembly, TakesFourTimesAsMuchWhereMuchCame) {
    constexpr std::size_t kLarge = FrameAssembly::kLarge;
    MemoryBudget budget;
    FrameAssembly below(budget);
    ASSERT_TRUE(append(below, kLarge - 1, ~std::uint64_t{0}));
    EXPECT_EQ(below.held_bytes(), 2 * (kLarge - 1));
    FrameAssembly assembly(budget);
    ASSERT_TRUE(append(assembly, kLarge, ~std::uint64_t{0}));
    EXPECT_EQ(assembly.held_bytes(), 4 * kLarge);
    FrameAssembly bounded(budget);
    ASSERT_TRUE(append(bounded, kLarge, 10));
    EXPECT_EQ(bounded.held_bytes(), kLarge + 10);
}

TEST(FrameAssembly, TakesTwiceWhatCameAtMost) {
    MemoryBudget budget;
    FrameAssembly assembly(budget);
    ASSERT_TRUE(append(assembly, 1, ~std::uint64_t{0}));
    EXPECT_EQ(assembly.held_bytes(), FrameAssembly::kFirstBlock);
    ASSERT_TRUE(append(assembly, 10 * kKiB, ~std::uint64_t{0}));
    EXPECT_EQ(assembly.held_bytes(), 2 * (10 * kKiB + 1));
}

TEST(FrameAssembly, GrowsToOfferRoomWorthReceivingInto) {
    MemoryBudget budget;
    FrameAssembly assembly(budget);
    ASSERT_TRUE(append(assembly, 20 * kKiB, kKiB * kKiB));
    ASSERT_TRUE(append(assembly, 19 * kKiB, kKiB * kKiB));
    EXPECT_EQ(assembly.held_bytes(), 40 * kKiB) << "one KiB of room is left";
    EXPECT_EQ(assembly.room(kKiB * kKiB).size(), 39 * kKiB);
    EXPECT_TRUE(assembly.room(FrameAssembly::kDirectRoomMin - 1).empty());
}

TEST(FrameAssembly, OffersABoundedRoom) {
    MemoryBudget budget;
    FrameAssembly assembly(budget);
    ASSERT_TRUE(append(assembly, 1024 * kKiB, 8192 * kKiB));
    EXPECT_EQ(assembly.room(8192 * kKiB).size(), FrameAssembly::kDirectRoomMax);
}

TEST(FrameAssembly, ARefusalLeavesWhatIsThereAsItIs) {
    MemoryBudget budget(16 * kKiB);
    FrameAssembly assembly(budget);
    ASSERT_TRUE(append(assembly, 5 * kKiB, 1024 * kKiB));
    EXPECT_FALSE(append(assembly, 20 * kKiB, 1024 * kKiB));
    EXPECT_EQ(assembly.block()->size(), 5 * kKiB);
    assembly.clear();
    EXPECT_EQ(budget.used(), 0u);
}

TEST(FrameAssembly, ARefusalToGrowOffersNoRoom) {
    MemoryBudget budget(40 * kKiB);
    FrameAssembly assembly(budget);
    ASSERT_TRUE(append(assembly, 16 * kKiB, 1024 * kKiB));
    ASSERT_TRUE(append(assembly, 15 * kKiB, 1024 * kKiB));
    EXPECT_TRUE(assembly.room(1024 * kKiB).empty());
    EXPECT_EQ(assembly.block()->size(), 31 * kKiB);
}

TEST(FrameAssembly, BytesReceivedIntoItsRoomAreTakenWhereTheyLie) {
    MemoryBudget budget;
    FrameAssembly assembly(budget);
    ASSERT_TRUE(append(assembly, 20 * kKiB, 100 * kKiB));
    const MutableBytes room = assembly.room(100 * kKiB);
    std::memset(room.data(), 'r', 1000);
    ASSERT_TRUE(assembly.append(room.first(1000), 100 * kKiB - 1000));
    EXPECT_EQ(assembly.block()->size(), 20 * kKiB + 1000);
    EXPECT_EQ(text_of(assembly.block()->bytes()).substr(20 * kKiB), std::string(1000, 'r'));
    EXPECT_EQ(assembly.block()->bytes().data() + 20 * kKiB, room.data());
}

TEST(FrameAssembly, BytesThatBeginWhereAFullBlockEndsAreNotItsOwn) {
    MemoryBudget budget;
    FrameAssembly assembly(budget);
    ASSERT_TRUE(append(assembly, 10, 0));
    ASSERT_TRUE(assembly.block()->room().empty());
    const std::byte other{'o'};
    ASSERT_TRUE(assembly.append({&other, 1}, 0));
    EXPECT_EQ(text_of(assembly.block()->bytes()), "xxxxxxxxxxo");
}

}  // namespace
}  // namespace potok
