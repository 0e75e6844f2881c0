// ServerProcess on Linux: the scheduler's own nanoseconds in /proc, not the clock's ticks of 10 ms.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/bench/paired/server_process.hpp"

namespace potok::bench {
namespace {

[[noreturn]] void give_up(const std::string& what) {
    std::fprintf(stderr, "bench_paired: %s\n", what.c_str());
    std::exit(3);
}

[[noreturn]] void become(const std::vector<std::string>& command, int core, int output) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    stay_on_core(core);
    ::dup2(output, STDOUT_FILENO);
    std::vector<char*> arguments;
    for (const std::string& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    std::perror(arguments[0]);
    std::_Exit(127);
}

std::string proc(int process, const std::string& file) {
    return "/proc/" + std::to_string(process) + "/" + file;
}

}  // namespace

void stay_on_core(int core) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(static_cast<std::size_t>(core), &cores);
    if (::sched_setaffinity(0, sizeof cores, &cores) != 0) give_up("cannot stay on one core");
}

ServerProcess::ServerProcess(const std::vector<std::string>& command, int core) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) give_up("no pipe");
    process_ = ::fork();
    if (process_ < 0) give_up("no process");
    if (process_ == 0) become(command, core, ends[1]);
    ::close(ends[1]);
    wait_until_ready(ends[0]);
    ::close(ends[0]);
    if (port_ == 0) give_up(command[0] + " did not come up");
}

ServerProcess::~ServerProcess() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
}

void ServerProcess::wait_until_ready(int output) {
    std::string said;
    std::array<char, 512> part{};
    while (said.find("ready\n") == std::string::npos) {
        const ssize_t count = ::read(output, part.data(), part.size());
        if (count <= 0) return;
        said.append(part.data(), static_cast<std::size_t>(count));
    }
    const std::string mark = "://127.0.0.1:";
    const std::size_t at = said.find(mark);
    if (at == std::string::npos) return;
    port_ = static_cast<std::uint16_t>(std::strtoul(said.c_str() + at + mark.size(), nullptr, 10));
}

std::chrono::nanoseconds ServerProcess::cpu_time() const {
    std::chrono::nanoseconds sum{0};
    for (const auto& thread : std::filesystem::directory_iterator(proc(process_, "task"))) {
        std::ifstream file(thread.path() / "schedstat");
        std::int64_t used = 0;
        if (!(file >> used)) give_up("no scheduler statistics: /proc/PID/task/N/schedstat");
        sum += std::chrono::nanoseconds(used);
    }
    return sum;
}

std::size_t ServerProcess::private_dirty_bytes() const {
    std::ifstream file(proc(process_, "smaps_rollup"));
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("Private_Dirty:")) {
            return std::strtoull(line.c_str() + sizeof "Private_Dirty:", nullptr, 10) * 1024;
        }
    }
    give_up("no /proc/PID/smaps_rollup");
}

}  // namespace potok::bench
