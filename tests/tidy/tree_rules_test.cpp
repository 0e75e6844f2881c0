#include "tests/tidy/tree_rules.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::tidy {
namespace {

using testing::ElementsAre;

// The paths that are found fault with in a tree of files without text.
std::vector<std::string> untested(std::vector<SourceFile> files,
                                  std::vector<Untested> exceptions = {}) {
    std::vector<std::string> paths;
    for (const Finding& finding : check_tests_exist(files, exceptions)) {
        paths.push_back(finding.path);
    }
    return paths;
}

TEST(CheckTestsExist, ASourceWithoutATestIsFound) {
    EXPECT_THAT(untested({{"base/a.cpp", ""}, {"base/a.hpp", ""}}), ElementsAre("base/a.hpp"));
    EXPECT_THAT(untested({{"base/main.cpp", ""}}), ElementsAre("base/main.cpp"));
}

TEST(CheckTestsExist, OneTestServesHeaderSourceAndPlatforms) {
    EXPECT_THAT(untested({{"reactor/a.hpp", ""},
                          {"reactor/a.cpp", ""},
                          {"reactor/a_posix.cpp", ""},
                          {"reactor/a_winsock.cpp", ""},
                          {"tests/unit/reactor/a_test.cpp", ""}}),
                ElementsAre());
}

TEST(CheckTestsExist, ATestOfAnotherRoomIsNotItsTest) {
    EXPECT_THAT(untested({{"reactor/a.hpp", ""}, {"tests/unit/base/a_test.cpp", ""}}),
                ElementsAre("reactor/a.hpp"));
}

TEST(CheckTestsExist, AnInnerRoomHasItsTestsUnderItsLastName) {
    EXPECT_THAT(untested({{"protocol/session/a.hpp", ""},
                          {"server/echo/b.hpp", ""},
                          {"tests/unit/session/a_test.cpp", ""},
                          {"tests/unit/echo/b_test.cpp", ""}}),
                ElementsAre());
}

TEST(CheckTestsExist, ATestOverTheNetworkIsATestAndMayNameOneSide) {
    EXPECT_THAT(untested({{"reactor/a.hpp", ""}, {"tests/net/reactor/a_end_test.cpp", ""}}),
                ElementsAre());
}

TEST(CheckTestsExist, ATestWithALongerNameBelongsToTheLongerSource) {
    EXPECT_THAT(untested({{"reactor/a.hpp", ""},
                          {"reactor/a_id.hpp", ""},
                          {"tests/unit/reactor/a_id_test.cpp", ""}}),
                ElementsAre("reactor/a.hpp"));
}

TEST(CheckTestsExist, ALongerWordIsNotALongerName) {
    EXPECT_THAT(untested({{"reactor/a.hpp", ""}, {"tests/unit/reactor/ab_test.cpp", ""}}),
                ElementsAre("reactor/a.hpp"));
}

TEST(CheckTestsExist, ASourceOfAnothersHeaderIsTestedWithThatHeader) {
    const SourceFile part{"reactor/a_input.cpp", "#include \"reactor/a.hpp\"\n"};
    EXPECT_THAT(untested({{"reactor/a.hpp", ""}, part, {"tests/unit/reactor/a_test.cpp", ""}}),
                ElementsAre());
    EXPECT_THAT(untested({part}), ElementsAre("reactor/a_input.cpp"));
}

TEST(CheckTestsExist, ASourceBelongsToTheNearestOfItsHeaders) {
    const SourceFile part{"reactor/a_b_c.cpp",
                          "#include \"reactor/a_b.hpp\"\n#include \"reactor/a.hpp\"\n"};
    const SourceFile farther{"reactor/a.hpp", ""};
    EXPECT_THAT(untested({farther, part, {"tests/unit/reactor/a_test.cpp", ""}}),
                ElementsAre("reactor/a_b_c.cpp"));
}

TEST(CheckTestsExist, EveryRoomButTheExamplesIsHeldToIt) {
    for (const std::string room : {"base", "reactor", "protocol", "protocol/session", "diagnostics",
                                   "cli", "server/echo", "server/hub", "loadtest"}) {
        EXPECT_THAT(untested({{room + "/a.hpp", ""}}), ElementsAre(room + "/a.hpp"));
    }
}

TEST(CheckTestsExist, AHelperOfTheTestsIsNotATest) {
    EXPECT_THAT(untested({{"reactor/a.hpp", ""}, {"tests/unit/reactor/a_printer.hpp", ""}}),
                ElementsAre("reactor/a.hpp"));
}

TEST(CheckTestsExist, SupportHeadersAndOtherRoomsNeedNone) {
    EXPECT_THAT(untested({{"tests/support/peer.hpp", ""},
                          {"examples/echo.cpp", ""},
                          {"reactor/CMakeLists.txt", ""}}),
                ElementsAre());
}

TEST(CheckTestsExist, AnExceptionCoversItsSourceWhileItIsTrue) {
    const Untested exception{"base/a.hpp", "words only"};
    EXPECT_THAT(untested({{"base/a.hpp", ""}, {"base/a.cpp", ""}}, {exception}), ElementsAre());
    EXPECT_EQ(check_tests_exist({}, std::span(&exception, 1)),
              (Findings{{"base/a.hpp", 0, "is an exception but is not there"}}));
    const SourceFile tested[] = {{"base/a.hpp", ""}, {"tests/unit/base/a_test.cpp", ""}};
    EXPECT_EQ(check_tests_exist(tested, std::span(&exception, 1)),
              (Findings{{"base/a.hpp", 0, "is an exception but has a test"}}));
}

bool agree(std::string_view original, std::string_view translation) {
    return check_translation({"README.md", std::string(original)},
                             {"README.ru.md", std::string(translation)})
        .empty();
}

TEST(CheckTranslation, SameHeadingsAndSameCodeAgree) {
    EXPECT_TRUE(agree("# One\ntext\n```sh\nmake\n```\n## Two\n",
                      "# Раз\nтекст\nещё\n```sh\nmake\n```\n## Два\n"));
}

TEST(CheckTranslation, AMissingOrShiftedHeadingIsFound) {
    EXPECT_FALSE(agree("# One\n## Two\n", "# Раз\n"));
    EXPECT_FALSE(agree("# One\n", "# Раз\n## Два\n"));
    EXPECT_FALSE(agree("# One\n## Two\n", "# Раз\n# Два\n"));
}

TEST(CheckTranslation, DifferentCodeIsFound) {
    EXPECT_FALSE(agree("```sh\nmake run\n```\n", "```sh\nmake test\n```\n"));
    EXPECT_FALSE(agree("```sh\nmake\n```\n", "```\nmake\n```\n"));
    EXPECT_FALSE(agree("```\na\n```\n", ""));
}

TEST(CheckTranslation, ACommentInCodeIsNotAHeading) {
    EXPECT_TRUE(agree("```sh\n# make\n```\n# One\n", "```sh\n# make\n```\n# Раз\n"));
    EXPECT_FALSE(agree("```sh\n# make\n```\n", "```sh\n# другое\n```\n"));
}

}  // namespace
}  // namespace potok::tidy
