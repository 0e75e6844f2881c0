// potok-loadtest --compression over ws://: who agreed to it is counted, and every message is
// checked for what it stands for.
#include "tests/net/loadtest/echo_program.hpp"
#include "tests/net/loadtest/load_generator.hpp"

namespace potok::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Case {
    std::vector<std::string> echo;
    std::vector<std::string> load;
    nlohmann::json compressed = nullptr;
};

class WebSocketCompressionTest : public ::testing::Test {
  protected:
    static constexpr std::uint64_t kConnections = 20;

    void run_against(const Case& with) {
        EchoProgram echo("ws://127.0.0.1:0", with.echo);
        std::vector<std::string> arguments{
            echo.address(), "--lang", "en",          "-c",         "20",          "-d",     "400ms",
            "--grace",      "5s",     "--threshold", "held==100%", "--threshold", "lost==0"};
        arguments.insert(arguments.end(), with.load.begin(), with.load.end());
        LoadGenerator::finish_unstarved(run,
                                        [&] { run = std::make_unique<LoadGenerator>(arguments); });
        SCOPED_TRACE(run->story());
        EXPECT_EQ(run->exit_code(), 0);
        EXPECT_EQ(run->faults(), LoadGenerator::Faults{});
        EXPECT_GT(run->count("messages/ok"), 0u);
        EXPECT_EQ(run->value("connections/websocket_compressed"), with.compressed);
    }

    void expect_compressed(bool all) {
        const std::uint64_t of = all ? 1 : 0;
        EXPECT_EQ(run->count("messages/websocket_compressed_sent"),
                  of * run->count("messages/sent"));
        EXPECT_EQ(run->count("messages/websocket_compressed_received"),
                  of * run->count("messages/received"));
    }

    std::unique_ptr<LoadGenerator> run;
};

TEST_F(WebSocketCompressionTest, MessagesOfEverySizeComeBackThroughIt) {
    run_against({.echo = {},
                 .load = {"--compression", "-r", "20/s", "--size", "1..20000"},
                 .compressed = kConnections});
    EXPECT_THAT(run->text(), HasSubstr("20 with compression agreed on"));
}

TEST_F(WebSocketCompressionTest, LongMessagesGoAndComeCompressed) {
    run_against({.echo = {},
                 .load = {"--compression", "-r", "20/s", "--size", "256..2000"},
                 .compressed = kConnections});
    expect_compressed(true);
    EXPECT_THAT(run->text(), Not(HasSubstr("larger --size")));
}

TEST_F(WebSocketCompressionTest, ShortOnesDoNotAndTheReportSaysSo) {
    run_against({.echo = {}, .load = {"--compression", "-r", "20/s"}, .compressed = kConnections});
    expect_compressed(false);
    EXPECT_THAT(run->text(), HasSubstr("give a larger --size"));
}

TEST_F(WebSocketCompressionTest, ABroadcastReachesEverybodyThroughIt) {
    run_against({.echo = {"--broadcast"},
                 .load = {"--compression", "--fanout", "-r", "20/s", "--size", "24..3000"},
                 .compressed = kConnections});
    const std::uint64_t sent = run->count("messages/websocket_compressed_sent");
    EXPECT_GT(sent, 0u);
    EXPECT_LT(sent, run->count("messages/sent"));
    EXPECT_EQ(run->count("messages/websocket_compressed_received"), kConnections * sent);
}

TEST_F(WebSocketCompressionTest, AServerMayDeclineIt) {
    run_against({.echo = {"--compression", "off"},
                 .load = {"--compression", "-r", "20/s", "--size", "1..5000"},
                 .compressed = 0});
    EXPECT_THAT(run->text(), HasSubstr("  0 with compression agreed on"));
}

TEST_F(WebSocketCompressionTest, WhoeverDoesNotAskHasNone) {
    run_against({.echo = {}, .load = {"-r", "20/s", "--size", "1..5000"}});
    EXPECT_THAT(run->text(), Not(HasSubstr("compress")));
    EXPECT_EQ(run->value("messages/websocket_compressed_sent"), nullptr);
}

}  // namespace
}  // namespace potok::testing
