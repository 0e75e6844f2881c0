#include "tests/tidy/cpp_code.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::tidy {
namespace {

struct CodeCase {
    std::string_view text;
    std::string_view code;
};

TEST(CodeOf, BlanksCommentsAndLiteralsAndKeepsEveryPlace) {
    const CodeCase cases[] = {
        {"int a; // b\nc", "int a;     \nc"},
        {"a /* b\nc */ d", "a     \n     d"},
        {"f(\"b\") c", "f(   ) c"},
        {"f(\"\\\"b\") c", "f(     ) c"},
        {"f('\"') b", "f(   ) b"},
        {"f('\\'') b", "f(    ) b"},
        {"1'000'000 + b", "1'000'000 + b"},
        {"f(R\"(\" // b)\") c", "f(           ) c"},
        {"f(R\"x()\")x\") c", "f(         ) c"},
        {"FOUR\"b\" c", "FOUR    c"},
        {"a / b", "a / b"},
        {"\"// b\" c", "       c"},
        {"// \"b\nc\"d\"", "     \nc   "},
    };
    for (const CodeCase& one : cases) {
        EXPECT_EQ(code_of(one.text), one.code) << one.text;
    }
}

TEST(CodeOf, AnUnclosedStringHidesItsLineAlone) {
    EXPECT_EQ(code_of("a \"b\nc"), "a   \nc");
}

TEST(CodeOf, AnUnclosedCommentOrRawStringHidesTheRest) {
    EXPECT_EQ(code_of("a /* b\nc"), "a     \n ");
    EXPECT_EQ(code_of("a R\"(b\nc"), "a     \n ");
    EXPECT_EQ(code_of("a R\"b"), "a    ");
}

TEST(CodeOf, ABackslashAtTheVeryEndIsNotReadPast) {
    EXPECT_EQ(code_of("\"\\"), "  ");
}

TEST(LinesWithWord, CountFromOneAndTellEachLineOnce) {
    EXPECT_EQ(lines_with_word("a b\nb\nb b", "b"), (std::vector<std::size_t>{1, 2, 3}));
}

TEST(LinesWithWord, DoNotTakeAPartOfANameForTheWord) {
    EXPECT_TRUE(lines_with_word("rethrow throw_ throws _throw", "throw").empty());
    EXPECT_EQ(lines_with_word("throws; throw;", "throw").size(), 1u);
}

TEST(IncludesOf, TellsLineAndKind) {
    const std::vector<Include> includes = includes_of("#include \"a/b.hpp\"\n\n# include <c>\n");
    ASSERT_EQ(includes.size(), 2u);
    EXPECT_EQ(includes[0].path, "a/b.hpp");
    EXPECT_EQ(includes[0].line, 1u);
    EXPECT_FALSE(includes[0].angled);
    EXPECT_EQ(includes[1].path, "c");
    EXPECT_EQ(includes[1].line, 3u);
    EXPECT_TRUE(includes[1].angled);
}

TEST(IncludesOf, PassesOverCommentsLiteralsAndOtherDirectives) {
    EXPECT_TRUE(includes_of("// #include \"a\"\n").empty());
    EXPECT_TRUE(includes_of("auto s = R\"(\n#include \"a\"\n)\";").empty());
    EXPECT_TRUE(includes_of("#define include \"a\"\n").empty());
    EXPECT_TRUE(includes_of("#include MACRO\n").empty());
}

}  // namespace
}  // namespace potok::tidy
