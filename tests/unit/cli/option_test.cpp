#include "cli/option.hpp"

#include <set>

#include "tests/gtest_pch.hpp"

namespace potok::cli {
namespace {

std::vector<Kind> all_kinds() {
    std::vector<Kind> kinds;
    for (int kind = 0; kind <= static_cast<int>(Kind::choice); ++kind) {
        kinds.push_back(static_cast<Kind>(kind));
    }
    return kinds;
}

TEST(WordsOf, SplitsAtSpacesOfAnyNumber) {
    using testing::ElementsAre;
    EXPECT_THAT(words_of("a b"), ElementsAre("a", "b"));
    EXPECT_THAT(words_of("  a   b  "), ElementsAre("a", "b"));
    EXPECT_THAT(words_of("one"), ElementsAre("one"));
    EXPECT_TRUE(words_of("").empty());
    EXPECT_TRUE(words_of("   ").empty());
}

TEST(PlaceholderOf, IsTheOptionsOwnWordFirst) {
    const Option named{.kind = Kind::size, .placeholder = {"BYTES", "БАЙТЫ"}};
    EXPECT_EQ(placeholder_of(named, Language::english), "BYTES");
    EXPECT_EQ(placeholder_of(named, Language::russian), "БАЙТЫ");
}

TEST(PlaceholderOf, ListsTheChoices) {
    const Option option{.kind = Kind::choice, .choices = "text json"};
    EXPECT_EQ(placeholder_of(option, Language::english), "text|json");
}

TEST(PlaceholderOf, ExistsForEveryKindInBothLanguages) {
    for (const Kind kind : all_kinds()) {
        EXPECT_FALSE(placeholder_of({.kind = kind}, Language::english).empty());
        EXPECT_FALSE(placeholder_of({.kind = kind}, Language::russian).empty());
    }
}

TEST(FormOf, DescribesEveryKindInBothLanguages) {
    for (const Kind kind : all_kinds()) {
        const std::string en = form_of({.kind = kind}, Language::english);
        const std::string ru = form_of({.kind = kind}, Language::russian);
        EXPECT_FALSE(en.empty());
        EXPECT_NE(en, ru);
    }
}

TEST(FormOf, NamesTheKeywordAndTheChoices) {
    EXPECT_TRUE(form_of({.kind = Kind::duration, .keyword = "auto"}, Language::english)
                    .ends_with(" or auto"));
    EXPECT_TRUE(form_of({.kind = Kind::duration, .keyword = "auto"}, Language::russian)
                    .ends_with(" или auto"));
    EXPECT_EQ(form_of({.kind = Kind::choice, .choices = "on off"}, Language::russian), "on|off");
}

}  // namespace
}  // namespace potok::cli
