#include "tests/tidy/text_rules.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::tidy {
namespace {

using Rule = Findings (*)(const SourceFile&);

bool accepts(Rule rule, std::string_view path, std::string_view text) {
    return rule({std::string(path), std::string(text)}).empty();
}

constexpr std::string_view kGoodHeader =
    "// A: what it is.\n//\n// More.\n#pragma once\n\nint a;\n";

TEST(CheckHead, AHeaderBeginsWithItsHeadAndThePragma) {
    EXPECT_TRUE(accepts(check_head, "base/a.hpp", kGoodHeader));
    EXPECT_FALSE(accepts(check_head, "base/a.hpp", "#pragma once\n"));
    EXPECT_FALSE(accepts(check_head, "base/a.hpp", "\n// A.\n#pragma once\n"));
    EXPECT_FALSE(accepts(check_head, "base/a.hpp", "// A.\nint a;\n"));
    EXPECT_FALSE(accepts(check_head, "base/a.hpp", "// A.\n\n#pragma once\n"));
    EXPECT_FALSE(accepts(check_head, "base/a.hpp", "// A.\n#ifndef A\n#define A\n#endif\n"));
    EXPECT_FALSE(accepts(check_head, "base/a.hpp", "// A.\n"));
    EXPECT_FALSE(accepts(check_head, "base/a.hpp", ""));
}

TEST(CheckHead, ASourceBeginsWithItsHeaderOrAHeadOfItsOwn) {
    EXPECT_TRUE(accepts(check_head, "base/a.cpp", "#include \"base/a.hpp\"\n"));
    EXPECT_TRUE(accepts(check_head, "base/main.cpp", "// The program.\n\n#include <cstdio>\n"));
    EXPECT_TRUE(accepts(check_head, "reactor/clock_posix.cpp", "#include \"reactor/clock.hpp\"\n"));
    EXPECT_TRUE(accepts(check_head, "tests/unit/base/a_test.cpp", "#include \"base/a.hpp\"\n"));
    EXPECT_FALSE(accepts(check_head, "base/a.cpp", "#include \"base/b.hpp\"\n"));
    EXPECT_FALSE(accepts(check_head, "base/ab.cpp", "#include \"base/a.hpp\"\n"));
    EXPECT_FALSE(accepts(check_head, "base/a.cpp", "#include <a>\n#include \"base/a.hpp\"\n"));
    EXPECT_FALSE(accepts(check_head, "base/a.cpp", "\n#include \"base/a.hpp\"\n"));
    EXPECT_FALSE(accepts(check_head, "base/a.cpp", ""));
}

TEST(CheckHead, ATestBeginsWithWhatItTests) {
    const std::string_view path = "tests/unit/loadtest/threshold_text_test.cpp";
    EXPECT_TRUE(accepts(check_head, path, "#include \"loadtest/thresholds.hpp\"\n"));
    EXPECT_FALSE(accepts(check_head, path, "#include \"tests/gtest_pch.hpp\"\n"));
    EXPECT_FALSE(accepts(check_head, path, "#include <string>\n"));
    EXPECT_TRUE(accepts(check_head, "tests/tidy/a_test.cpp", "#include \"tests/tidy/a.hpp\"\n"));
}

TEST(CheckHead, OtherFilesBeginAsTheyLike) {
    EXPECT_TRUE(accepts(check_head, "README.md", "# Potok\n"));
}

TEST(CheckRulers, ALineOfDashesIsNoComment) {
    EXPECT_FALSE(accepts(check_rulers, "base/a.cpp", "// ---- Name\n// ------------\n"));
    EXPECT_FALSE(accepts(check_rulers, "base/a.hpp", "    // -\n"));
    EXPECT_TRUE(accepts(check_rulers, "base/a.cpp", "// ---- Name\n//\n//  - one\nint a;\n\n"));
    EXPECT_TRUE(accepts(check_rulers, "docs/a.md", "// ----\n"));
}

TEST(CheckLength, FiveHundredLinesAreTheMost) {
    std::string text;
    for (int i = 0; i < 500; ++i)
        text += "//\n";
    EXPECT_TRUE(accepts(check_length, "base/a.cpp", text));
    EXPECT_FALSE(accepts(check_length, "base/a.cpp", text + "//\n"));
    EXPECT_TRUE(accepts(check_length, "docs/a.md", text + "//\n"));
}

TEST(CheckBlanks, LinesEndCleanAndTheLastOneEnds) {
    EXPECT_TRUE(accepts(check_blanks, "a.md", ""));
    EXPECT_TRUE(accepts(check_blanks, "a.md", "a\n\nb\n"));
    EXPECT_FALSE(accepts(check_blanks, "a.md", "a"));
    EXPECT_FALSE(accepts(check_blanks, "a.md", "a \nb\n"));
    EXPECT_FALSE(accepts(check_blanks, "a.md", "a\t\nb\n"));
    EXPECT_FALSE(accepts(check_blanks, "a.md", "a\r\nb\n"));
}

TEST(CheckBlanks, ATabIsForMakefilesNotForCpp) {
    EXPECT_TRUE(accepts(check_blanks, "Makefile", "a:\n\tb\n"));
    EXPECT_FALSE(accepts(check_blanks, "base/a.cpp", "{\n\tb\n}\n"));
}

TEST(CheckPromises, NoFileSaysThatWorkIsLeft) {
    for (const std::string& word :
         {std::string("TO") + "DO", std::string("FIX") + "ME", std::string("XX") + "X"}) {
        EXPECT_FALSE(accepts(check_promises, "base/a.cpp", "// " + word + ": later\n")) << word;
        EXPECT_FALSE(accepts(check_promises, "docs/a.md", word + "\n")) << word;
        EXPECT_TRUE(accepts(check_promises, "base/a.cpp", "int " + word + "_;\n")) << word;
    }
}

TEST(CheckWords, AHeaderOpensNoNamespace) {
    EXPECT_FALSE(accepts(check_words, "base/a.hpp", "using namespace std;\n"));
    EXPECT_FALSE(
        accepts(check_words, "tests/support/a.hpp", "namespace a {\nusing namespace b;\n}\n"));
    EXPECT_TRUE(
        accepts(check_words, "base/a.hpp", "inline int f() {\n    using namespace b;\n}\n"));
    EXPECT_TRUE(accepts(check_words, "base/a.hpp", "/*\nusing namespace std;\n*/\n"));
    EXPECT_TRUE(accepts(check_words, "base/a.hpp", "using std::swap;\n"));
    EXPECT_TRUE(accepts(check_words, "base/a.cpp", "using namespace std::literals;\n"));
}

TEST(CheckWords, NothingIsThrownOutsideTests) {
    EXPECT_FALSE(accepts(check_words, "cli/a.cpp", "throw 1;\n"));
    EXPECT_TRUE(accepts(check_words, "cli/a.cpp", "rethrow(1);  // throw\n"));
    EXPECT_TRUE(accepts(check_words, "tests/unit/cli/a_test.cpp", "throw 1;\n"));
}

TEST(CheckWords, TheCoreSharesNothing) {
    for (const std::string_view path :
         {"reactor/a.hpp", "protocol/a.cpp", "protocol/session/a.hpp"}) {
        EXPECT_FALSE(accepts(check_words, path, "std::shared_ptr<int> a;\n")) << path;
        EXPECT_FALSE(accepts(check_words, path, "auto a = std::make_shared<int>();\n")) << path;
        EXPECT_FALSE(accepts(check_words, path, "std::weak_ptr<int> a;\n")) << path;
        EXPECT_FALSE(
            accepts(check_words, path, "struct A : std::enable_shared_from_this<A> {};\n"));
    }
    EXPECT_TRUE(
        accepts(check_words, "reactor/a.hpp", "// no shared_ptr\nstd::unique_ptr<int> a;\n"));
    EXPECT_TRUE(accepts(check_words, "diagnostics/log.cpp", "std::shared_ptr<int> a;\n"));
}

TEST(CheckWords, OtherFilesMayUseAnyWord) {
    EXPECT_TRUE(accepts(check_words, "reactor/README.md", "throw shared_ptr\n"));
}

}  // namespace
}  // namespace potok::tidy
