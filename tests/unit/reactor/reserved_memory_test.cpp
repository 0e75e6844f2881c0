#include "reactor/reserved_memory.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

constexpr std::size_t kMiB = 1024 * 1024;

TEST(ReservedMemory, IsZeroAndCanBeWritten) {
    const ReservedMemory memory = std::move(ReservedMemory::reserve(kMiB)).value();
    auto* bytes = static_cast<unsigned char*>(memory.start());
    EXPECT_TRUE(std::all_of(bytes, bytes + kMiB, [](unsigned char byte) { return byte == 0; }));
    bytes[0] = 1;
    bytes[kMiB - 1] = 2;
    EXPECT_EQ(bytes[0] + bytes[kMiB - 1], 3);
}

// What is never touched costs nothing: more than any machine of today would grant otherwise.
TEST(ReservedMemory, CostsOnlyWhatIsTouched) {
    std::vector<ReservedMemory> tables;
    for (int i = 0; i < 64; ++i)
        tables.push_back(std::move(ReservedMemory::reserve(1024 * kMiB)).value());
    for (const ReservedMemory& table : tables)
        static_cast<unsigned char*>(table.start())[512 * kMiB] = 1;
}

TEST(ReservedMemory, MovesWithoutMovingTheMemory) {
    ReservedMemory first = std::move(ReservedMemory::reserve(kMiB)).value();
    void* const start = first.start();
    static_cast<unsigned char*>(start)[7] = 7;
    ReservedMemory second = std::move(first);
    EXPECT_EQ(first.start(), nullptr);
    EXPECT_EQ(second.start(), start);
    ReservedMemory third = std::move(ReservedMemory::reserve(kMiB)).value();
    third = std::move(second);
    EXPECT_EQ(static_cast<unsigned char*>(third.start())[7], 7);
}

TEST(ReservedMemory, MoreThanThereAreAddressesIsRefused) {
    const auto refused = ReservedMemory::reserve(std::numeric_limits<std::size_t>::max() / 2);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().call, SystemCall::reserve_memory);
    EXPECT_EQ(refused.error().cause, SystemCause::no_memory);
}

}  // namespace
}  // namespace potok
