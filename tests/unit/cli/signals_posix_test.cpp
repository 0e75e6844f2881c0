#include "cli/signals.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "tests/gtest_pch.hpp"

namespace potok::cli {
namespace {

using namespace std::chrono_literals;

void send(int number) {
    ASSERT_EQ(::kill(::getpid(), number), 0);
}

TEST(Signals, AreWaitedForAndNotHandled) {
    Signals signals;
    send(SIGTERM);
    EXPECT_EQ(signals.wait(), Signal::terminate);
    send(SIGINT);
    EXPECT_EQ(signals.wait(), Signal::interrupt);
    send(SIGHUP);
    EXPECT_EQ(signals.wait(), Signal::hangup);
}

TEST(Signals, KeepOneOfEachThatComesBeforeTheWait) {
    Signals signals;
    for (const int number : {SIGTERM, SIGTERM, SIGHUP, SIGTERM})
        send(number);
    std::vector<Signal> came = {signals.wait(), signals.wait()};
    std::ranges::sort(came);
    EXPECT_THAT(came, testing::ElementsAre(Signal::terminate, Signal::hangup));
    EXPECT_EQ(signals.wait(0ns), Signal::timeout);
}

TEST(Signals, WaitNoLongerThanTheTimeout) {
    Signals signals;
    EXPECT_EQ(signals.wait(0ns), Signal::timeout);
    EXPECT_EQ(signals.wait(1ms), Signal::timeout);
    EXPECT_EQ(signals.wait(-5s), Signal::timeout);
}

TEST(Signals, AWaitingSignalIsTakenEvenWithoutTime) {
    Signals signals;
    send(SIGTERM);
    EXPECT_EQ(signals.wait(0ns), Signal::terminate);
}

TEST(Signals, NotifyWakesTheWaitFromAnotherThread) {
    Signals signals;
    std::thread other([&signals] { signals.notify(); });
    EXPECT_EQ(signals.wait(), Signal::notified);
    other.join();
}

TEST(Signals, SeveralNotificationsBeforeAWaitCountOnce) {
    Signals signals;
    for (int i = 0; i < 100; ++i)
        signals.notify();
    EXPECT_EQ(signals.wait(), Signal::notified);
    EXPECT_EQ(signals.wait(0ns), Signal::timeout);
    signals.notify();
    EXPECT_EQ(signals.wait(), Signal::notified);
}

// Each notification is followed by a wait that sees what was written before it.
TEST(Signals, NoNotificationIsLostBetweenThreads) {
    Signals signals;
    constexpr int kRounds = 2000;
    std::atomic<int> written{0};
    std::thread other([&] {
        for (int i = 1; i <= kRounds; ++i) {
            written.store(i, std::memory_order_relaxed);
            signals.notify();
        }
    });
    while (written.load(std::memory_order_relaxed) < kRounds) {
        EXPECT_EQ(signals.wait(), Signal::notified);
    }
    other.join();
}

TEST(Signals, ThreadsStartedLaterDoNotTakeThem) {
    Signals signals;
    std::atomic<bool> stop{false};
    std::thread other([&stop] {
        while (!stop.load())
            std::this_thread::yield();
    });
    send(SIGTERM);
    EXPECT_EQ(signals.wait(), Signal::terminate);
    stop.store(true);
    other.join();
}

TEST(Signals, IgnoreAClosedPipe) {
    Signals signals;
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    ::close(ends[0]);
    EXPECT_EQ(::write(ends[1], "x", 1), -1);
    EXPECT_EQ(errno, EPIPE);
    ::close(ends[1]);
}

TEST(Signals, AreWaitedForWhereAShellHadThemIgnored) {
    const auto before = ::signal(SIGINT, SIG_IGN);
    {
        Signals signals;
        send(SIGINT);
        EXPECT_EQ(signals.wait(0ns), Signal::interrupt);
    }
    ::signal(SIGINT, before);
}

TEST(Signals, EndTheProcessOnceNobodyWaitsAnyMore) {
    for (const int number : {SIGTERM, SIGINT}) {
        Signals signals;
        EXPECT_EXIT(
            {
                signals.end_at_once(7);
                send(number);
            },
            testing::ExitedWithCode(7), "");
    }
}

TEST(Signals, OneThatHasComeAlreadyEndsTheProcessToo) {
    Signals signals;
    EXPECT_EXIT(
        {
            send(SIGTERM);
            signals.end_at_once(0);
        },
        testing::ExitedWithCode(0), "");
}

TEST(Signals, AreFreeAgainAfterwardsAndThoseThatWaitedAreForgotten) {
    {
        Signals signals;
        send(SIGTERM);
        signals.notify();
    }  // or this test would end here
    sigset_t blocked;
    ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, nullptr, &blocked), 0);
    EXPECT_EQ(::sigismember(&blocked, SIGTERM), 0);
    EXPECT_EXIT(send(SIGTERM), testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace potok::cli
