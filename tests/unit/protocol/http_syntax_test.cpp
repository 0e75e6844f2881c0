#include "protocol/http_syntax.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using namespace std::string_literals;

// The bytes of a class, in their order.
std::string bytes_that_are(HttpByte kind) {
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) {
        if (is(kind, static_cast<char>(byte))) bytes += static_cast<char>(byte);
    }
    return bytes;
}

constexpr const char* kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr const char* kLower = "abcdefghijklmnopqrstuvwxyz";

TEST(HttpByte, ClassesAreThoseOfTheGrammar) {
    const std::string digits = "0123456789";
    EXPECT_EQ(bytes_that_are(HttpByte::token),
              "!#$%&'*+-." + digits + kUpper + "^_`" + kLower + "|~");
    EXPECT_EQ(bytes_that_are(HttpByte::path),
              "!$&'()*+,-./" + digits + ":;=@" + kUpper + "_" + kLower + "~");
    EXPECT_EQ(bytes_that_are(HttpByte::query),
              "!$&'()*+,-./" + digits + ":;=?@" + kUpper + "[\\]^_`" + kLower + "{|}~");
    EXPECT_EQ(bytes_that_are(HttpByte::name), "-." + digits + kUpper + "_" + kLower + "~");
    EXPECT_EQ(bytes_that_are(HttpByte::digit), digits);
    EXPECT_EQ(bytes_that_are(HttpByte::hex), digits + "ABCDEFabcdef");
}

TEST(HttpByte, AValueHasNoControlsButTheTab) {
    for (int byte = 0; byte < 256; ++byte) {
        const bool control = (byte < 0x20 && byte != '\t') || byte == 0x7F;
        EXPECT_EQ(is(HttpByte::value, static_cast<char>(byte)), !control) << byte;
        EXPECT_EQ(is(HttpByte::visible, static_cast<char>(byte)), byte > 0x20 && byte < 0x7F);
    }
}

TEST(HttpSyntax, PercentEncodingIsTwoHexadecimalDigits) {
    for (const char* good : {"", "a", "%41", "a%00%fFb", "%25"})
        EXPECT_TRUE(all_are_or_encoded(HttpByte::path, good)) << good;
    for (const char* bad : {"%", "%4", "a%4g", "%%41", "%-1", "% 1", "a b"})
        EXPECT_FALSE(all_are_or_encoded(HttpByte::path, bad)) << bad;
}

TEST(HttpSyntax, ATokenIsNotEmpty) {
    EXPECT_TRUE(is_token("x-1"));
    EXPECT_FALSE(is_token(""));
    EXPECT_FALSE(is_token("a b"));
    EXPECT_FALSE(is_token("a\0b"s));
}

TEST(HttpSyntax, ATokenIsTakenAsLongAsItIs) {
    std::string_view rest = "a-1=b";
    EXPECT_EQ(take_token(rest), "a-1");
    EXPECT_EQ(take_token(rest), "");
    EXPECT_EQ(rest, "=b");
}

TEST(HttpSyntax, CaseIsIgnoredInAsciiLettersOnly) {
    EXPECT_TRUE(equal_ignoring_case("Content-LENGTH", "content-length"));
    EXPECT_FALSE(equal_ignoring_case("a", "ab"));
    EXPECT_FALSE(equal_ignoring_case("@", "`"));  // 0x20 apart, and no letters
    EXPECT_FALSE(equal_ignoring_case("[", "{"));
    EXPECT_FALSE(equal_ignoring_case("\xC0", "\xE0"));
}

TEST(HttpSyntax, BlanksAroundATextAreSpacesAndTabs) {
    EXPECT_EQ(without_blanks(" \t a b\t "), "a b");
    EXPECT_EQ(without_blanks("\va"), "\va");
    EXPECT_EQ(without_blanks(" \t "), "");
    EXPECT_EQ(without_blanks(""), "");
}

TEST(HttpSyntax, ANumberIsDigitsAndFits) {
    EXPECT_EQ(read_decimal("0"), 0u);
    EXPECT_EQ(read_decimal("0007"), 7u);
    EXPECT_EQ(read_decimal("18446744073709551615"), ~std::uint64_t{0});
    for (const char* bad : {"", "+5", "-5", " 5", "5 ", "5,5", "0x5", "5a", "18446744073709551616",
                            "99999999999999999999999"})
        EXPECT_EQ(read_decimal(bad), std::nullopt) << bad;
    EXPECT_EQ(read_decimal("5\0"s), std::nullopt);
}

TEST(HttpSyntax, AHexadecimalNumberIsItsDigitsAndFits) {
    EXPECT_EQ(read_hex("0"), 0u);
    EXPECT_EQ(read_hex("aF"), 175u);
    EXPECT_EQ(read_hex("ffffffffffffffff"), ~std::uint64_t{0});
    for (const char* bad : {"", "0x1", "g", "+1", "1 ", "10000000000000000"})
        EXPECT_EQ(read_hex(bad), std::nullopt) << bad;
}

std::vector<std::string> elements_of(std::string_view list) {
    std::vector<std::string> elements;
    while (const auto element = next_element(list))
        elements.emplace_back(*element);
    return elements;
}

TEST(HttpList, EmptyElementsArePassedOver) {
    using ::testing::ElementsAre;
    EXPECT_THAT(elements_of("a, b\t,c"), ElementsAre("a", "b", "c"));
    EXPECT_THAT(elements_of(", ,a,,\t, b ,"), ElementsAre("a", "b"));
    EXPECT_THAT(elements_of(""), ElementsAre());
    EXPECT_THAT(elements_of(" , "), ElementsAre());
}

TEST(HttpList, ACommaInAQuotedStringPartsNothing) {
    using ::testing::ElementsAre;
    EXPECT_THAT(elements_of(R"(a="1,2", b)"), ElementsAre(R"(a="1,2")", "b"));
    EXPECT_THAT(elements_of(R"(a="\",\\", b)"), ElementsAre(R"(a="\",\\")", "b"));
    EXPECT_THAT(elements_of(R"(a="open, b)"), ElementsAre(R"(a="open, b)"));
    EXPECT_THAT(elements_of(R"(a="\)"), ElementsAre(R"(a="\)"));
}

}  // namespace
}  // namespace potok::testing
