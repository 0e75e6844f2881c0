#include "cli/common_options.hpp"

#include "cli/configuration.hpp"
#include "cli/option_table.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::cli {
namespace {

const OptionTable& table() {
    static const OptionTable made({}, common_options());
    return made;
}

CommonSettings settings_with(std::string_view name, std::string_view text) {
    const Given given{.option = table().with_flag(name), .text = std::string(text)};
    const auto merged = Configuration::merge(table(), {&given, 1}, Language::english);
    EXPECT_TRUE(merged.ok()) << name << ' ' << text;
    CommonSettings settings;
    if (merged) merged.value().store(&settings, &detail::kTypeTag<CommonSettings>);
    return settings;
}

TEST(CommonOptions, AreWhatEveryProgramHas) {
    for (const std::string_view name : {"config", "lang", "check", "dump-config", "help", "version",
                                        "log-level", "log-format", "log-file"}) {
        EXPECT_NE(table().with_flag(name), nullptr) << name;
    }
    EXPECT_EQ(table().with_letter('h'), table().with_flag("help"));
    EXPECT_EQ(table().with_letter('V'), table().with_flag("version"));
}

TEST(CommonOptions, AProgramWithoutALogTakesAllButTheLogs) {
    const OptionTable without({}, common_options_without_log());
    for (const Option* const option : table().options()) {
        const bool of_log = option->name.starts_with("log-");
        EXPECT_EQ(without.with_flag(option->name) == nullptr, of_log) << option->name;
    }
}

// The order of the choices is the order of the enumerators.
TEST(CommonOptions, TheWordsMeanWhatTheySay) {
    for (const LogLevel level :
         {LogLevel::debug, LogLevel::info, LogLevel::warning, LogLevel::error, LogLevel::off}) {
        EXPECT_EQ(settings_with("log-level", log_level_name(level)).log.level, level);
    }
    EXPECT_EQ(settings_with("log-format", "text").log.format, LogFormat::text);
    EXPECT_EQ(settings_with("log-format", "json").log.format, LogFormat::json);
    EXPECT_EQ(settings_with("lang", "en").language, Language::english);
    EXPECT_EQ(settings_with("lang", "ru").language, Language::russian);
}

TEST(CommonOptions, LeaveTheLanguageToTheLocale) {
    EXPECT_EQ(settings_with("log-level", "info").language, std::nullopt);
}

}  // namespace
}  // namespace potok::cli
