#include "reactor/entropy.hpp"

#include <set>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(Entropy, FillsAllOfTheRoomAndNothingBeyond) {
    for (const std::size_t size : {0u, 1u, 7u, 256u, 5000u}) {
        std::vector<std::byte> room(size + 16);
        fill_from_system(MutableBytes(room).first(size));
        const auto filled = static_cast<std::ptrdiff_t>(size);
        EXPECT_EQ(std::count(room.begin() + filled, room.end(), std::byte{}), 16);
        const auto zeros = std::count(room.begin(), room.begin() + filled, std::byte{});
        // Of 5000 random bytes 20 are zero; 100 are none in the age of the universe.
        if (size >= 256) {
            EXPECT_LT(zeros, 100) << size;
        }
    }
}

// Over several blocks: what is given out comes once.
TEST(Entropy, NoWordComesTwice) {
    Entropy entropy;
    std::set<std::uint64_t> seen;
    for (std::size_t i = 0; i < 4 * Entropy::kBlock / sizeof(std::uint64_t); ++i) {
        ASSERT_TRUE(seen.insert(entropy.next_u64()).second) << i;
    }
}

TEST(Entropy, ShortWordsAndLongOnesShareABlock) {
    Entropy entropy;
    std::set<std::uint32_t> seen;
    for (std::size_t i = 0; i < Entropy::kBlock; ++i) {
        ASSERT_NE(entropy.next_u64(), 0u);
        seen.insert(entropy.next_u32());
    }
    // Two of 2048 words of 32 bits are the same once in 2000 runs; three pairs never.
    EXPECT_GT(seen.size(), Entropy::kBlock - 3);
}

TEST(Entropy, TwoLoopsHaveNothingInCommon) {
    Entropy one;
    Entropy other;
    EXPECT_NE(one.next_u64(), other.next_u64());
}

}  // namespace
}  // namespace potok
