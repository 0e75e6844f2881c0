// What potok-echo makes of its command line: the table, its defaults, and what it objects to.
#include "server/echo/echo_options.hpp"

#include <sstream>

#include "cli/help.hpp"
#include "cli/program_variables.hpp"
#include "cli/startup.hpp"
#include "diagnostics/code_point.hpp"
#include "server/echo/echo_settings.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::echo {
namespace {

constexpr std::size_t kMiB = 1024 * 1024;

struct Outcome {
    EchoSettings settings;
    cli::Startup startup;
};

Outcome outcome_of(const std::vector<std::string_view>& arguments) {
    Outcome outcome;
    outcome.startup =
        cli::start_up(manual(), {.arguments = arguments}, cli::settings_ref(outcome.settings));
    return outcome;
}

TEST(EchoOptions, AnAddressGivenTwiceIsAFaultWhateverItSpeaks) {
    for (const std::string_view second : {"lp://127.0.0.1:9002", "tcp://127.0.0.1:9002"}) {
        const auto [settings, startup] =
            outcome_of({"--listen", "lp://127.0.0.1:9002", "--listen", second});
        EXPECT_EQ(startup.exit, cli::ExitCode::usage);
        EXPECT_NE(startup.err.find(std::string(second) + " is given twice"), std::string::npos)
            << startup.err;
    }
    const auto free = outcome_of({"--listen", "lp://127.0.0.1:0", "--listen", "lp://127.0.0.1:0"});
    EXPECT_FALSE(free.startup.exit) << free.startup.err;
}

TEST(EchoOptions, NoLineOfTheHelpIsTooLong) {
    for (const std::string_view language : {"en", "ru"}) {
        const auto [settings, startup] = outcome_of({"--lang", language, "--help"});
        std::istringstream lines(startup.out);
        for (std::string line; std::getline(lines, line);)
            EXPECT_LE(display_columns(line), cli::kHelpWidth) << line;
    }
}

TEST(EchoOptions, TheDefaultsAreThoseOfTheManual) {
    const auto [settings, startup] = outcome_of({});
    EXPECT_FALSE(startup.exit) << startup.err;
    const auto addresses = listen_addresses(settings);
    ASSERT_EQ(addresses.size(), 3u);
    EXPECT_EQ(to_string(addresses[0]), "ws://127.0.0.1:9001");
    EXPECT_EQ(to_string(addresses[1]), "lp://127.0.0.1:9002");
    EXPECT_EQ(to_string(addresses[2]), "tcp://127.0.0.1:9003");
    EXPECT_EQ(settings.max_message, 16 * kMiB);
    EXPECT_EQ(settings.max_queued, kMiB);
    EXPECT_EQ(settings.idle_timeout, Duration::zero());
    EXPECT_EQ(settings.progress_timeout, std::chrono::seconds(10));
    EXPECT_EQ(settings.handshake_timeout, std::chrono::seconds(5));
    EXPECT_EQ(settings.drain_timeout, std::chrono::seconds(10));
    EXPECT_FALSE(settings.threads || settings.max_connections || settings.memory_budget);
    EXPECT_FALSE(settings.broadcast || settings.reuse_port);
    EXPECT_EQ(settings.ping_interval, std::chrono::seconds(25));
    EXPECT_EQ(settings.compression, EchoSettings::Compression::on);
    EXPECT_TRUE(settings.origins.empty() && settings.allowed_hosts.empty());
    EXPECT_TRUE(settings.trusted_proxies.empty());
    EXPECT_FALSE(settings.admin);
}

TEST(EchoOptions, EveryFlagOfTheWebReachesItsField) {
    using Texts = std::vector<std::string>;
    const auto [settings, startup] = outcome_of(
        {"--ping-interval", "3s", "--origin", "https://*.example.org", "--origin", "null",
         "--allowed-host", "example.org", "--trusted-proxy", "10.0.0.0/8", "--trusted-proxy", "::1",
         "--admin", "http://127.0.0.1:9100", "--compression", "off"});
    EXPECT_FALSE(startup.exit) << startup.err;
    EXPECT_EQ(settings.ping_interval, std::chrono::seconds(3));
    EXPECT_EQ(settings.compression, EchoSettings::Compression::off);
    EXPECT_EQ(settings.origins, (Texts{"https://*.example.org", "null"}));
    EXPECT_EQ(settings.allowed_hosts, Texts{"example.org"});
    EXPECT_EQ(settings.trusted_proxies, (Texts{"10.0.0.0/8", "::1"}));
    ASSERT_TRUE(settings.admin);
    EXPECT_EQ(to_string(*settings.admin), "http://127.0.0.1:9100");
}

TEST(EchoOptions, WhatTheWebCannotUseIsAFault) {
    const std::vector<std::vector<std::string_view>> faulty{
        {"--origin", "example.org"},         {"--origin", "https://example.org/path"},
        {"--trusted-proxy", "proxy"},        {"--trusted-proxy", "10.0.0.0/33"},
        {"--admin", "ws://127.0.0.1:9100"},  {"--admin", "https://127.0.0.1:9100"},
        {"--admin", "http://127.0.0.1:9001"}};
    for (const auto& arguments : faulty) {
        EXPECT_EQ(outcome_of(arguments).startup.exit, cli::ExitCode::usage)
            << arguments[0] << ' ' << arguments[1];
    }
}

TEST(EchoOptions, EveryFlagReachesItsField) {
    const auto [settings, startup] = outcome_of({"--listen",
                                                 "line://[::1]:0",
                                                 "--threads",
                                                 "3",
                                                 "--broadcast",
                                                 "--reuse-port",
                                                 "--max-message",
                                                 "2MiB",
                                                 "--max-queued",
                                                 "3MiB",
                                                 "--max-connections",
                                                 "4",
                                                 "--memory-budget",
                                                 "5MiB",
                                                 "--idle-timeout",
                                                 "6s",
                                                 "--progress-timeout",
                                                 "7s",
                                                 "--handshake-timeout",
                                                 "8s",
                                                 "--drain-timeout",
                                                 "9s"});
    EXPECT_FALSE(startup.exit) << startup.err;
    ASSERT_EQ(settings.listen.size(), 1u);
    EXPECT_EQ(to_string(settings.listen[0]), "line://[::1]:0");
    EXPECT_EQ(settings.threads, 3u);
    EXPECT_TRUE(settings.broadcast && settings.reuse_port);
    EXPECT_EQ(settings.max_message, 2 * kMiB);
    EXPECT_EQ(settings.max_queued, 3 * kMiB);
    EXPECT_EQ(settings.max_connections, 4u);
    EXPECT_EQ(settings.memory_budget, 5 * kMiB);
    EXPECT_EQ(settings.idle_timeout, std::chrono::seconds(6));
    EXPECT_EQ(settings.progress_timeout, std::chrono::seconds(7));
    EXPECT_EQ(settings.handshake_timeout, std::chrono::seconds(8));
    EXPECT_EQ(settings.drain_timeout, std::chrono::seconds(9));
}

TEST(EchoOptions, AnAddressGivenReplacesTheDefaults) {
    EXPECT_EQ(outcome_of({"--listen", "tcp://127.0.0.1:0"}).settings.listen.size(), 1u);
}

TEST(EchoOptions, AnAddressThatSpeaksTlsNeedsACertificate) {
    for (const std::string_view address :
         {"wss://127.0.0.1:1", "https://127.0.0.1:1", "lps://127.0.0.1:1", "tls://127.0.0.1:1",
          "lines://127.0.0.1:1"}) {
        const cli::Startup startup = outcome_of({"--listen", address}).startup;
        EXPECT_EQ(startup.exit, cli::ExitCode::usage) << address;
        EXPECT_THAT(startup.err, ::testing::HasSubstr("--self-signed")) << "what to do";
        EXPECT_FALSE(outcome_of({"--listen", address, "--self-signed"}).startup.exit);
    }
    EXPECT_EQ(outcome_of({"--admin", "https://127.0.0.1:1"}).startup.exit, cli::ExitCode::usage);
    EXPECT_EQ(outcome_of({"--listen", "ws://127.0.0.1:1", "--self-signed"}).startup.exit,
              cli::ExitCode::usage)
        << "nobody would see it";
}

TEST(EchoOptions, WithACertificateTheDefaultsSpeakTlsToo) {
    const auto addresses = listen_addresses(outcome_of({"--self-signed"}).settings);
    ASSERT_EQ(addresses.size(), 6u);
    EXPECT_EQ(to_string(addresses[0]), "ws://127.0.0.1:9001");
    EXPECT_EQ(to_string(addresses[3]), "wss://127.0.0.1:9011");
    EXPECT_EQ(to_string(addresses[4]), "lps://127.0.0.1:9012");
    EXPECT_EQ(to_string(addresses[5]), "tls://127.0.0.1:9013");
}

TEST(EchoOptions, ValuesOutOfTheirRangeAreFaults) {
    const std::vector<std::vector<std::string_view>> faulty{
        {"--threads", "0"},          {"--threads", "257"},         {"--max-message", "0"},
        {"--max-message", "2GiB"},   {"--max-queued", "0"},        {"--max-connections", "0"},
        {"--memory-budget", "1KiB"}, {"--progress-timeout", "0s"}, {"--handshake-timeout", "0s"},
        {"--drain-timeout", "-1s"},  {"--idle-timeout", "soon"},
    };
    for (const auto& arguments : faulty) {
        EXPECT_EQ(outcome_of(arguments).startup.exit, cli::ExitCode::usage)
            << arguments[0] << ' ' << arguments[1];
    }
}

// Or the other programs would warn about a variable that is meant for this one.
TEST(EchoOptions, TheOtherProgramsKnowItsVariables) {
    std::vector<std::string_view> obeyed;
    for (const cli::Option& option : manual().options) {
        if (option.reach != cli::Reach::command_line) obeyed.push_back(option.name);
    }
    EXPECT_THAT(cli::options_with_variables(manual().program),
                ::testing::UnorderedElementsAreArray(obeyed));
}

}  // namespace
}  // namespace potok::echo
