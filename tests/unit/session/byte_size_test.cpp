#include "protocol/session/byte_size.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(ByteSize, ReadsBytesAndBinaryUnits) {
    const std::pair<std::string_view, std::uint64_t> cases[] = {
        {"0", 0},
        {"1", 1},
        {"512", 512},
        {"007", 7},
        {"1KiB", 1024},
        {"64KiB", 65536},
        {"16MiB", 16777216},
        {"2GiB", 2147483648},
        {"0GiB", 0},
        {"18446744073709551615", 18446744073709551615u},
        {"17179869183GiB", 17179869183u * (std::uint64_t{1} << 30)},
    };
    for (const auto& [text, bytes] : cases) {
        const auto size = parse_byte_size(text);
        ASSERT_TRUE(size.ok()) << text;
        EXPECT_EQ(size.value(), bytes) << text;
    }
}

TEST(ByteSize, NamesWhatIsWrong) {
    const std::pair<std::string_view, ByteSizeFault> cases[] = {
        {"", ByteSizeFault::no_number},
        {"KiB", ByteSizeFault::no_number},
        {"-1", ByteSizeFault::no_number},
        {"+1", ByteSizeFault::no_number},
        {" 1", ByteSizeFault::no_number},
        {"много", ByteSizeFault::no_number},
        {"16M", ByteSizeFault::unknown_unit},
        {"16MB", ByteSizeFault::unknown_unit},
        {"16mib", ByteSizeFault::unknown_unit},
        {"16 MiB", ByteSizeFault::unknown_unit},
        {"16MiB ", ByteSizeFault::unknown_unit},
        {"1.5MiB", ByteSizeFault::unknown_unit},
        {"0x10", ByteSizeFault::unknown_unit},
        {"1TiB", ByteSizeFault::unknown_unit},
        {"18446744073709551616", ByteSizeFault::too_large},
        {"17179869184GiB", ByteSizeFault::too_large},
        {"99999999999999999999999999KiB", ByteSizeFault::too_large},
    };
    for (const auto& [text, fault] : cases) {
        const auto size = parse_byte_size(text);
        ASSERT_FALSE(size.ok()) << text;
        EXPECT_EQ(size.error(), fault) << text;
    }
}

TEST(ByteSize, WritesTheShortestFormThatReadsBack) {
    EXPECT_EQ(byte_size_text(0), "0");
    EXPECT_EQ(byte_size_text(1), "1");
    EXPECT_EQ(byte_size_text(1000), "1000");
    EXPECT_EQ(byte_size_text(1024), "1KiB");
    EXPECT_EQ(byte_size_text(1536), "1536");
    EXPECT_EQ(byte_size_text(16u << 20), "16MiB");
    EXPECT_EQ(byte_size_text((16u << 20) + 1024), "16385KiB");
    for (unsigned bit = 0; bit < 64; ++bit) {
        for (const std::uint64_t bytes : {std::uint64_t{1} << bit, (std::uint64_t{3} << bit) - 1}) {
            EXPECT_EQ(parse_byte_size(byte_size_text(bytes)).value(), bytes);
        }
    }
}

}  // namespace
}  // namespace potok
