#include "diagnostics/sentence.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(Fill, PutsValuesIntoTheBlanksOfTheirNames) {
    EXPECT_EQ(fill("{b} before {a}", {{"a", "1"}, {"b", "2"}}), "2 before 1");
}

TEST(Fill, RepeatsAValueForARepeatedBlank) {
    EXPECT_EQ(fill("{a}{a}", {{"a", "x"}}), "xx");
}

TEST(Fill, LeavesAnUnknownBlankAsItStands) {
    EXPECT_EQ(fill("{known} {unknown}", {{"known", "x"}}), "x {unknown}");
}

TEST(Fill, LeavesAnUnclosedBraceAsItStands) {
    EXPECT_EQ(fill("a {b", {{"b", "x"}}), "a {b");
    EXPECT_EQ(fill("{", {}), "{");
}

TEST(Fill, DoesNotLookForBlanksInsideAValue) {
    EXPECT_EQ(fill("{a} {b}", {{"a", "{b}"}, {"b", "x"}}), "{b} x");
}

TEST(Fill, TakesThePatternOfTheLanguage) {
    constexpr Text kPattern{"no {name}", "нет {name}"};
    EXPECT_EQ(fill(kPattern, Language::russian, {{"name", "хоста"}}), "нет хоста");
}

TEST(Fill, OfNothingIsNothing) {
    EXPECT_EQ(fill("", {{"a", "x"}}), "");
}

}  // namespace
}  // namespace potok
