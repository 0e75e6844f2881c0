// A kernel before 5.11, or a container that forbids what it does not know: without epoll_pwait2.
// A filter makes one of this kernel, for one thread.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <thread>

#include "reactor/poller.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using std::chrono::microseconds;

// For the thread that calls it, as long as it lives. False: this system does not allow filters.
bool forbid_precise_wait(std::uint32_t error) {
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_epoll_pwait2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog filter{std::size(program), program};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

class PollerOnAnOldKernel : public ::testing::TestWithParam<int> {
  protected:
    // On a thread that has the filter; nobody runs `work` where there are no filters.
    void run(const std::function<void()>& work) {
        bool filtered = false;
        std::thread([&] {
            filtered = forbid_precise_wait(static_cast<std::uint32_t>(GetParam()));
            if (filtered) work();
        }).join();
        if (!filtered) GTEST_SKIP() << "this system does not let a thread filter its calls";
    }

    std::unique_ptr<Poller> poller = std::move(Poller::create()).value();
};

// Waking a moment early, a loop would turn until the moment comes.
TEST_P(PollerOnAnOldKernel, NeverWakesBeforeItsTime) {
    run([this] {
        for (const Duration timeout : {microseconds(300), microseconds(1900)}) {
            const Instant began = Clock::now();
            EXPECT_TRUE(poller->wait(timeout).empty());
            EXPECT_GE(Clock::now() - began, timeout);
        }
    });
}

TEST_P(PollerOnAnOldKernel, IsWokenFromTheLongestSleep) {
    run([this] {
        std::thread waker([this] { poller->wake(); });
        EXPECT_TRUE(poller->wait(std::chrono::hours(24 * 365)).empty());
        waker.join();
    });
}

INSTANTIATE_TEST_SUITE_P(Refusals, PollerOnAnOldKernel, ::testing::Values(ENOSYS, EPERM),
                         [](const auto& each) {
                             return each.param == ENOSYS ? "unknown" : "forbidden";
                         });

}  // namespace
}  // namespace potok::testing
