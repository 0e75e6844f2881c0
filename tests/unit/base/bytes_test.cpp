#include "base/bytes.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(Bytes, LoadReadsEitherOrderAtAnyAlignment) {
    const std::array<std::byte, 5> raw{std::byte{0xFF}, std::byte{0x01}, std::byte{0x02},
                                       std::byte{0x03}, std::byte{0x04}};
    EXPECT_EQ(load<std::uint32_t>(raw.data() + 1, ByteOrder::little), 0x04030201u);
    EXPECT_EQ(load<std::uint32_t>(raw.data() + 1, ByteOrder::big), 0x01020304u);
    EXPECT_EQ(load<std::uint16_t>(raw.data() + 1, ByteOrder::big), 0x0102u);
    EXPECT_EQ(load<std::uint8_t>(raw.data(), ByteOrder::big), 0xFFu);
}

TEST(Bytes, StoreIsTheInverseOfLoadForEveryWidthAndOrder) {
    std::array<std::byte, 9> room{};
    for (const auto order : {ByteOrder::little, ByteOrder::big}) {
        store<std::uint64_t>(room.data() + 1, 0x0123456789ABCDEFu, order);
        EXPECT_EQ(load<std::uint64_t>(room.data() + 1, order), 0x0123456789ABCDEFu);
        store<std::uint16_t>(room.data() + 1, 0xBEEF, order);
        EXPECT_EQ(load<std::uint16_t>(room.data() + 1, order), 0xBEEF);
    }
}

TEST(Bytes, TextAndBytesViewTheSameMemory) {
    const std::string text = "поток";
    EXPECT_EQ(text_of(bytes_of(text)), text);
    EXPECT_EQ(static_cast<const void*>(bytes_of(text).data()), text.data());
}

}  // namespace
}  // namespace potok
