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

Findings findings_of(Findings (*rule)(const SourceFile&)) {
    Findings all;
    for (const SourceFile& file : tree()) {
        for (Finding& finding : rule(file))
            all.push_back(std::move(finding));
    }
    return all;
}

// Fails once, with a line for each finding that an editor can jump to.
void expect_none(const Findings& findings) {
    std::string list;
    for (const Finding& finding : findings)
        list += testing::PrintToString(finding) + '\n';
    EXPECT_TRUE(findings.empty()) << list;
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
    expect_none(findings_of(check_own_includes));
}

TEST(Tidy, LibrariesAndTheSystemAreIncludedInTheirPlaces) {
    expect_none(findings_of(check_foreign_includes));
}

TEST(Tidy, EveryFileSaysWhatItIs) {
    expect_none(findings_of(check_head));
}

TEST(Tidy, NoFileIsTooLong) {
    expect_none(findings_of(check_length));
}

TEST(Tidy, SectionsAreNamedOnOneLine) {
    expect_none(findings_of(check_rulers));
}

TEST(Tidy, LinesEndClean) {
    expect_none(findings_of(check_blanks));
}

TEST(Tidy, NothingIsLeftForLater) {
    expect_none(findings_of(check_promises));
}

TEST(Tidy, ForbiddenWordsAreNotUsed) {
    expect_none(findings_of(check_words));
}

// Words, values and interfaces have nothing to claim; the rest is tested through what it is part
// of.
constexpr Untested kUntested[] = {
    {"loadtest/client.hpp", "a part of the run, tested with it against the faulty server"},
    {"loadtest/client_session.hpp", "a part of the run, tested with it against the faulty server"},
    {"loadtest/driver.hpp", "a part of the run, tested with it against the faulty server"},
    {"loadtest/driver_result.hpp", "values only"},
    {"loadtest/faulty/fault_counts.hpp", "values only"},
    {"loadtest/faulty/fault_http.hpp", "a part of the faulty server, tested with it over sockets"},
    {"loadtest/faulty/fault_kind.hpp", "words only"},
    {"loadtest/faulty/fault_peer.hpp", "a part of the faulty server, tested with it over sockets"},
    {"loadtest/faulty/fault_schedule.hpp",
     "a part of the faulty server, tested with it over sockets"},
    {"loadtest/faulty/fault_service.hpp",
     "a part of the faulty server, tested with it over sockets"},
    {"loadtest/faulty/fault_session.hpp",
     "a part of the faulty server, tested with it over sockets"},
    {"loadtest/faulty/fault_upgrade.hpp",
     "a part of the faulty server, tested with it over sockets"},
    {"loadtest/faulty/fault_websocket.hpp",
     "a part of the faulty server, tested with it over sockets"},
    {"loadtest/http_client_session.hpp",
     "a part of the run, tested with it against the faulty server"},
    {"loadtest/load_plan.hpp", "values only"},
    {"loadtest/load_run.hpp", "a part of the run, tested with it against the faulty server"},
    {"loadtest/report/run_display.hpp",
     "prints what progress_line makes, while tests/net/loadtest runs"},
    {"loadtest/main.cpp", "the program that tests/net/loadtest starts"},
    {"loadtest/report/report_tls.hpp", "a part of report_text, tested with it"},
    {"loadtest/tls_client_session.hpp", "a part of the run, tested with it against potok-echo"},
    {"loadtest/websocket_client_session.hpp",
     "a part of the run, tested with it against the faulty server"},
    {"protocol/certificate_fault.hpp", "values only; diagnostics goes through all of them"},
    {"protocol/session/inflated_message.hpp", "values only"},
    {"protocol/session/message_headroom.hpp",
     "tested through the link and the compression, which put their messages there"},
    {"protocol/session/websocket_settings.hpp", "values only; the link is tested with each"},
    {"protocol/tls_context_fault.hpp", "values only; each is tested where a context is not made"},
    {"protocol/tls_context_parts.hpp", "tested through the contexts of both roles"},
    {"protocol/tls_trust.hpp", "values only; the client context is tested with each"},
    {"protocol/tls_watch.hpp", "tested through tls_failure.hpp, which reads what it wrote down"},
    {"protocol/vector/byte_kernels_avx2.cpp", "tested through byte_kernels.hpp, unit by unit"},
    {"protocol/vector/byte_kernels_ssse3.cpp", "tested through byte_kernels.hpp, unit by unit"},
    {"protocol/vector/byte_kernels_x86.hpp", "tested through byte_kernels.hpp, unit by unit"},
    {"protocol/vector/mask_words.hpp", "the plain kernel, tested through byte_kernels.hpp"},
    {"protocol/zlib_stream.hpp",
     "tested through the inflater and the deflater, which count with it"},
    {"reactor/clock.hpp", "asks the system; whatever could be claimed is about timing"},
    {"reactor/close_reason.hpp", "words only; diagnostics goes through all of them"},
    {"reactor/connection_limits.hpp", "values only; each is tested where it ends a connection"},
    {"reactor/name_helper.hpp", "the resolver's thread, seen in its answers"},
    {"reactor/name_question.hpp", "what the resolver and its helper pass on, tested with them"},
    {"reactor/session_factory.hpp", "an interface only"},
    {"reactor/stream.hpp", "interfaces only; their rules are tested on Connection and on a filter"},
    {"reactor/system_cause_posix.hpp", "the system's numbers, seen in the tests of what fails"},
    {"reactor/system_error.hpp", "words only; diagnostics goes through all of them"},
    {"server/echo/echo_http_service.hpp", "values only; each is tested where it changes an answer"},
    {"server/echo/echo_http_session.hpp", "what tests/net/echo talks to"},
    {"server/echo/echo_page.hpp", "a page, asked for by tests/net/echo"},
    {"server/echo/echo_service.hpp", "makes the sessions that tests/net/echo talks to"},
    {"server/echo/echo_settings.hpp", "values only"},
    {"server/echo/echo_websocket_session.hpp", "what tests/net/echo talks to"},
    {"server/echo/main.cpp", "the program that tests/net/echo starts"},
    {"server/echo/websocket_outlet.hpp", "where what tests/net/echo sends comes out again"},
    {"server/tls_counters.hpp", "values only; metrics show them"},
    {"server/tls_served_session.hpp", "what tests/net/echo talks to over TLS"},
    {"server/tls_settings.hpp", "values only"},
};

TEST(Tidy, EverySourceHasATest) {
    expect_none(check_tests_exist(tree(), kUntested));
}

TEST(Tidy, TheReadmesSayTheSame) {
    expect_none(check_translation(file_at("README.md"), file_at("README.ru.md")));
}

TEST(Tidy, TheReadmeShowsAnExampleThatIsCompiled) {
    const std::string_view readme = file_at("README.md").text;
    const std::string_view fence = "```cpp\n";
    const std::size_t begin = readme.find(fence);
    ASSERT_NE(begin, std::string_view::npos);
    const std::string_view rest = readme.substr(begin + fence.size());
    const std::string_view shown = rest.substr(0, rest.find("```"));
    EXPECT_GT(shown.size(), 500u);
    EXPECT_NE(file_at("examples/echo.cpp").text.find(shown), std::string::npos) << shown;
}

TEST(Tidy, ThePagesInTwoLanguagesSayTheSame) {
    for (const std::string page : {"docs/close-reasons", "docs/metrics"})
        expect_none(check_translation(file_at(page + ".md"), file_at(page + ".ru.md")));
}

}  // namespace
}  // namespace potok::tidy
