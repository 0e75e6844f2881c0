// The helper that runs programs under test, against the shell: what a test believes of a program
// must be so.
#include "tests/support/child_process.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using namespace std::chrono_literals;

ChildProcess::Options script(std::string text) {
    return {.arguments = {"-c", std::move(text)}};
}

class ShellProcess : public ChildProcess {
  public:
    explicit ShellProcess(Options options) : ChildProcess("/bin/sh", std::move(options)) {}
    explicit ShellProcess(std::string text) : ShellProcess(script(std::move(text))) {}
};

TEST(ChildProcess, KeepsBothOutputsApartAndTheExitCode) {
    ShellProcess shell("echo good; echo bad >&2; exit 7");
    shell.finish();
    EXPECT_EQ(shell.out(), "good\n");
    EXPECT_EQ(shell.err(), "bad\n");
    EXPECT_EQ(shell.exit_code(), 7);
    EXPECT_FALSE(shell.timed_out());
}

TEST(ChildProcess, ALongOutputDoesNotHoldItUp) {
    ShellProcess shell("i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done");
    shell.finish();
    EXPECT_EQ(shell.out().size(), 220'000u);
    EXPECT_EQ(shell.exit_code(), 0);
}

TEST(ChildProcess, AnArgumentStaysOne) {
    ShellProcess shell({.arguments = {"-c", "echo \"$#:$1\"", "sh", "two words; 'quoted'"}});
    shell.finish();
    EXPECT_EQ(shell.out(), "1:two words; 'quoted'\n");
}

TEST(ChildProcess, TheEnvironmentGivenBeatsTheInheritedOne) {
    ShellProcess shell({.arguments = {"-c", "echo $LC_ALL $HOME $POTOK_SEED"},
                        .environment = {"HOME=/nowhere", "POTOK_SEED=1"}});
    shell.finish();
    EXPECT_EQ(shell.out(), "C.UTF-8 /nowhere 1\n");
}

TEST(ChildProcess, ASignalThatEndedItIsItsExitCode) {
    ShellProcess shell("echo ready; while :; do :; done");
    ASSERT_TRUE(shell.wait_until([&] { return shell.out() == "ready\n"; }));
    shell.send(ChildProcess::Signal::interrupt);
    shell.finish();
    EXPECT_EQ(shell.exit_code(), 128 + 2);
}

TEST(ChildProcess, OverItsTimeLimitItIsKilled) {
    ShellProcess shell({.arguments = {"-c", "while :; do :; done"}, .time_limit = 50ms});
    shell.finish();
    EXPECT_TRUE(shell.timed_out());
    EXPECT_EQ(shell.exit_code(), 128 + 9);
}

TEST(ChildProcess, StoppedItDoesNothingUntilItIsResumed) {
    ShellProcess shell("while :; do echo x; done");
    ASSERT_TRUE(shell.wait_until([&] { return !shell.out().empty(); }));
    shell.send(ChildProcess::Signal::stop);
    // What was in the pipe comes still; when a while brings nothing more, it stands.
    std::size_t seen = 0;
    do {
        seen = shell.out().size();
        shell.watch_for(50ms);
    } while (shell.out().size() != seen);
    EXPECT_EQ(shell.exit_code(), std::nullopt);
    shell.send(ChildProcess::Signal::resume);
    EXPECT_TRUE(shell.wait_until([&] { return shell.out().size() > seen; }));
}

TEST(ChildProcess, AConditionThatNeverComesIsToldApartFromItsEnd) {
    ShellProcess runs("while :; do :; done");
    EXPECT_FALSE(runs.wait_until([] { return false; }, 20ms));
    EXPECT_EQ(runs.exit_code(), std::nullopt);
    ShellProcess ends("exit 3");
    EXPECT_FALSE(ends.wait_until([] { return false; }));
    EXPECT_EQ(ends.exit_code(), 3);
}

TEST(ChildProcess, AProcessThatHasEndedHearsNoSignal) {
    ShellProcess shell("exit 0");
    shell.finish();
    shell.send(ChildProcess::Signal::kill);
    EXPECT_EQ(shell.exit_code(), 0);
}

TEST(ChildProcess, ItsStoryTellsWhatWasRunAndWhatCameOfIt) {
    ShellProcess shell("echo out; echo err >&2; exit 4");
    shell.finish();
    EXPECT_EQ(shell.story(),
              "$ /bin/sh -c echo out; echo err >&2; exit 4\nout\nerr\nexit code 4\n");
}

}  // namespace
}  // namespace potok::testing
