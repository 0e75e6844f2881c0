#include "cli/manual.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::cli {
namespace {

struct Settings {
    int low = 0;
    int high = 0;
};

std::string low_before_high(const Settings& settings, Language language) {
    constexpr Text kWrong{"low is above high", "нижний предел выше верхнего"};
    return settings.low > settings.high ? std::string(kWrong.in(language)) : std::string();
}

TEST(CheckedBy, AsksTheFunctionAboutTheSettingsOfItsType) {
    constexpr Validator kValidator = checked_by<&low_before_high>;
    EXPECT_EQ(kValidator.owner, &detail::kTypeTag<Settings>);
    const Settings good{.low = 1, .high = 2};
    const Settings wrong{.low = 3, .high = 2};
    EXPECT_EQ(kValidator.validate(&good, Language::english), "");
    EXPECT_EQ(kValidator.validate(&wrong, Language::english), "low is above high");
    EXPECT_EQ(kValidator.validate(&wrong, Language::russian), "нижний предел выше верхнего");
}

}  // namespace
}  // namespace potok::cli
