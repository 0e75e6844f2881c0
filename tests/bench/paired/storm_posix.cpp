#include "tests/bench/paired/storm.hpp"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "tests/bench/paired/link.hpp"

namespace potok::bench {
namespace {

[[noreturn]] void fall(const char* what) {
    std::perror(what);
    std::_Exit(1);
}

[[noreturn]] void rage(std::uint16_t port, const std::string& hello, std::size_t at_a_time) {
    std::vector<pollfd> calls(at_a_time, pollfd{.fd = -1, .events = POLLIN, .revents = 0});
    std::array<char, 16 * 1024> answer;
    for (std::size_t connects = 0;;) {
        for (pollfd& call : calls) {
            if (call.fd >= 0 && call.revents == 0) continue;
            if (call.fd >= 0) {
                if (::recv(call.fd, answer.data(), answer.size(), 0) <= 0) fall("no ServerHello");
                reset_socket(call.fd);
            }
            call.fd = connected_socket(port, connects++);
            if (::send(call.fd, hello.data(), hello.size(), MSG_NOSIGNAL) < 0) fall("send");
        }
        if (::poll(calls.data(), calls.size(), -1) < 0) fall("poll");
    }
}

}  // namespace

Storm::Storm(std::uint16_t port, std::string hello, std::size_t at_a_time) : process_(::fork()) {
    if (process_ < 0) {
        std::perror("bench_paired: no process");
        std::exit(3);
    }
    if (process_ != 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const sched_param none{};
    if (::sched_setscheduler(0, SCHED_IDLE, &none) != 0) fall("SCHED_IDLE");
    rage(port, hello, at_a_time);
}

// It ends by nothing else: where it has, no storm was measured.
Storm::~Storm() {
    ::kill(process_, SIGKILL);
    int status = 0;
    ::waitpid(process_, &status, 0);
    if (!WIFEXITED(status)) return;
    std::fputs("bench_paired: the storm ended by itself\n", stderr);
    std::_Exit(1);
}

}  // namespace potok::bench
