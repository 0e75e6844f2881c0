#include "reactor/placed_bytes.hpp"

#include "reactor/cork.hpp"
#include "reactor/receive_block.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

std::size_t place_of(const void* bytes) {
    return reinterpret_cast<std::uintptr_t>(bytes) % PlacedBytes::kPageBytes;
}

TEST(PlacedBytes, BeginAtTheirPlaceInAPageWhereverTheyAre) {
    for (const std::size_t place : {0U, 1U, 1024U, 4095U}) {
        for (std::size_t size = 1; size < 300'000; size = 3 * size + 7)
            EXPECT_EQ(place_of(PlacedBytes(size, place).get()), place) << "of " << size;
    }
}

TEST(PlacedBytes, HaveRoomForAllThatWasAskedFor) {
    for (const std::size_t place : {0U, 1U, 2048U, 4095U}) {
        const PlacedBytes block(5000, place);
        std::memset(block.get(), 0x5A, 5000);
        EXPECT_EQ(block.get()[4999], std::byte{0x5A});
    }
}

// Where the data of either begins: no copy between them, or to and from the start of a page, has
// its target just behind its source.
TEST(PlacedBytes, KeepTheBlocksOfALoopApartFromEachOtherAndFromTheStartOfAPage) {
    constexpr std::size_t kApart = 512;
    ReceiveBlock block;
    Cork cork;
    const std::byte one{1};
    const Bytes part(&one, 1);
    cork.append(std::span(&part, 1));
    const std::size_t received = place_of(block.data().data());
    const std::size_t corked = place_of(cork.contents().data());
    for (const std::size_t place : {received, corked}) {
        EXPECT_GE(place, kApart);
        EXPECT_LE(place, PlacedBytes::kPageBytes - kApart);
    }
    EXPECT_GE(std::max(received, corked) - std::min(received, corked), kApart);
}

}  // namespace
}  // namespace potok
