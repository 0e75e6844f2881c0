// What a line does that loses packets or is cut, to potok-echo and to potok-loadtest, and what they
// say of it.
#include "tests/net/loadtest/echo_program.hpp"
#include "tests/net/loadtest/load_generator.hpp"
#include "tests/net/namespace/network_namespace.hpp"

namespace potok::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using Faults = LoadGenerator::Faults;

class BrokenLineTest : public ::testing::Test {
  protected:
    void SetUp() override {
        const std::string obstacle = NetworkNamespace::enter();
        if (!obstacle.empty()) GTEST_SKIP() << obstacle;
    }
    void TearDown() override {
        if (NetworkNamespace::enter().empty()) NetworkNamespace::clear_rules();
    }

    void start(const std::vector<std::string>& server_arguments,
               const std::vector<std::string>& load) {
        echo = std::make_unique<EchoProgram>("lp://127.0.0.1:0", server_arguments);
        run = std::make_unique<LoadGenerator>(
            LoadGenerator::with({echo->address(), "-c", "20"}, load));
    }
    // The load is well under way.
    void let_run() {
        run->process().watch_for(700ms);
        ASSERT_EQ(run->process().exit_code(), std::nullopt) << run->story();
    }
    void cut(const std::string& how) { ASSERT_TRUE(NetworkNamespace::add_rule(how)) << how; }

    std::unique_ptr<EchoProgram> echo;
    std::unique_ptr<LoadGenerator> run;
};

TEST_F(BrokenLineTest, WhatIsLostForAWhileIsAStallAndIsNotLostForGood) {
    LoadGenerator::finish_unstarved(run, [&] {
        start({}, {"-r", "20/s", "-d", "4s", "--grace", "10s"});
        let_run();
        cut("tcp dport " + echo->port() + " drop");
        run->process().watch_for(1300ms);
        NetworkNamespace::clear_rules();
    });
    SCOPED_TRACE(run->story());
    EXPECT_EQ(run->exit_code(), 1);
    EXPECT_EQ(run->words("reasons", "threshold"), std::vector<std::string>{"stall<1s"});
    EXPECT_EQ(run->faults(), Faults{});
    EXPECT_EQ(run->losses(), Faults{});
    EXPECT_EQ(run->count("connections/held"), 20u);
    EXPECT_GE(run->number("stalls/longest_ms"), 1200);
}

TEST_F(BrokenLineTest, AConnectionThatTheLineResetsIsLostAndNamed) {
    LoadGenerator::finish_unstarved(run, [&] {
        NetworkNamespace::clear_rules();
        start({"--log-level", "debug"}, {"-r", "20/s", "-d", "2s", "--grace", "1s"});
        let_run();
        cut("tcp dport " + echo->port() + " reject with tcp reset");
    });
    SCOPED_TRACE(run->story());
    EXPECT_EQ(run->exit_code(), 1);
    EXPECT_EQ(run->count("connections/held"), 0u);
    EXPECT_THAT(run->words("reasons", "kind"), Contains("connections_lost"));
    EXPECT_EQ(run->losses(), (Faults{{"load: reset", 20}}));
    // The packets that were rejected never reached the server: it has not heard of the end yet.
    NetworkNamespace::clear_rules();
    echo->process().send(ChildProcess::Signal::terminate);
    echo->process().finish();
    EXPECT_EQ(echo->process().exit_code(), 0) << echo->process().story();
}

TEST_F(BrokenLineTest, AServerThatNothingReachesIsUnreachableWithinTheConnectTimeout) {
    echo = std::make_unique<EchoProgram>("lp://127.0.0.1:0");
    cut("tcp dport " + echo->port() + " drop");
    LoadGenerator unreachable(
        {echo->address(), "-c", "20", "-d", "1s", "--connect-timeout", "500ms"});
    unreachable.finish();
    SCOPED_TRACE(unreachable.story());
    EXPECT_EQ(unreachable.exit_code(), 4);
    EXPECT_EQ(unreachable.word("verdict"), "unreachable");
    EXPECT_EQ(unreachable.count("connections/established"), 0u);
    EXPECT_EQ(unreachable.losses(), (Faults{{"ramp: connect_timeout", 20}}));
}

// A tenth of all packets: the system sends them again, and nobody notices but the clock.
TEST_F(BrokenLineTest, ALineThatLosesATenthLosesNoMessage) {
    echo = std::make_unique<EchoProgram>("lp://127.0.0.1:0");
    cut("tcp dport " + echo->port() + " numgen random mod 10 0 drop");
    LoadGenerator::finish_unstarved(run, [&] {
        run = std::make_unique<LoadGenerator>(std::vector<std::string>{
            echo->address(), "-c", "20", "-r", "20/s", "-d", "2s", "--grace", "30s", "--threshold",
            "lost==0", "--threshold", "held==100%"});
    });
    SCOPED_TRACE(run->story());
    EXPECT_EQ(run->exit_code(), 0);
    EXPECT_EQ(run->faults(), Faults{});
    EXPECT_EQ(run->count("connections/held"), 20u);
    EXPECT_GT(run->number("latency_ms/max"), 100);
}

}  // namespace
}  // namespace potok::testing
