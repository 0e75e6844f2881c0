#include "cli/build_info.hpp"

#include <regex>

#include "tests/gtest_pch.hpp"

namespace potok::cli {
namespace {

TEST(BuildInfo, HasAVersionOfThreeNumbers) {
    const std::string version(build_info().version);
    EXPECT_TRUE(std::regex_match(version, std::regex("[0-9]+\\.[0-9]+\\.[0-9]+"))) << version;
}

TEST(BuildInfo, HasACommitOrSaysThatItIsUnknown) {
    const std::string commit(build_info().commit);
    EXPECT_TRUE(std::regex_match(commit, std::regex("unknown|[0-9a-f]{7,40}(-dirty)?"))) << commit;
}

TEST(VersionText, NamesTheProgramAndWhatItWasBuiltWithInFourLines) {
    const std::string text = version_text("potok-echo");
    const std::regex whole(
        "potok-echo [0-9.]+\ncommit: [^\n]+\ncompiler: (GNU|Clang) [^\n]+\n"
        "libraries: fmt [0-9.]+, spdlog [0-9.]+, [^\n]+\n");
    EXPECT_TRUE(std::regex_match(text, whole)) << text;
}

}  // namespace
}  // namespace potok::cli
