// The tidy rules over the tree itself: what docs/ARCHITECTURE.md and the README promise of the
// sources.

#include "tests/gtest_pch.hpp"
#include "tests/tidy/include_rules.hpp"
#include "tests/tidy/source_tree.hpp"
#include "tests/tidy/text_rules.hpp"
#include "tests/tidy/tree_rules.hpp"

namespace potok::tidy {
namespace {

const std::vector<SourceFile>& tree() {
    static const std::vector<SourceFile> files = read_tree(POTOK_SOURCE_DIR);
    return files;
}

void report(const Findings& findings) {
    for (const Finding& finding : findings)
        ADD_FAILURE() << finding;
}

void apply(Findings (*rule)(const SourceFile&)) {
    for (const SourceFile& file : tree())
        report(rule(file));
}

const SourceFile& file_at(std::string_view path) {
    const auto found = std::find_if(tree().begin(), tree().end(),
                                    [path](const SourceFile& file) { return file.path == path; });
    static const SourceFile missing;
    return found == tree().end() ? missing : *found;
}

TEST(Tidy, TheTreeIsRead) {
    EXPECT_FALSE(file_at("base/bytes.hpp").text.empty());
    EXPECT_FALSE(file_at("README.md").text.empty());
    EXPECT_TRUE(file_at("no/such.hpp").text.empty());
}

TEST(Tidy, RoomsIncludeOnlyWhatStandsBelowThem) {
    apply(check_own_includes);
}

TEST(Tidy, LibrariesAndTheSystemAreIncludedInTheirPlaces) {
    apply(check_foreign_includes);
}

TEST(Tidy, EveryFileSaysWhatItIs) {
    apply(check_head);
}

TEST(Tidy, NoFileIsTooLong) {
    apply(check_length);
}

TEST(Tidy, LinesEndClean) {
    apply(check_blanks);
}

TEST(Tidy, NothingIsLeftForLater) {
    apply(check_promises);
}

TEST(Tidy, ForbiddenWordsAreNotUsed) {
    apply(check_words);
}

TEST(Tidy, EverySourceHasATest) {
    static constexpr Untested kExceptions[] = {
        {"reactor/system_error.hpp", "words only; their sentences are tested in diagnostics"},
    };
    report(check_tests_exist(tree(), kExceptions));
}

TEST(Tidy, TheReadmesSayTheSame) {
    report(check_translation(file_at("README.md"), file_at("README.ru.md")));
}

}  // namespace
}  // namespace potok::tidy
