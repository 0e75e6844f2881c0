#include "cli/arguments.hpp"

#include "cli/common_options.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/cli/sample_manual.hpp"

namespace potok::cli {
namespace {

using Words = std::vector<std::string_view>;

SplitArguments split(const Words& words) {
    static const OptionTable table(sample::kOptions, common_options());
    return split_arguments(table, words);
}

// "listen=lp://h:1 threads=4"
std::string given_in(const Words& words) {
    const SplitArguments result = split(words);
    EXPECT_FALSE(result.fault.has_value())
        << fault_text(Language::english, result.fault.value_or(Fault{}));
    std::string all;
    for (const Given& given : result.given) {
        EXPECT_EQ(given.source.origin, Origin::command_line);
        if (!all.empty()) all += ' ';
        all += std::string(given.option->name) + "=" + given.text;
    }
    return all;
}

std::string fault_in(const Words& words, Language language = Language::english) {
    const SplitArguments result = split(words);
    EXPECT_TRUE(result.fault.has_value());
    return result.fault ? fault_text(language, *result.fault) : std::string();
}

TEST(SplitArguments, TakesAValueBehindASpaceOrAnEqualsSign) {
    EXPECT_EQ(given_in({"--threads", "4"}), "threads=4");
    EXPECT_EQ(given_in({"--threads=4"}), "threads=4");
    EXPECT_EQ(given_in({"--header=a=b"}), "header=a=b");
}

TEST(SplitArguments, TakesAValueOfALetterInAnyOfItsForms) {
    EXPECT_EQ(given_in({"-t", "4"}), "threads=4");
    EXPECT_EQ(given_in({"-t4"}), "threads=4");
    EXPECT_EQ(given_in({"-t=4"}), "threads=4");
}

TEST(SplitArguments, TakesFlagsWithoutAValueAndWithOne) {
    EXPECT_EQ(given_in({"--broadcast"}), "broadcast=true");
    EXPECT_EQ(given_in({"-b"}), "broadcast=true");
    EXPECT_EQ(given_in({"--broadcast=false"}), "broadcast=false");
    EXPECT_EQ(given_in({"-b=no"}), "broadcast=no");
    EXPECT_EQ(given_in({"--broadcast", "lp://h:1"}), "broadcast=true target=lp://h:1");
}

TEST(SplitArguments, BundlesLetters) {
    EXPECT_EQ(given_in({"-bh"}), "broadcast=true help=true");
    EXPECT_EQ(given_in({"-bt4"}), "broadcast=true threads=4");
    EXPECT_EQ(given_in({"-bt", "4"}), "broadcast=true threads=4");
}

TEST(SplitArguments, KeepsTheOrderAndEveryRepetition) {
    EXPECT_EQ(given_in({"--threads", "1", "-l", "a", "--threads=2", "-lb"}),
              "threads=1 listen=a threads=2 listen=b");
}

TEST(SplitArguments, AnEmptyValueIsAValue) {
    EXPECT_EQ(given_in({"--header="}), "header=");
    EXPECT_EQ(given_in({"--header", ""}), "header=");
    EXPECT_EQ(given_in({"--listen=", "lp://h:1"}), "listen= target=lp://h:1");
}

TEST(SplitArguments, ANegativeNumberIsAValueAndNotAFlag) {
    EXPECT_EQ(given_in({"--offset", "-4"}), "offset=-4");
    EXPECT_EQ(given_in({"--offset", "-.5"}), "offset=-.5");
    EXPECT_EQ(given_in({"--offset=-4"}), "offset=-4");
}

TEST(SplitArguments, AnyValueMayBeginWithADashBehindAnEqualsSign) {
    EXPECT_EQ(given_in({"--header=--threads"}), "header=--threads");
}

TEST(SplitArguments, TakesOperandsAndASingleDashForOne) {
    EXPECT_EQ(given_in({"lp://h:1"}), "target=lp://h:1");
    EXPECT_EQ(given_in({"-"}), "target=-");
    EXPECT_EQ(given_in({"--header", "-"}), "header=-");
}

TEST(SplitArguments, TakesEverythingBehindTwoDashesForOperands) {
    EXPECT_EQ(given_in({"--threads", "1", "--", "--help"}), "threads=1 target=--help");
    EXPECT_EQ(given_in({"--"}), "");
}

TEST(SplitArguments, OfNothingIsNothing) {
    EXPECT_EQ(given_in({}), "");
}

TEST(SplitArguments, NamesTheFlagAsItWasWritten) {
    const SplitArguments result = split({"-t4", "--threads=5"});
    ASSERT_EQ(result.given.size(), 2U);
    EXPECT_EQ(result.given[0].source.name, "-t");
    EXPECT_EQ(result.given[1].source.name, "--threads");
}

TEST(SplitArguments, SuggestsAFlagForAnUnknownOne) {
    EXPECT_EQ(fault_in({"--max-mesage", "1"}),
              "--max-mesage: no such option: did you mean --max-message?");
    EXPECT_EQ(fault_in({"--max-mesage=1"}, Language::russian),
              "--max-mesage: нет такого параметра: может быть, --max-message?");
    EXPECT_EQ(fault_in({"-version"}), "-version: no such option: did you mean --version?");
}

TEST(SplitArguments, PointsAtTheHelpWhereNoFlagIsNear) {
    EXPECT_EQ(fault_in({"--frobnicate"}), "--frobnicate: no such option: --help lists all of them");
    EXPECT_EQ(fault_in({"-z"}, Language::russian),
              "-z: нет такого параметра: все перечислены в --help");
    EXPECT_EQ(fault_in({"-bz"}), "-z: no such option: --help lists all of them");
}

TEST(SplitArguments, DoesNotAbbreviate) {
    EXPECT_EQ(fault_in({"--broad"}), "--broad: no such option: did you mean --broadcast?");
}

TEST(SplitArguments, AnOperandHasNoFlag) {
    EXPECT_TRUE(fault_in({"--target=lp://h:1"}).starts_with("--target: no such option"));
}

TEST(SplitArguments, SaysHowToGiveAMissingValue) {
    EXPECT_EQ(fault_in({"--threads"}), "--threads: needs a value: write --threads=N");
    EXPECT_EQ(fault_in({"-t"}, Language::russian), "-t: нужно значение: напишите -t=N");
    EXPECT_EQ(fault_in({"--listen"}, Language::russian),
              "--listen: нужно значение: напишите --listen=АДРЕС");
}

TEST(SplitArguments, DoesNotTakeTheNextFlagForAMissingValue) {
    EXPECT_EQ(fault_in({"--listen", "--threads", "2"}),
              "--listen: needs a value: write --listen=ADDRESS");
    EXPECT_EQ(fault_in({"--listen", "-b"}), "--listen: needs a value: write --listen=ADDRESS");
    EXPECT_EQ(fault_in({"--listen", "--"}), "--listen: needs a value: write --listen=ADDRESS");
}

TEST(SplitArguments, RefusesAnOperandTooMany) {
    EXPECT_EQ(fault_in({"lp://a:1", "lp://b:1"}),
              "unexpected argument \"lp://b:1\": flags begin with --, and --help lists them");
    EXPECT_EQ(fault_in({"a", "-5"}, Language::russian),
              "лишний аргумент \"-5\": флаги начинаются с --, все они — в --help");
}

TEST(SplitArguments, EscapesWhatItRepeats) {
    EXPECT_TRUE(fault_in({"--\x1b[2J"}).starts_with("--\\x1b[2J: no such option"));
    EXPECT_NE(fault_in({"a", "\n"}).find("\"\\n\""), std::string::npos);
}

TEST(SplitArguments, ReportsTheFirstFaultAndHearsTheRest) {
    const SplitArguments result = split({"--one", "--lang", "ru", "--two", "--help"});
    ASSERT_TRUE(result.fault.has_value());
    EXPECT_EQ(result.fault->source.name, "--one");
    ASSERT_EQ(result.given.size(), 2U);
    EXPECT_EQ(result.given[0].option->name, "lang");
    EXPECT_EQ(result.given[1].option->name, "help");
}

}  // namespace
}  // namespace potok::cli
