#include "cli/configuration.hpp"

#include "cli/common_options.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/cli/sample_manual.hpp"

namespace potok::cli {
namespace {

const OptionTable& table() {
    static const OptionTable made(sample::kOptions, common_options());
    return made;
}

Given given(std::string_view name, std::string_view text, Origin origin) {
    const Option* const option = name == "target" ? table().operand(0) : table().with_flag(name);
    EXPECT_NE(option, nullptr) << name;
    return {.option = option,
            .text = std::string(text),
            .source = {.origin = origin, .name = "source"}};
}

Configuration merged(const std::vector<Given>& all) {
    auto result = Configuration::merge(table(), all, Language::english);
    EXPECT_TRUE(result.ok()) << (result.ok() ? "" : fault_text(Language::english, result.error()));
    return result.ok() ? std::move(result).value() : Configuration{};
}

const Setting& setting_of(const Configuration& configuration, std::string_view name) {
    const auto found = std::ranges::find_if(
        configuration.settings(),
        [name](const Setting& setting) { return setting.option->name == name; });
    EXPECT_NE(found, configuration.settings().end()) << name;
    return *found;
}

constexpr Origin kOrigins[] = {Origin::file, Origin::environment, Origin::command_line};

// Every combination of sources that give the option, in every order: the strongest one counts.
TEST(Configuration, TheStrongestSourceCountsWhateverTheOthersAre) {
    for (unsigned present = 0; present < 8; ++present) {
        std::vector<Given> all;
        Origin strongest = Origin::preset;
        for (unsigned i = 0; i < 3; ++i) {
            if ((present & (1U << i)) == 0) continue;
            all.push_back(given("max-message", std::to_string(i + 1) + "KiB", kOrigins[i]));
            strongest = kOrigins[i];
        }
        const std::string expected =
            present == 0 ? "16MiB" : std::to_string(static_cast<int>(strongest)) + "KiB";
        do {
            const Configuration configuration = merged(all);
            const Setting& setting = setting_of(configuration, "max-message");
            EXPECT_EQ(setting.source.origin, strongest) << present;
            EXPECT_THAT(setting.texts, testing::ElementsAre(expected));
        } while (
            std::next_permutation(all.begin(), all.end(), [](const Given& one, const Given& other) {
                return one.source.origin < other.source.origin;
            }));
    }
}

TEST(Configuration, TheStrongestSourceGivesAllValuesOfARepeatableOption) {
    const Configuration configuration = merged({
        given("header", "from file", Origin::file),
        given("header", "first", Origin::command_line),
        given("header", "from environment", Origin::environment),
        given("header", "second", Origin::command_line),
    });
    EXPECT_THAT(setting_of(configuration, "header").texts, testing::ElementsAre("first", "second"));
}

TEST(Configuration, AGivenValueReplacesTheDefaultsOfARepeatableOption) {
    EXPECT_EQ(setting_of(merged({}), "listen").texts.size(), 2U);
    const Configuration configuration = merged({given("listen", "lp://*:5", Origin::file)});
    EXPECT_THAT(setting_of(configuration, "listen").texts, testing::ElementsAre("lp://*:5"));
}

TEST(Configuration, TheLastOfSeveralCountsForAnyOtherOption) {
    const Configuration configuration = merged(
        {given("threads", "1", Origin::command_line), given("threads", "2", Origin::command_line)});
    EXPECT_THAT(setting_of(configuration, "threads").texts, testing::ElementsAre("2"));
}

TEST(Configuration, AnOptionWithoutAValueOrDefaultIsNotSet) {
    EXPECT_TRUE(setting_of(merged({}), "threads").values.empty());
    EXPECT_TRUE(setting_of(merged({}), "cert").values.empty());
}

TEST(Configuration, AFlagThatIsNotGivenIsFalse) {
    EXPECT_THAT(setting_of(merged({}), "broadcast").values, testing::ElementsAre(Value(false)));
}

TEST(Configuration, ChecksWhatIsMaskedByAStrongerSourceToo) {
    const std::vector<Given> all = {given("threads", "4", Origin::command_line),
                                    given("threads", "many", Origin::file)};
    const auto result = Configuration::merge(table(), all, Language::english);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().problem, Problem::malformed);
    EXPECT_EQ(result.error().source.origin, Origin::file);
}

TEST(Configuration, MissesARequiredOption) {
    constexpr Option kOptions[] = {{.name = "target",
                                    .kind = Kind::target,
                                    .operand = true,
                                    .required = true,
                                    .group = {"g", "г"},
                                    .help = {"h", "п"},
                                    .into = into<&sample::Settings::target>}};
    const OptionTable strict(kOptions, {});
    const auto result = Configuration::merge(strict, {}, Language::english);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(fault_text(Language::english, result.error()),
              "ADDRESS is missing: give it as --help shows");
    EXPECT_EQ(fault_text(Language::russian, result.error()),
              "не указано: АДРЕС; как это сделать, показывает --help");
}

TEST(Configuration, RefusesMoreValuesThanTheLimit) {
    std::vector<Given> all(kValuesMax, given("header", "x", Origin::command_line));
    EXPECT_EQ(setting_of(merged(all), "header").values.size(), kValuesMax);
    all.push_back(all.front());
    const auto result = Configuration::merge(table(), all, Language::english);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().problem, Problem::too_many_values);
}

TEST(Configuration, StoresEveryOptionIntoTheSettings) {
    using namespace std::chrono_literals;
    sample::Settings settings;
    merged({given("listen", "lp://*:5", Origin::file), given("target", "tcp://h:6", Origin::file),
            given("threads", "3", Origin::file), given("broadcast", "true", Origin::file),
            given("compression", "on", Origin::file), given("header", "a: b", Origin::file),
            given("cert", "c.pem", Origin::file), given("max-message", "1KiB", Origin::file),
            given("idle-timeout", "5s", Origin::file), given("rate", "60/m", Origin::file),
            given("ramp", "2s", Origin::file), given("loss", "1%", Origin::file),
            given("offset", "-2", Origin::file)})
        .store(&settings, &detail::kTypeTag<sample::Settings>);
    ASSERT_EQ(settings.listen.size(), 1U);
    EXPECT_EQ(settings.listen[0].port, 5);
    EXPECT_EQ(settings.target.value().port, 6);
    EXPECT_EQ(settings.threads, 3U);
    EXPECT_TRUE(settings.broadcast);
    EXPECT_EQ(settings.compression, sample::Compression::on);
    EXPECT_THAT(settings.headers, testing::ElementsAre("a: b"));
    EXPECT_EQ(settings.cert, "c.pem");
    EXPECT_EQ(settings.limits.max_message, 1024U);
    EXPECT_EQ(settings.limits.idle_timeout, 5s);
    EXPECT_EQ(settings.rate, 1.0);
    EXPECT_EQ(settings.ramp, std::chrono::nanoseconds(2s));
    EXPECT_EQ(settings.loss, 1.0);
    EXPECT_EQ(settings.offset, -2);
}

TEST(Configuration, LeavesFieldsOfUnsetOptionsAndOtherOwnersAlone) {
    sample::Settings settings;
    settings.cert = "before";
    settings.threads = 9;
    merged({}).store(&settings, &detail::kTypeTag<sample::Settings>);
    EXPECT_EQ(settings.cert, "before");
    EXPECT_EQ(settings.threads, 9U);

    CommonSettings common;
    merged({given("threads", "3", Origin::file)}).store(&common, &detail::kTypeTag<CommonSettings>);
    EXPECT_EQ(common.log.level, LogLevel::info);
    EXPECT_EQ(settings.threads, 9U);
}

TEST(ConfigurationDeathTest, ADefaultThatIsNotOfItsKindIsAProgrammersError) {
    constexpr Option kOptions[] = {{.name = "size",
                                    .kind = Kind::size,
                                    .preset = "16MB",
                                    .group = {"g", "г"},
                                    .help = {"h", "п"},
                                    .into = into<&sample::Settings::cert>}};
    const OptionTable wrong(kOptions, {});
    EXPECT_DEATH(static_cast<void>(Configuration::merge(wrong, {}, Language::english)),
                 "assertion failed");
}

}  // namespace
}  // namespace potok::cli
