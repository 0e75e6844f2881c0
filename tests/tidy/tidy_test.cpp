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

// Words, values and interfaces have nothing to claim; the rest is tested through what it is part
// of.
constexpr Untested kUntested[] = {
    {"loadtest/fault_counts.hpp", "values only"},
    {"loadtest/fault_kind.hpp", "words only"},
    {"loadtest/fault_peer.hpp", "a part of the faulty server, tested with it over sockets"},
    {"loadtest/fault_schedule.hpp", "a part of the faulty server, tested with it over sockets"},
    {"loadtest/fault_service.hpp", "a part of the faulty server, tested with it over sockets"},
    {"loadtest/fault_session.hpp", "a part of the faulty server, tested with it over sockets"},
    {"loadtest/load_plan.hpp", "values only"},
    {"reactor/clock.hpp", "asks the system; whatever could be claimed is about timing"},
    {"reactor/close_reason.hpp", "words only; diagnostics goes through all of them"},
    {"reactor/connection_limits.hpp", "values only; each is tested where it ends a connection"},
    {"reactor/session_factory.hpp", "an interface only"},
    {"reactor/stream.hpp", "interfaces only; their rules are tested on Connection and on a filter"},
    {"reactor/system_cause_posix.hpp", "the system's numbers, seen in the tests of what fails"},
    {"reactor/system_error.hpp", "words only; diagnostics goes through all of them"},
    {"server/echo/echo_service.hpp", "makes the sessions that tests/net/echo talks to"},
    {"server/echo/echo_settings.hpp", "values only"},
    {"server/echo/main.cpp", "the program that tests/net/echo starts"},
};

TEST(Tidy, EverySourceHasATest) {
    report(check_tests_exist(tree(), kUntested));
}

TEST(Tidy, TheReadmesSayTheSame) {
    report(check_translation(file_at("README.md"), file_at("README.ru.md")));
}

}  // namespace
}  // namespace potok::tidy
