// The verdicts of potok-loadtest that are about more than a fault: a generator that was starved, a
// server that is not there, that dies, that comes back, and a user who does not wait.
#include "loadtest/faulty/faulty_server.hpp"
#include "tests/net/loadtest/echo_program.hpp"
#include "tests/net/loadtest/load_generator.hpp"
#include "tests/net/loadtest/scripted_server.hpp"
#include "tests/support/cpu_quota.hpp"

namespace potok::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Faults = LoadGenerator::Faults;
using Signal = ChildProcess::Signal;

constexpr std::uint64_t kConnections = 50;
const std::vector<std::string> kOpenLoop{"-c", "50", "-r", "20/s"};
const std::vector<std::string> kClosedLoop{"-c", "50", "--in-flight", "8"};

class VerdictsTest : public ::testing::Test {
  protected:
    // A server, and generators that load it. Late for the sake of closed loops, which else would go
    // as fast as the machine can.
    void start_server(Duration late = {}) {
        const auto address = parse_endpoint("lp://127.0.0.1:0", EndpointUse::listen);
        server = loadtest::FaultyServer::start({address.value()}, {.late = late}, 1, 2).value();
        target = to_string(server->addresses().front());
    }
    [[nodiscard]] std::unique_ptr<LoadGenerator> generator(
        const std::vector<std::string>& load, const std::vector<std::string>& more) const {
        return std::make_unique<LoadGenerator>(
            LoadGenerator::with(LoadGenerator::with({target}, load), more));
    }
    // Until the load has begun and so many more messages have come.
    [[nodiscard]] bool wait_for_messages(LoadGenerator& run, std::uint64_t more = 200) {
        const std::uint64_t before = server->counts().messages;
        return run.process().wait_until([&] { return server->counts().messages >= before + more; });
    }

    std::unique_ptr<loadtest::FaultyServer> server;
    std::string target;
};

// ---- The generator's own fault

// The verdict is about the generator, and nothing is said against the server.
void expect_starved(const LoadGenerator& run) {
    SCOPED_TRACE(run.story());
    EXPECT_EQ(run.exit_code(), 5);
    EXPECT_EQ(run.word("verdict"), "invalid");
    EXPECT_THAT(run.last_line(), StartsWith("INVALID "));
    EXPECT_THAT(run.last_line(), HasSubstr("generator"));
    EXPECT_THAT(run.text(), Not(HasSubstr("PASSED")));
    EXPECT_EQ(run.faults(), Faults{});
    EXPECT_EQ(run.losses(), Faults{});
    EXPECT_LT(run.number("stalls/longest_ms"), 500) << "our own standstill is not the server's";
}

class StarvedGenerator : public VerdictsTest,
                         public ::testing::WithParamInterface<std::vector<std::string>> {};

INSTANTIATE_TEST_SUITE_P(Loop, StarvedGenerator, ::testing::Values(kOpenLoop, kClosedLoop),
                         [](const auto& load) {
                             return load.param == kOpenLoop ? "open" : "closed";
                         });

TEST_P(StarvedGenerator, StoppedForAMomentItIsInvalidAndTheServerNotSlow) {
    start_server(50ms);
    const auto run = generator(GetParam(), {"-d", "1500ms"});
    ASSERT_TRUE(wait_for_messages(*run));
    run->process().send(Signal::stop);
    run->process().watch_for(800ms);
    run->process().send(Signal::resume);
    run->finish();
    expect_starved(*run);
    EXPECT_THAT(run->words("reasons", "kind"), Contains("generator_stalled"));
    EXPECT_GE(run->number("generator/longest_lag_ms"), 700);
}

// What a processor quota looks like from inside, on every machine.
TEST_P(StarvedGenerator, WithATenthOfTheTimeItIsInvalid) {
    start_server(50ms);
    const auto run = generator(GetParam(), {"-d", "1s"});
    ASSERT_TRUE(wait_for_messages(*run));
    while (!run->process().exit_code()) {
        run->process().send(Signal::stop);
        run->process().watch_for(45ms);
        run->process().send(Signal::resume);
        run->process().watch_for(5ms);
    }
    run->finish();
    expect_starved(*run);
    EXPECT_THAT(run->words("reasons", "kind"), Contains("generator_lagging"));
}

TEST_P(StarvedGenerator, UnderAProcessorQuotaItIsInvalid) {
    const auto quota = CpuQuota::create(1);
    if (!quota) GTEST_SKIP() << quota.error();
    start_server(50ms);
    const auto run = generator(GetParam(), {"-d", "1s"});
    ASSERT_TRUE(wait_for_messages(*run));
    if (!quota.value().limit(run->process().process_id()))
        GTEST_SKIP() << "the system does not move a process into its control group";
    run->finish();
    expect_starved(*run);
}

// ---- The server's

TEST_F(VerdictsTest, NobodyListeningIsUnreachable) {
    start_server();
    server->stop();
    const auto run = generator(kOpenLoop, {"-d", "1s"});
    run->finish();
    SCOPED_TRACE(run->story());
    EXPECT_EQ(run->exit_code(), 4);
    EXPECT_EQ(run->word("verdict"), "unreachable");
    EXPECT_THAT(run->last_line(), StartsWith("FAILED "));
    EXPECT_EQ(run->count("connections/established"), 0u);
    EXPECT_EQ(run->losses(), (Faults{{"ramp: connect_refused", kConnections}}));
    EXPECT_EQ(run->count("messages/sent"), 0u);
}

TEST_F(VerdictsTest, AServerThatHangsUpBeforeTheLoadHadItsConnectionsAndLostThem) {
    const ScriptedServer rude({.hangs_up = true});
    LoadGenerator run({rude.address("lp"), "-c", "5", "-d", "1s"});
    run.finish();
    SCOPED_TRACE(run.story());
    EXPECT_EQ(run.exit_code(), 4);
    EXPECT_EQ(run.count("connections/established"), 5u);
    EXPECT_EQ(run.losses(), (Faults{{"settling: ended_by_peer", 5}}));
    EXPECT_THAT(run.text(), Not(HasSubstr("not opened")));
    EXPECT_THAT(run.last_line(), HasSubstr("only 0 of 5"));
}

// A real program, for what the kernel does to the connections of one that is killed.
class EchoVerdictsTest : public VerdictsTest {
  protected:
    // Listens on the port of the last one, if there was one.
    void start_echo() {
        echo = std::make_unique<EchoProgram>(target.empty() ? "lp://127.0.0.1:0" : target);
        target = echo->address();
    }
    // The load lasts a while, and is well under way.
    void load_for(const std::string& duration) {
        run = generator(kOpenLoop, {"-d", duration, "--grace", "1s"});
        run->process().watch_for(700ms);
        ASSERT_EQ(run->process().exit_code(), std::nullopt) << run->story();
    }
    void expect_lost() {
        SCOPED_TRACE(run->story());
        EXPECT_EQ(run->exit_code(), 1);
        EXPECT_EQ(run->word("verdict"), "failed");
        EXPECT_THAT(run->last_line(), StartsWith("FAILED "));
        EXPECT_EQ(run->count("connections/established"), kConnections);
        EXPECT_EQ(run->count("connections/held"), 0u);
        EXPECT_EQ(run->count("connections/minimum"), 0u);
        EXPECT_THAT(run->words("reasons", "kind"), Contains("connections_lost"));
        std::uint64_t lost = 0;
        for (const auto& [reason, count] : run->losses()) {
            EXPECT_THAT((std::vector<std::string>{"load: reset", "load: ended_by_peer"}),
                        Contains(reason));
            lost += count;
        }
        EXPECT_EQ(lost, kConnections);
    }

    std::unique_ptr<EchoProgram> echo;
    std::unique_ptr<LoadGenerator> run;
};

TEST_F(EchoVerdictsTest, KilledInTheMiddleAllConnectionsAreLostEachForAReason) {
    LoadGenerator::finish_unstarved(run, [&] {
        start_echo();
        load_for("1500ms");
        echo->kill();
    });
    expect_lost();
}

TEST_F(EchoVerdictsTest, KilledAndStartedAgainItHasNotHeldItsConnections) {
    start_echo();
    LoadGenerator::finish_unstarved(run, [&] {
        load_for("1500ms");
        echo->kill();
        start_echo();
    });
    expect_lost();
}

// Stopped, not frozen from inside: the system goes on taking what is sent to it.
TEST_F(EchoVerdictsTest, StoppedForAWhileItIsStalledAndHasLostNothing) {
    start_echo();
    LoadGenerator::finish_unstarved(run, [&] {
        load_for("3s");
        echo->process().send(Signal::stop);
        run->process().watch_for(1500ms);
        echo->process().send(Signal::resume);
    });
    SCOPED_TRACE(run->story());
    EXPECT_EQ(run->exit_code(), 1);
    EXPECT_EQ(run->words("reasons", "threshold"), std::vector<std::string>{"stall<1s"});
    EXPECT_EQ(run->faults(), Faults{});
    EXPECT_GE(run->number("stalls/longest_ms"), 1400);
    EXPECT_GE(run->number("latency_ms/max"), 1400);
}

// ---- The user's

TEST_F(VerdictsTest, InterruptedItNeverPassed) {
    start_server();
    const auto run = generator(kOpenLoop, {"-d", "30s"});
    ASSERT_TRUE(wait_for_messages(*run));
    run->process().send(Signal::interrupt);
    run->finish();
    SCOPED_TRACE(run->story());
    EXPECT_EQ(run->exit_code(), 130);
    EXPECT_EQ(run->value("interrupted"), true);
    EXPECT_NE(run->word("verdict"), "passed");
    EXPECT_THAT(run->text(), Not(HasSubstr("PASSED")));
    EXPECT_THAT(run->last_line(), StartsWith("INVALID "));
}

// Nobody is left who could interrupt it.
TEST_F(VerdictsTest, ATerminalThatIsClosedInterruptsIt) {
    start_server();
    const auto run = generator(kOpenLoop, {"-d", "30s"});
    ASSERT_TRUE(wait_for_messages(*run));
    run->process().send(Signal::hangup);
    run->finish();
    SCOPED_TRACE(run->story());
    EXPECT_EQ(run->exit_code(), 130);
    EXPECT_EQ(run->value("interrupted"), true);
}

// A verdict that nobody got is no success.
TEST_F(VerdictsTest, AVerdictThatStdoutDoesNotTakeIsAFailureOfThisMachine) {
    start_server();
    ChildProcess shell("/bin/sh", {.arguments = {"-c", "exec \"$0\" \"$@\" >/dev/full",
                                                 POTOK_BINARY_DIR "/bin/potok-loadtest", target,
                                                 "-c", "2", "-d", "100ms"}});
    shell.finish();
    EXPECT_EQ(shell.exit_code(), 3) << shell.story();
    EXPECT_THAT(shell.err(), HasSubstr("potok-loadtest: cannot write to stdout"));
}

TEST_F(VerdictsTest, ASourceThatIsNotThisMachinesIsNamedBeforeTheRun) {
    start_server();
    const auto run = generator(kOpenLoop, {"--source", "192.0.2.1"});
    run->finish();
    EXPECT_EQ(run->exit_code(), 3);
    EXPECT_EQ(run->text(), "");
    EXPECT_THAT(run->story(), HasSubstr("--source 192.0.2.1 is not an address of this machine"));
}

TEST_F(VerdictsTest, InterruptedInTheRampItSaysHowFarItCame) {
    start_server();
    const auto run = generator(kOpenLoop, {"--ramp", "10/s"});
    ASSERT_TRUE(run->process().wait_until([&] { return server->counts().connections >= 3; }))
        << run->story();
    run->process().send(Signal::interrupt);
    run->finish();
    SCOPED_TRACE(run->story());
    EXPECT_EQ(run->exit_code(), 130);
    EXPECT_GE(run->count("connections/established"), 1);
    EXPECT_LT(run->count("connections/established"), 50);
    EXPECT_THAT(run->last_line(), StartsWith("INVALID "));
}

TEST_F(VerdictsTest, AnEarlierResultOutlivesARunThatComesToNone) {
    start_server();
    const std::string file = ::testing::TempDir() + "potok-earlier.json";
    std::ofstream(file) << "earlier";
    ChildProcess run(POTOK_BINARY_DIR "/bin/potok-loadtest",
                     {.arguments = {target, "-c", "2", "-d", "30s", "--json", file}});
    ASSERT_TRUE(run.wait_until([&] { return server->counts().messages > 0; })) << run.story();
    run.send(Signal::kill);
    run.finish();
    std::ifstream in(file);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "earlier");
    std::filesystem::remove(file);
    std::filesystem::remove(file + ".unfinished");
}

TEST_F(VerdictsTest, InterruptedTwiceItEndsAtOnceAndHasNotPassedEither) {
    start_server(30s);
    const auto run = generator(kClosedLoop, {"-d", "30s", "--grace", "30s"});
    ASSERT_TRUE(wait_for_messages(*run));
    run->process().send(Signal::interrupt);
    run->process().send(Signal::interrupt);
    run->finish();
    SCOPED_TRACE(run->story());
    EXPECT_EQ(run->exit_code(), 130);
    EXPECT_THAT(run->text(), Not(HasSubstr("PASSED")));
}

}  // namespace
}  // namespace potok::testing
