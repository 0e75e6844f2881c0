#include "tests/tidy/include_rules.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::tidy {
namespace {

SourceFile including(std::string_view path, std::string_view what) {
    return {std::string(path), "#include " + std::string(what) + "\n"};
}

// The edge is allowed (nothing found) or forbidden (one finding, on line 1).
bool may_include(std::string_view path, std::string_view what) {
    const SourceFile file = including(path, what);
    Findings findings = check_own_includes(file);
    const Findings foreign = check_foreign_includes(file);
    findings.insert(findings.end(), foreign.begin(), foreign.end());
    EXPECT_LE(findings.size(), 1u);
    return findings.empty();
}

TEST(IncludeRules, TheRoomOfAPathIsTheInnermost) {
    EXPECT_EQ(room_of("protocol/line.hpp"), "protocol");
    EXPECT_EQ(room_of("protocol/session/frame_reader.hpp"), "protocol/session");
    EXPECT_EQ(room_of("server/echo/main.cpp"), "server/echo");
    EXPECT_EQ(room_of("server/metrics.hpp"), "server");
    EXPECT_EQ(room_of("basement/a.hpp"), "");
    EXPECT_EQ(room_of("assert.hpp"), "");
}

// The whole table, edge by edge: from the room in front to each room behind it.
TEST(IncludeRules, ARoomReachesWhatStandsBelowItAndNothingElse) {
    const std::vector<std::string> rooms = {
        "base",   "reactor",     "protocol",   "protocol/session", "diagnostics", "cli",
        "server", "server/echo", "server/hub", "loadtest",         "addin",       "examples"};
    const std::vector<std::pair<std::string, std::vector<std::string>>> allowed = {
        {"base", {}},
        {"reactor", {"base"}},
        {"protocol", {"base"}},
        {"protocol/session", {"base", "reactor", "protocol"}},
        {"diagnostics", {"base", "reactor", "protocol", "protocol/session"}},
        {"cli", {"base", "reactor", "protocol", "protocol/session", "diagnostics"}},
        {"addin", {"base", "reactor", "protocol", "protocol/session", "diagnostics"}},
        {"server", {"base", "reactor", "protocol", "protocol/session", "diagnostics", "cli"}},
        {"server/echo",
         {"base", "reactor", "protocol", "protocol/session", "diagnostics", "cli", "server"}},
        {"server/hub",
         {"base", "reactor", "protocol", "protocol/session", "diagnostics", "cli", "server"}},
        {"loadtest", {"base", "reactor", "protocol", "protocol/session", "diagnostics", "cli"}},
        {"examples", {"base", "reactor", "protocol", "protocol/session", "diagnostics", "cli"}},
    };
    ASSERT_EQ(allowed.size(), rooms.size());
    for (const auto& [from, reached] : allowed) {
        for (const std::string& to : rooms) {
            const bool expected =
                from == to || std::find(reached.begin(), reached.end(), to) != reached.end();
            EXPECT_EQ(may_include(from + "/a.cpp", '"' + to + "/b.hpp\""), expected)
                << from << " -> " << to;
        }
        EXPECT_FALSE(may_include(from + "/a.cpp", "\"tests/support/b.hpp\"")) << from;
        EXPECT_EQ(may_include("tests/unit/x/a_test.cpp", '"' + from + "/b.hpp\""),
                  from != "examples");
    }
}

TEST(IncludeRules, AHeaderIsNamedFromTheRoot) {
    EXPECT_FALSE(may_include("reactor/a.cpp", "\"b.hpp\""));
    EXPECT_FALSE(may_include("reactor/a.cpp", "\"../base/b.hpp\""));
    EXPECT_FALSE(may_include("reactor/a.cpp", "\"elsewhere/b.hpp\""));
}

TEST(IncludeRules, AGeneratedHeaderBelongsToTheOneFileThatUsesIt) {
    EXPECT_TRUE(may_include("cli/build_info.cpp", "\"potok_commit.hpp\""));
    EXPECT_FALSE(may_include("cli/help.cpp", "\"potok_commit.hpp\""));
}

TEST(IncludeRules, TheStandardLibraryIsAllowedAnywhere) {
    for (const std::string_view header : {"<algorithm>", "<cstdint>", "<vector>", "<version>"}) {
        EXPECT_TRUE(may_include("base/a.hpp", header)) << header;
    }
}

TEST(IncludeRules, TheSystemsHeadersNeedASourceNamedAfterTheSystem) {
    for (const std::string_view header :
         {"<sys/epoll.h>", "<unistd.h>", "<winsock2.h>", "<errno.h>", "<new.h>"}) {
        for (const std::string_view path :
             {"reactor/poller_epoll.cpp", "reactor/socket_posix.cpp", "reactor/poller_iocp.cpp",
              "reactor/socket_winsock.cpp", "tests/unit/reactor/socket_posix_test.cpp"}) {
            EXPECT_TRUE(may_include(path, header)) << path << ' ' << header;
        }
        for (const std::string_view path :
             {"reactor/poller.cpp", "reactor/poller_epoll.hpp", "reactor/posix.cpp",
              "reactor/epoll_posix_more.cpp", "tests/unit/reactor/socket_test.cpp"}) {
            EXPECT_FALSE(may_include(path, header)) << path << ' ' << header;
        }
    }
}

TEST(IncludeRules, ALibraryIsIncludedOnlyInItsPlaces) {
    EXPECT_TRUE(may_include("diagnostics/log.cpp", "<spdlog/logger.h>"));
    EXPECT_FALSE(may_include("diagnostics/log.hpp", "<spdlog/logger.h>"));
    EXPECT_TRUE(may_include("cli/help.cpp", "<fmt/format.h>"));
    EXPECT_FALSE(may_include("reactor/event_loop.cpp", "<fmt/format.h>"));
    EXPECT_TRUE(may_include("cli/config_file.cpp", "<toml++/toml.h>"));
    EXPECT_FALSE(may_include("server/echo/main.cpp", "<toml++/toml.h>"));
    EXPECT_TRUE(may_include("loadtest/json_report.cpp", "<nlohmann/json.hpp>"));
    EXPECT_FALSE(may_include("protocol/line.cpp", "<nlohmann/json.hpp>"));
    EXPECT_TRUE(may_include("tests/gtest_pch.hpp", "<gtest/gtest.h>"));
    EXPECT_FALSE(may_include("base/assert.hpp", "<gtest/gtest.h>"));
    EXPECT_TRUE(may_include("tests/bench/micro/queue_bench.cpp", "<benchmark/benchmark.h>"));
    EXPECT_FALSE(may_include("tests/unit/base/a_test.cpp", "<benchmark/benchmark.h>"));
}

TEST(IncludeRules, AHiddenLibraryIsPassedOnByNoHeaderOfTheProduct) {
    EXPECT_TRUE(may_include("protocol/tls_handles.cpp", "<openssl/ssl.h>"));
    EXPECT_TRUE(may_include("protocol/certificate_making.cpp", "<openssl/x509v3.h>"));
    EXPECT_FALSE(may_include("protocol/tls_handles.hpp", "<openssl/ssl.h>"));
    EXPECT_FALSE(may_include("protocol/http_server.cpp", "<openssl/evp.h>"));
    EXPECT_FALSE(may_include("protocol/session/tls_session.cpp", "<openssl/ssl.h>"));
    EXPECT_TRUE(may_include("tests/support/test_certificate.hpp", "<openssl/x509.h>"));
}

TEST(IncludeRules, WhatOneOfTheCompilersLacksHasNoPlace) {
    EXPECT_FALSE(may_include("base/assert.hpp", "<source_location>"));
    EXPECT_FALSE(may_include("tests/support/peer.hpp", "<source_location>"));
}

TEST(IncludeRules, AFileNamedAfterASystemMayNotUseItForALibrary) {
    EXPECT_FALSE(may_include("reactor/socket_posix.cpp", "<fmt/format.h>"));
}

TEST(IncludeRules, AFindingSaysWhereAndWhat) {
    const SourceFile file{"reactor/a.cpp", "\n#include \"protocol/line.hpp\"\n"};
    EXPECT_EQ(check_own_includes(file),
              (Findings{{"reactor/a.cpp", 2, "reactor may not include \"protocol/line.hpp\""}}));
    EXPECT_EQ(check_own_includes(including("reactor/a.cpp", "\"b.hpp\"")),
              (Findings{{"reactor/a.cpp", 1, "\"b.hpp\" is not named from the root"}}));
}

}  // namespace
}  // namespace potok::tidy
