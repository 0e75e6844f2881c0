#include "cli/option_table.hpp"

#include "cli/common_options.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/cli/sample_manual.hpp"

namespace potok::cli {
namespace {

const OptionTable& table() {
    static const OptionTable made(sample::kOptions, common_options());
    return made;
}

std::string_view name_of(const Option* option) {
    return option == nullptr ? "" : option->name;
}

TEST(OptionTable, HoldsTheProgramsOwnOptionsBeforeTheCommonOnes) {
    ASSERT_EQ(table().options().size(), sample::kOptions.size() + common_options().size());
    EXPECT_EQ(table().options().front()->name, "listen");
    EXPECT_EQ(table().options().back()->name, "version");
}

TEST(OptionTable, FindsAnOptionByAnyOfItsNames) {
    EXPECT_EQ(name_of(table().with_flag("max-message")), "max-message");
    EXPECT_EQ(name_of(table().with_letter('t')), "threads");
    EXPECT_EQ(name_of(table().with_key("max-message")), "max-message");
    EXPECT_EQ(name_of(table().with_variable("POTOK_MAX_MESSAGE")), "max-message");
}

TEST(OptionTable, FindsNothingByANameThatIsNearlyRight) {
    for (const std::string_view name :
         {"", "max_message", "MAX-MESSAGE", "max-mess", "-max-message"}) {
        EXPECT_EQ(table().with_flag(name), nullptr) << name;
        EXPECT_EQ(table().with_key(name), nullptr) << name;
    }
    EXPECT_EQ(table().with_letter('\0'), nullptr);
    EXPECT_EQ(table().with_letter('L'), nullptr);
    EXPECT_EQ(table().with_variable("MAX_MESSAGE"), nullptr);
    EXPECT_EQ(table().with_variable("POTOK_max_message"), nullptr);
    EXPECT_EQ(table().with_variable("POTOK_MAX-MESSAGE"), nullptr);
}

TEST(OptionTable, AnActionIsOnlyForTheCommandLine) {
    for (const std::string_view action : {"help", "version", "check", "dump-config"}) {
        const Option* const option = table().with_flag(action);
        ASSERT_NE(option, nullptr);
        EXPECT_EQ(table().with_key(action), nullptr);
        EXPECT_EQ(table().with_variable(variable_of(*option)), nullptr);
    }
}

TEST(OptionTable, AFileDoesNotNameAFile) {
    EXPECT_EQ(table().with_key("config"), nullptr);
    EXPECT_EQ(name_of(table().with_variable("POTOK_CONFIG")), "config");
}

TEST(OptionTable, AnOperandHasAKeyAndAVariableButNoFlag) {
    EXPECT_EQ(table().with_flag("target"), nullptr);
    EXPECT_EQ(name_of(table().with_key("target")), "target");
    EXPECT_EQ(name_of(table().with_variable("POTOK_TARGET")), "target");
}

TEST(OptionTable, HandsOutOperandsByTheirPlace) {
    EXPECT_EQ(name_of(table().operand(0)), "target");
    EXPECT_EQ(table().operand(1), nullptr);
}

Option word(std::string_view name, bool operand = false, bool repeatable = false) {
    return {.name = name,
            .repeatable = repeatable,
            .operand = operand,
            .group = {"g", "г"},
            .help = {"h", "п"},
            .into = into<&CommonSettings::config>};
}

TEST(OptionTable, ARepeatableOperandTakesTheRest) {
    const Option options[] = {word("first", true), word("rest", true, true)};
    const OptionTable made(options, {});
    EXPECT_EQ(name_of(made.operand(0)), "first");
    EXPECT_EQ(name_of(made.operand(1)), "rest");
    EXPECT_EQ(name_of(made.operand(9)), "rest");
}

TEST(OptionTable, SuggestsTheNearestNameOfTheSameSort) {
    EXPECT_EQ(table().flag_like("max-mesage"), "--max-message");
    EXPECT_EQ(table().key_like("max_message"), "max-message");
    EXPECT_EQ(table().variable_like("POTOK_THREAD"), "POTOK_THREADS");
    EXPECT_EQ(table().flag_like("hlep"), "--help");
    EXPECT_EQ(table().key_like("hlep"), "");
    EXPECT_EQ(table().variable_like("POTOK_HLEP"), "");
    EXPECT_EQ(table().flag_like("zzz"), "");
}

TEST(OptionTable, DoesNotTakeTheCommonPrefixOfVariablesForLikeness) {
    EXPECT_EQ(table().variable_like("POTOK_ZZZ"), "");
    EXPECT_EQ(table().variable_like("POTOK_"), "");
}

TEST(VariableOf, IsTheNameInCapitalsBehindThePrefix) {
    EXPECT_EQ(variable_of(word("max-message")), "POTOK_MAX_MESSAGE");
    EXPECT_EQ(variable_of(word("p99")), "POTOK_P99");
}

TEST(OptionTableDeathTest, ATableThatContradictsItselfIsAProgrammersError) {
    const auto make = [](std::initializer_list<Option> options) {
        const OptionTable made(std::span(options.begin(), options.size()), {});
    };
    Option lettered = word("one");
    lettered.letter = 'x';
    Option same_letter = word("two");
    same_letter.letter = 'x';
    Option half_translated = word("one");
    half_translated.help.ru = {};
    Option homeless = word("one");
    homeless.into = {};
    Option without_choices = word("one");
    without_choices.kind = Kind::choice;

    EXPECT_DEATH(make({word("one"), word("one")}), "assertion failed");
    EXPECT_DEATH(make({lettered, same_letter}), "assertion failed");
    EXPECT_DEATH(make({half_translated}), "assertion failed");
    EXPECT_DEATH(make({homeless}), "assertion failed");
    EXPECT_DEATH(make({without_choices}), "assertion failed");
    EXPECT_DEATH(make({word("")}), "assertion failed");
}

}  // namespace
}  // namespace potok::cli
