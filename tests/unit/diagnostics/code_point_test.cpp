#include "diagnostics/code_point.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

void expect_character(std::string_view text, char32_t value) {
    const CodePoint point = first_code_point(text);
    EXPECT_TRUE(point.valid) << testing::PrintToString(text);
    EXPECT_EQ(point.value, value);
    EXPECT_EQ(point.bytes, text.size());
}

TEST(FirstCodePoint, ReadsTheFirstAndTheLastOfEveryLength) {
    expect_character(std::string_view("\0", 1), 0);
    expect_character("\x7f", 0x7f);
    expect_character("\xc2\x80", 0x80);
    expect_character("\xdf\xbf", 0x7ff);
    expect_character("\xe0\xa0\x80", 0x800);
    expect_character("\xed\x9f\xbf", 0xd7ff);
    expect_character("\xee\x80\x80", 0xe000);
    expect_character("\xef\xbf\xbf", 0xffff);
    expect_character("\xf0\x90\x80\x80", 0x10000);
    expect_character("\xf4\x8f\xbf\xbf", 0x10ffff);
}

TEST(FirstCodePoint, TakesWhatIsNoCharacterForOneInvalidByte) {
    constexpr std::string_view kBad[] = {
        "\x80",              // a continuation without a lead
        "\xc0\x80",          // overlong
        "\xc1\xbf",          // overlong
        "\xe0\x9f\xbf",      // overlong
        "\xf0\x8f\xbf\xbf",  // overlong
        "\xed\xa0\x80",      // a surrogate
        "\xed\xbf\xbf",      // a surrogate
        "\xf4\x90\x80\x80",  // past the last one
        "\xf8\x88\x80\x80",  // five bytes
        "\xff",
        "\xd0",          // cut
        "\xe2\x82",      // cut
        "\xf0\x9f\x98",  // cut
        "\xd0z",         // not continued
    };
    for (const std::string_view text : kBad) {
        const CodePoint point = first_code_point(text);
        EXPECT_FALSE(point.valid) << testing::PrintToString(text);
        EXPECT_EQ(point.bytes, 1);
        EXPECT_EQ(point.value, static_cast<unsigned char>(text[0]));
    }
}

TEST(FirstCodePointDeathTest, OfNothingIsAProgrammersError) {
    EXPECT_DEATH(static_cast<void>(first_code_point("")), "assertion failed");
}

TEST(DisplayColumns, CountsCharactersAndNotBytes) {
    EXPECT_EQ(display_columns(""), 0U);
    EXPECT_EQ(display_columns("abc"), 3U);
    EXPECT_EQ(display_columns("порт — №5"), 9U);
    EXPECT_EQ(display_columns("\xff\xfe"), 2U);
}

}  // namespace
}  // namespace potok
