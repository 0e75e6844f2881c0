// FrozenThread by ptrace.
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "tests/support/frozen_thread.hpp"

namespace potok::testing {

std::optional<FrozenThread> FrozenThread::freeze(int thread) {
    if (::ptrace(PTRACE_SEIZE, thread, nullptr, nullptr) != 0) return std::nullopt;
    FrozenThread frozen(thread);
    if (::ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr) != 0) return std::nullopt;
    if (::waitpid(thread, nullptr, __WALL) != thread) return std::nullopt;
    return frozen;
}

FrozenThread::FrozenThread(FrozenThread&& other) noexcept
    : thread_(std::exchange(other.thread_, 0)) {}

FrozenThread::~FrozenThread() {
    if (thread_ != 0) ::ptrace(PTRACE_DETACH, thread_, nullptr, nullptr);
}

std::optional<int> polling_thread(int process) {
    const std::string threads = "/proc/" + std::to_string(process) + "/task";
    for (const auto& thread : std::filesystem::directory_iterator(threads)) {
        std::ifstream file(thread.path() / "syscall");
        long call = -1;
        file >> call;
        if (call == SYS_epoll_wait || call == SYS_epoll_pwait || call == SYS_epoll_pwait2) {
            return std::stoi(thread.path().filename());
        }
    }
    return std::nullopt;
}

}  // namespace potok::testing
