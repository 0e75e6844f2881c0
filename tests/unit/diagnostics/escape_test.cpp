#include "diagnostics/escape.hpp"

#include "diagnostics/code_point.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using namespace std::string_view_literals;

TEST(Escaped, LeavesReadableTextAlone) {
    EXPECT_EQ(escaped("GET /чат?a=1 «да» 日本 😀"), "GET /чат?a=1 «да» 日本 😀");
    EXPECT_EQ(escaped(""), "");
}

TEST(Escaped, WritesOutWhatAReaderOrATerminalWouldTripOver) {
    struct Case {
        std::string_view input;
        std::string_view output;
    };
    constexpr Case kCases[] = {
        {"two\nlines"sv, "two\\nlines"},
        {"over\rwritten"sv, "over\\rwritten"},
        {"a\tb"sv, "a\\tb"},
        {"a\0b"sv, "a\\x00b"},
        {"\x1b[31mred"sv, "\\x1b[31mred"},
        {"\x7f"sv, "\\x7f"},
        {"back\\slash"sv, "back\\\\slash"},
        {"\xff\xfe"sv, "\\xff\\xfe"},
        {"\xd0"sv, "\\xd0"},  // half a Cyrillic letter
        {"\xc2\x9b"
         "31m"sv,
         "\\u{009b}31m"},  // CSI in one character
        {"\xe2\x80\xae"
         "txt.exe"sv,
         "\\u{202e}txt.exe"},                  // right to left from here
        {"\xe2\x81\xa6"sv, "\\u{2066}"},       // isolate
        {"\xe2\x80\xa8"sv, "\\u{2028}"},       // line separator
        {"\xe2\x80\x8b"sv, "\\u{200b}"},       // zero width space
        {"\xef\xbb\xbf"sv, "\\u{feff}"},       // byte order mark
        {"\xf3\xa0\x81\x81"sv, "\\u{e0041}"},  // a tag character
    };
    for (const Case& c : kCases)
        EXPECT_EQ(escaped(c.input), c.output);
}

TEST(Escaped, CutsAtTheLimitAndCountsTheRest) {
    EXPECT_EQ(escaped("abcdef", 6), "abcdef");
    EXPECT_EQ(escaped("abcdef", 4), "abcd…(+2)");
    EXPECT_EQ(escaped("abcdef", 0), "…(+6)");
}

TEST(Escaped, NeverCutsInsideACharacter) {
    EXPECT_EQ(escaped("яяя", 3), "я…(+4)");
    EXPECT_EQ(escaped("яяя", 4), "яя…(+2)");
}

TEST(Escaped, KeepsQuotesAndQuotedEscapesThem) {
    EXPECT_EQ(escaped("say \"no\""), "say \"no\"");
    EXPECT_EQ(quoted("say \"no\""), "\"say \\\"no\\\"\"");
    EXPECT_EQ(quoted(""), "\"\"");
    EXPECT_EQ(quoted("abcdef", 2), "\"ab…(+4)\"");
}

// Whatever comes in: one line of valid UTF-8 without control bytes, of bounded length.
TEST(Escaped, MakesAnyBytesFitForALine) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    for (int round = 0; round < 2000; ++round) {
        std::string input(random() % 40, '\0');
        for (char& byte : input)
            byte = static_cast<char>(random());
        const std::string output = quoted(input, 32);
        EXPECT_LE(output.size(), 4U * 32 + 16);
        for (std::string_view rest = output; !rest.empty();) {
            const CodePoint point = first_code_point(rest);
            ASSERT_TRUE(point.valid && point.value >= 0x20 && point.value != 0x7f);
            rest.remove_prefix(point.bytes);
        }
    }
}

}  // namespace
}  // namespace potok
