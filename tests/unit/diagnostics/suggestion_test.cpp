#include "diagnostics/suggestion.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

constexpr std::string_view kOptions[] = {
    "listen",       "threads",     "max-message", "max-queued", "max-connections",
    "idle-timeout", "compression", "tls",         "check"};

TEST(SlipsBetween, CountsOneForEachKindOfSlip) {
    EXPECT_EQ(slips_between("listen", "listen"), 0U);
    EXPECT_EQ(slips_between("listen", "liten"), 1U);    // one missing
    EXPECT_EQ(slips_between("listen", "lissten"), 1U);  // one too many
    EXPECT_EQ(slips_between("listen", "lasten"), 1U);   // one wrong
    EXPECT_EQ(slips_between("listen", "lisetn"), 1U);   // two swapped
}

TEST(SlipsBetween, CountsEveryLetterAgainstNothing) {
    EXPECT_EQ(slips_between("", ""), 0U);
    EXPECT_EQ(slips_between("abc", ""), 3U);
    EXPECT_EQ(slips_between("", "abc"), 3U);
}

TEST(SlipsBetween, IsTheSameBothWays) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const auto word = [&random] {
        std::string letters(random() % 9, 'a');
        for (char& letter : letters)
            letter = static_cast<char>('a' + random() % 3);
        return letters;
    };
    for (int round = 0; round < 500; ++round) {
        const std::string left = word();
        const std::string right = word();
        const std::size_t slips = slips_between(left, right);
        EXPECT_EQ(slips, slips_between(right, left));
        EXPECT_EQ(slips == 0, left == right);
        EXPECT_LE(slips, std::max(left.size(), right.size()));
    }
}

TEST(SuggestionFor, FindsTheWordThatWasMeant) {
    EXPECT_EQ(suggestion_for("lisen", kOptions), "listen");
    EXPECT_EQ(suggestion_for("max-mesage", kOptions), "max-message");
    EXPECT_EQ(suggestion_for("max_message", kOptions), "max-message");
    EXPECT_EQ(suggestion_for("max-connection", kOptions), "max-connections");
    EXPECT_EQ(suggestion_for("Check", kOptions), "check");
}

TEST(SuggestionFor, TakesABeginningForTheWord) {
    EXPECT_EQ(suggestion_for("compress", kOptions), "compression");
    EXPECT_EQ(suggestion_for("idle", kOptions), "idle-timeout");
    constexpr std::string_view kOnOff[] = {"on", "off"};
    EXPECT_EQ(suggestion_for("of", kOnOff), "off");
}

TEST(SuggestionFor, SaysNothingWhereNothingIsNear) {
    EXPECT_EQ(suggestion_for("frobnicate", kOptions), "");
    EXPECT_EQ(suggestion_for("x", kOptions), "");
    EXPECT_EQ(suggestion_for("", kOptions), "");
    EXPECT_EQ(suggestion_for("listen", {}), "");
}

TEST(SuggestionFor, DoesNotCompareWordsPastItsLimit) {
    const std::string longest(kSuggestionLength, 'a');
    const std::string longer(kSuggestionLength + 1, 'a');
    const std::string_view known[] = {longer, longest};
    EXPECT_EQ(suggestion_for(longest, known), longest);
    EXPECT_EQ(suggestion_for(longer, known), "");
}

TEST(SuggestionFor, TakesTheFirstOfSeveralAsNear) {
    constexpr std::string_view kKnown[] = {"u16", "u32", "u64", "u8"};
    EXPECT_EQ(suggestion_for("u36", kKnown), "u16");
}

}  // namespace
}  // namespace potok
