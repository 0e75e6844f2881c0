#include "loadtest/load_options.hpp"

#include "cli/program_variables.hpp"
#include "cli/startup.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

cli::Startup start(std::vector<std::string_view> arguments, LoadSettings& settings) {
    return cli::start_up(manual(), {.arguments = arguments}, cli::settings_ref(settings));
}

TEST(LoadOptions, AnAddressAloneRunsTheDocumentedDefaults) {
    LoadSettings settings;
    const cli::Startup startup = start({"lp://127.0.0.1:9002"}, settings);
    EXPECT_FALSE(startup.exit) << startup.err;
    EXPECT_EQ(settings.connections, 1500u);
    EXPECT_EQ(settings.duration, std::chrono::seconds(30));
    EXPECT_EQ(settings.grace, std::chrono::seconds(5));
    EXPECT_EQ(settings.size, "64");
    EXPECT_FALSE(settings.rate || settings.total_rate || settings.in_flight || settings.ramp);
}

TEST(LoadOptions, AWebSocketIsAskedForWithWhatWasGiven) {
    LoadSettings settings;
    const cli::Startup startup =
        start({"ws://127.0.0.1:9001/chat", "--header", "Cookie: a=b; c", "--header", "X:y",
               "--subprotocol", "one", "--subprotocol", "two"},
              settings);
    EXPECT_FALSE(startup.exit) << startup.err;
    EXPECT_EQ(settings.headers, (std::vector<std::string>{"Cookie: a=b; c", "X:y"}));
    EXPECT_EQ(settings.subprotocols, (std::vector<std::string>{"one", "two"}));
    EXPECT_EQ(settings.ping_interval, std::chrono::seconds(25));
    EXPECT_FALSE(start({"ws://h", "--ping-interval", "0"}, settings).exit);
    EXPECT_EQ(settings.ping_interval, Duration::zero());
}

TEST(LoadOptions, AnswersOverHttpAreTakenAsTheyAreUnlessToldOtherwise) {
    LoadSettings settings;
    EXPECT_FALSE(start({"http://h"}, settings).exit);
    EXPECT_EQ(settings.redirects, 0u);
    EXPECT_FALSE(settings.compressed);
    EXPECT_FALSE(start({"http://h", "--redirects", "20", "--compression"}, settings).exit);
    EXPECT_EQ(settings.redirects, 20u);
    EXPECT_TRUE(settings.compressed);
    settings = {};
    EXPECT_FALSE(start({"ws://h", "--compression"}, settings).exit);
    EXPECT_TRUE(settings.compressed);
}

TEST(LoadOptions, RefusesWhatMakesNoSense) {
    const std::vector<std::vector<std::string_view>> cases = {
        {},
        {"127.0.0.1:9002"},
        {"ws://127.0.0.1:9001", "--insecure"},
        {"wss://127.0.0.1:9001", "--insecure", "--ca", "file"},
        {"wss://127.0.0.1:9001", "--client-key", "file"},
        {"wss://127.0.0.1:9001", "--key-password-file", "file"},
        {"ws://127.0.0.1:9001", "--key-password-file", "file"},
        {"wss://127.0.0.1:9001", "--fingerprint", "sha256:12"},
        {"wss://127.0.0.1:9001", "--fingerprint", "sha1:0123456789012345678901234567890123456789"},
        {"wss://127.0.0.1:9001", "--servername", "почта..рф"},
        {"wss://127.0.0.1:9001", "--alpn", ""},
        {"ws://127.0.0.1:9001", "--header", "Host: x"},
        {"ws://127.0.0.1:9001", "--header", "X"},
        {"ws://127.0.0.1:9001", "--subprotocol", "a b"},
        {"ws://127.0.0.1:9001", "--subprotocol", "a", "--subprotocol", "a"},
        {"lp://127.0.0.1:9002", "--header", "X: y"},
        {"http://127.0.0.1:9001", "--redirects", "21"},
        {"ws://127.0.0.1:9001", "--redirects", "1"},
        {"lp://127.0.0.1:9002", "--compression"},
        {"lp://127.0.0.1:9002", "-c", "0"},
        {"lp://127.0.0.1:9002", "-d", "30"},
        {"lp://127.0.0.1:9002", "--size", "9..1"},
        {"lp://127.0.0.1:9002", "--rate", "1/s", "--in-flight", "2"},
        {"lp://127.0.0.1:9002", "--threshold", "p99<fast"},
        {"lp://127.0.0.1:9002", "--source", "localhost"},
        {"lp://127.0.0.1:9002", "tcp://127.0.0.1:9003"},
    };
    for (const auto& arguments : cases) {
        LoadSettings settings;
        const cli::Startup startup = start(arguments, settings);
        EXPECT_EQ(startup.exit, cli::ExitCode::usage);
        EXPECT_NE(startup.err, "");
    }
}

TEST(LoadOptions, OfferNoLogForNoneIsKept) {
    for (const std::string_view flag : {"--log-level=debug", "--log-file=x", "--log-format=json"}) {
        LoadSettings settings;
        const cli::Startup startup = start({"lp://h:1", flag}, settings);
        EXPECT_EQ(startup.exit, cli::ExitCode::usage) << flag;
        EXPECT_NE(startup.err.find("--log-"), std::string::npos) << startup.err;
    }
}

TEST(LoadOptions, TheHelpShowsAVariableOfThisProgram) {
    for (const std::string_view language : {"--lang=en", "--lang=ru"}) {
        LoadSettings settings;
        const cli::Startup startup = start({"--help", language}, settings);
        EXPECT_EQ(startup.out.find("POTOK_MAX_MESSAGE"), std::string::npos) << startup.out;
        EXPECT_NE(startup.out.find("POTOK_TOTAL_RATE"), std::string::npos) << startup.out;
    }
}

// Or the other programs would warn about a variable that is meant for this one.
TEST(LoadOptions, TheOtherProgramsKnowItsVariables) {
    std::vector<std::string_view> obeyed;
    for (const cli::Option& option : manual().options) {
        if (option.reach != cli::Reach::command_line) obeyed.push_back(option.name);
    }
    EXPECT_THAT(cli::options_with_variables(manual().program),
                ::testing::UnorderedElementsAreArray(obeyed));
}

}  // namespace
}  // namespace potok::loadtest
