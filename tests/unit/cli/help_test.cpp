#include "cli/help.hpp"

#include "cli/common_options.hpp"
#include "diagnostics/code_point.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/cli/sample_manual.hpp"

namespace potok::cli {
namespace {

constexpr Language kLanguages[] = {Language::english, Language::russian};

std::string sample_help(Language language) {
    return help(language, sample::kManual, OptionTable(sample::kOptions, common_options()));
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

bool has_line(const std::string& text, std::string_view line) {
    return ("\n" + text).find("\n" + std::string(line) + "\n") != std::string::npos;
}

TEST(Help, ShowsEveryOptionWithItsHelpInBothLanguages) {
    const OptionTable table(sample::kOptions, common_options());
    for (const Language language : kLanguages) {
        const std::string text = sample_help(language);
        for (const Option* const option : table.options()) {
            const std::string flag = option->operand ? placeholder_of(*option, language)
                                                     : "--" + std::string(option->name);
            EXPECT_NE(text.find(flag), std::string::npos) << flag;
            const std::string_view first_word =
                option->help.in(language).substr(0, option->help.in(language).find(' '));
            EXPECT_NE(text.find(first_word), std::string::npos) << first_word;
        }
    }
}

TEST(Help, HasNoLineWiderThanItsWidth) {
    for (const Language language : kLanguages) {
        for (const std::string& line : lines_of(sample_help(language))) {
            EXPECT_LE(display_columns(line), kHelpWidth) << line;
            EXPECT_FALSE(line.ends_with(' ')) << line;
        }
    }
}

TEST(Help, SaysTheSameInBothLanguages) {
    const auto flags_in = [](const std::vector<std::string>& lines) {
        std::vector<std::string> flags;
        for (const std::string& line : lines) {
            const std::size_t dashes = line.find("--");
            if (dashes != std::string::npos && dashes <= 6) {
                flags.push_back(line.substr(dashes, line.find(' ', dashes) - dashes));
            }
        }
        return flags;
    };
    EXPECT_EQ(flags_in(lines_of(sample_help(Language::english))),
              flags_in(lines_of(sample_help(Language::russian))));
}

TEST(Help, BeginsWithTheUsage) {
    EXPECT_TRUE(
        sample_help(Language::english)
            .starts_with("Usage: potok-sample [OPTION]... [ADDRESS]\nDoes nothing at all.\n"));
    EXPECT_TRUE(sample_help(Language::russian)
                    .starts_with("Использование: potok-sample [ПАРАМЕТР]... [АДРЕС]\n"));
}

TEST(Help, AlignsBothLanguagesToTheSameColumn) {
    EXPECT_TRUE(
        has_line(sample_help(Language::english), "      --cert FILE                 Certificate"));
    EXPECT_TRUE(
        has_line(sample_help(Language::russian), "      --cert ФАЙЛ                 Сертификат"));
    EXPECT_TRUE(
        has_line(sample_help(Language::russian),
                 "  -r, --rate ЧАСТОТА              Сообщений в секунду [по умолчанию: 1/s]"));
}

TEST(Help, PutsTheHelpOfALongFlagBeneathIt) {
    EXPECT_NE(sample_help(Language::english)
                  .find("      --log-level debug|info|warning|error|off\n"
                        "                                  Least important events to log [default: "
                        "info]\n"),
              std::string::npos);
}

TEST(Help, ShowsDefaultsChoicesAndWhatMayBeRepeated) {
    const std::string text = sample_help(Language::english);
    EXPECT_TRUE(
        has_line(text, "      --compression on|off        Whether to compress [default: on]"));
    EXPECT_TRUE(has_line(text, "      --header 'K: V'             Header to send (repeatable)"));
    EXPECT_NE(text.find("[default: one a\n"), std::string::npos) << text;
    EXPECT_TRUE(
        has_line(sample_help(Language::russian),
                 "      --header 'K: V'             Заголовок для отправки (можно повторять)"));
}

TEST(Help, GroupsOptionsUnderTheirHeadings) {
    const std::string text = sample_help(Language::russian);
    const std::size_t sample = text.find("\nОбразец:\n");
    const std::size_t limits = text.find("\nПределы:\n");
    const std::size_t general = text.find("\nОбщие:\n");
    ASSERT_NE(sample, std::string::npos);
    EXPECT_LT(sample, limits);
    EXPECT_LT(limits, general);
    EXPECT_EQ(text.find("\nПределы:\n", limits + 1), std::string::npos);
}

TEST(Help, EndsWithTheNotesOfTheManual) {
    EXPECT_TRUE(sample_help(Language::english).ends_with("\n\nExit codes: 0 good, 2 usage.\n"));
}

TEST(Help, MarksOperandsThatAreRequiredOrRepeatable) {
    const auto operand = [](std::string_view name, bool required, bool repeatable) {
        return Option{.name = name,
                      .kind = Kind::file,
                      .repeatable = repeatable,
                      .operand = true,
                      .required = required,
                      .group = {"g", "г"},
                      .help = {"h", "п"},
                      .into = into<&sample::Settings::cert>};
    };
    const Option options[] = {operand("one", true, false), operand("rest", false, true)};
    const Manual manual{.program = "p", .summary = {"s", "с"}, .options = options};
    const std::string text = help(Language::english, manual, OptionTable(options, {}));
    EXPECT_TRUE(has_line(text, "Usage: p [OPTION]... FILE [FILE...]")) << text;
}

TEST(Wrapped, BreaksAtSpacesWithinTheWidth) {
    using testing::ElementsAre;
    EXPECT_THAT(wrapped("aa bb cc", 5), ElementsAre("aa bb", "cc"));
    EXPECT_THAT(wrapped("aa bb cc", 8), ElementsAre("aa bb cc"));
    EXPECT_THAT(wrapped("", 5), ElementsAre(""));
}

TEST(Wrapped, CountsColumnsAndNotBytes) {
    EXPECT_THAT(wrapped("яя яя яя", 5), testing::ElementsAre("яя яя", "яя"));
}

TEST(Wrapped, LeavesALongWordWhole) {
    EXPECT_THAT(wrapped("a bbbbbbbb c", 4), testing::ElementsAre("a", "bbbbbbbb", "c"));
}

}  // namespace
}  // namespace potok::cli
