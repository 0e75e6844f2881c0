#include "diagnostics/language.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(Text, IsSaidInTheLanguageAskedFor) {
    constexpr Text kYes{"yes", "да"};
    EXPECT_EQ(kYes.in(Language::english), "yes");
    EXPECT_EQ(kYes.in(Language::russian), "да");
}

TEST(LanguageOf, TakesTheFirstVariableThatIsSet) {
    EXPECT_EQ(language_of({"ru_RU.UTF-8", "en_US", "en_US"}), Language::russian);
    EXPECT_EQ(language_of({"C", "ru_RU", "ru_RU"}), Language::english);
    EXPECT_EQ(language_of({nullptr, "ru_RU", "en_US"}), Language::russian);
    EXPECT_EQ(language_of({nullptr, nullptr, "ru_RU"}), Language::russian);
}

TEST(LanguageOf, PassesOverAnEmptyVariable) {
    EXPECT_EQ(language_of({"", "", "ru_RU.UTF-8"}), Language::russian);
}

TEST(LanguageOf, IsEnglishWhereNothingIsSet) {
    EXPECT_EQ(language_of({}), Language::english);
}

TEST(LanguageOf, KnowsEveryFormOfTheRussianLocale) {
    for (const char* locale : {"ru", "ru_RU", "ru_RU.UTF-8", "ru.KOI8-R", "ru@latin", "ru-RU"}) {
        EXPECT_EQ(language_of({.lang = locale}), Language::russian) << locale;
    }
}

TEST(LanguageOf, TakesEveryOtherLocaleForEnglish) {
    for (const char* locale :
         {"C", "POSIX", "C.UTF-8", "en_US.UTF-8", "de_DE", "run_BI", "r", "RU"}) {
        EXPECT_EQ(language_of({.lang = locale}), Language::english) << locale;
    }
}

}  // namespace
}  // namespace potok
