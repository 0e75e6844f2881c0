#include "cli/environment.hpp"

#include <cstdlib>

#include "cli/common_options.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/cli/sample_manual.hpp"

namespace potok::cli {
namespace {

EnvironmentOptions options_of(std::vector<Variable> variables) {
    static const OptionTable table(sample::kOptions, common_options());
    return options_in(table, variables);
}

TEST(OptionsIn, FindsTheOptionOfAVariable) {
    const EnvironmentOptions options = options_of({{"POTOK_MAX_MESSAGE", "64KiB"}});
    ASSERT_EQ(options.given.size(), 1U);
    EXPECT_EQ(options.given[0].option->name, "max-message");
    EXPECT_EQ(options.given[0].text, "64KiB");
    EXPECT_EQ(options.given[0].source.origin, Origin::environment);
    EXPECT_EQ(options.given[0].source.name, "POTOK_MAX_MESSAGE");
    EXPECT_TRUE(options.warnings.empty());
}

TEST(OptionsIn, SplitsARepeatableOptionAtSpaces) {
    const EnvironmentOptions options = options_of({{"POTOK_LISTEN", " lp://*:1  tcp://*:2 "}});
    ASSERT_EQ(options.given.size(), 2U);
    EXPECT_EQ(options.given[0].text, "lp://*:1");
    EXPECT_EQ(options.given[1].text, "tcp://*:2");
}

TEST(OptionsIn, DoesNotSplitAnyOther) {
    const EnvironmentOptions options = options_of({{"POTOK_CERT", "a file with spaces"}});
    ASSERT_EQ(options.given.size(), 1U);
    EXPECT_EQ(options.given[0].text, "a file with spaces");
}

TEST(OptionsIn, TakesAnEmptyVariableForOneThatIsNotSet) {
    const EnvironmentOptions options = options_of({{"POTOK_THREADS", ""}, {"POTOK_LISTEN", ""}});
    EXPECT_TRUE(options.given.empty());
    EXPECT_TRUE(options.warnings.empty());
}

TEST(OptionsIn, WarnsAboutAVariableThatNamesNoOption) {
    const EnvironmentOptions options =
        options_of({{"POTOK_TREADS", "1"}, {"POTOK_SOMETHING_ELSE", "1"}, {"POTOK_HELP", "1"}});
    EXPECT_TRUE(options.given.empty());
    ASSERT_EQ(options.warnings.size(), 3U);
    EXPECT_EQ(fault_text(Language::english, options.warnings[0]),
              "POTOK_TREADS: the variable names no option and is ignored: did you mean "
              "POTOK_THREADS?");
    EXPECT_EQ(
        fault_text(Language::russian, options.warnings[1]),
        "POTOK_SOMETHING_ELSE: у переменной нет такого параметра, она не учтена: все параметры "
        "— в --help");
    EXPECT_EQ(options.warnings[2].source.name, "POTOK_HELP");
}

// One unit file or one shell may start several programs.
TEST(OptionsIn, PassesOverWhatAnotherProgramObeys) {
    const EnvironmentOptions options =
        options_of({{"POTOK_CONNECTIONS", "10"}, {"POTOK_DRAIN_TIMEOUT", "1s"}});
    EXPECT_TRUE(options.given.empty());
    EXPECT_TRUE(options.warnings.empty());
}

TEST(PotokVariables, AreThoseOfTheProcessWithThePrefixInOrder) {
    ::setenv("POTOK_TEST_B", "2=3", 1);
    ::setenv("POTOK_TEST_A", "", 1);
    ::setenv("UNRELATED_POTOK_TEST", "1", 1);
    std::vector<std::string> found;
    for (const Variable& variable : potok_variables()) {
        EXPECT_TRUE(variable.name.starts_with("POTOK_"));
        if (variable.name.starts_with("POTOK_TEST"))
            found.push_back(variable.name + ":" + variable.value);
    }
    EXPECT_THAT(found, testing::ElementsAre("POTOK_TEST_A:", "POTOK_TEST_B:2=3"));
    for (const char* name : {"POTOK_TEST_A", "POTOK_TEST_B", "UNRELATED_POTOK_TEST"})
        ::unsetenv(name);
}

}  // namespace
}  // namespace potok::cli
