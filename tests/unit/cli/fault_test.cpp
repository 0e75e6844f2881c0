#include "cli/fault.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::cli {
namespace {

constexpr Option kOption{.name = "size", .kind = Kind::size, .range = {"1", "9"}};

TEST(FaultText, SaysWhereInTheTermsOfTheSource) {
    Fault fault{.problem = Problem::malformed, .option = &kOption, .text = "x"};
    fault.source = {.origin = Origin::command_line, .name = "--size"};
    EXPECT_TRUE(fault_text(Language::english, fault).starts_with("--size: \"x\""));
    fault.source = {.origin = Origin::environment, .name = "POTOK_SIZE"};
    EXPECT_TRUE(fault_text(Language::english, fault).starts_with("POTOK_SIZE: \"x\""));
    fault.source = {.origin = Origin::file, .name = "a.toml", .line = 3, .column = 8};
    EXPECT_TRUE(fault_text(Language::english, fault).starts_with("a.toml:3:8: size: \"x\""));
}

TEST(FaultText, EscapesTheNameOfTheSource) {
    const Fault fault{.problem = Problem::unknown_option,
                      .source = {.origin = Origin::command_line, .name = "--\x1b[31m\n"}};
    EXPECT_TRUE(fault_text(Language::english, fault).starts_with("--\\x1b[31m\\n: "));
}

// Every problem, with and without a hint: one line, both languages, no blank left open.
TEST(FaultText, HasASentenceForEveryProblem) {
    for (int problem = 0; problem <= static_cast<int>(Problem::rejected); ++problem) {
        for (const std::string_view hint : {"", "nearby"}) {
            const Fault fault{.problem = static_cast<Problem>(problem),
                              .source = {.origin = Origin::command_line, .name = "--size"},
                              .option = &kOption,
                              .text = "x",
                              .hint = std::string(hint),
                              .detail = problem == static_cast<int>(Problem::rejected) ? "" : "y"};
            const std::string en = fault_text(Language::english, fault);
            const std::string ru = fault_text(Language::russian, fault);
            EXPECT_EQ((en + ru).find_first_of("{}\n"), std::string::npos) << en << ru;
            EXPECT_EQ(fault.problem == Problem::rejected, en == ru) << en;
        }
    }
}

TEST(FaultText, NamesTheBoundsThatThereAre) {
    const auto said = [](Range range) {
        const Option option{.name = "n", .kind = Kind::number, .range = range};
        return fault_text(Language::english,
                          {.problem = Problem::out_of_range, .option = &option, .text = "5"});
    };
    EXPECT_EQ(said({"1", "3"}), "\"5\" is out of range: give from 1 to 3");
    EXPECT_EQ(said({"7", ""}), "\"5\" is out of range: give at least 7");
    EXPECT_EQ(said({"", "3"}), "\"5\" is out of range: give at most 3");
}

}  // namespace
}  // namespace potok::cli
