// EchoProcess by fork and exec, with pipes for what the program prints.

#include "tests/net/echo/echo_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

namespace potok::testing {
namespace {

[[noreturn]] void give_up(const char* what) {
    std::perror(what);
    std::abort();
}

// The null-terminated form that exec wants; `words` stay where they are.
std::vector<char*> pointers_to(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (std::string& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

// This process's environment without what would change the program's settings or its language.
std::vector<std::string> neutral_environment() {
    std::vector<std::string> kept{"LC_ALL=C"};
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text(*variable);
        const bool drops =
            text.starts_with("POTOK_") || text.starts_with("LC_") || text.starts_with("LANG");
        if (!drops) kept.emplace_back(text);
    }
    return kept;
}

struct Pipe {
    int read_end = -1;
    int write_end = -1;
};

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) give_up("pipe");
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return {ends[0], ends[1]};
}

// In the child: only what may be called between fork and exec.
[[noreturn]] void become(char* const* arguments, char* const* environment, int out, int err,
                         unsigned descriptors_max) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    if (descriptors_max != 0) {
        const rlimit limit{descriptors_max, descriptors_max};
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    ::execve(arguments[0], arguments, environment);
    ::_exit(127);
}

void read_into(int pipe, std::string& text) {
    std::array<char, 16384> room;
    for (;;) {
        const ssize_t got = ::read(pipe, room.data(), room.size());
        if (got <= 0) return;
        text.append(room.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace

EchoProcess::EchoProcess(const std::vector<std::string>& arguments, unsigned descriptors_max) {
    std::vector<std::string> words{POTOK_BINARY_DIR "/bin/potok-echo"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> variables = neutral_environment();
    const std::vector<char*> argument_pointers = pointers_to(words);
    const std::vector<char*> variable_pointers = pointers_to(variables);
    const Pipe out = make_pipe();
    const Pipe err = make_pipe();
    process_ = ::fork();
    if (process_ < 0) give_up("fork");
    if (process_ == 0) {
        become(argument_pointers.data(), variable_pointers.data(), out.write_end, err.write_end,
               descriptors_max);
    }
    ::close(out.write_end);
    ::close(err.write_end);
    out_pipe_ = out.read_end;
    err_pipe_ = err.read_end;
}

EchoProcess::~EchoProcess() {
    if (!exit_code()) {
        send_signal(SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    ::close(out_pipe_);
    ::close(err_pipe_);
}

void EchoProcess::pump() {
    read_into(out_pipe_, out_);
    if (reads_err_) read_into(err_pipe_, err_);
}

void EchoProcess::terminate() {
    send_signal(SIGTERM);
}

void EchoProcess::interrupt() {
    send_signal(SIGINT);
}

void EchoProcess::hang_up() {
    send_signal(SIGHUP);
}

void EchoProcess::send_signal(int signal) {
    if (!exit_code_) ::kill(process_, signal);
}

std::optional<int> EchoProcess::exit_code() {
    int status = 0;
    if (!exit_code_ && ::waitpid(process_, &status, WNOHANG) == process_) {
        exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        pump();
    }
    return exit_code_;
}

// proc(5): the name in parentheses may hold anything; utime and stime are the 14th and 15th field.
std::chrono::milliseconds EchoProcess::cpu_time() const {
    std::ifstream file("/proc/" + std::to_string(process_) + "/stat");
    std::string text;
    std::getline(file, text);
    const std::size_t end_of_name = text.rfind(')');
    if (end_of_name == std::string::npos) return {};
    std::istringstream fields(text.substr(end_of_name + 1));
    constexpr int kFieldsBeforeTimes = 11;
    std::string skipped;
    for (int i = 0; i < kFieldsBeforeTimes; ++i)
        fields >> skipped;
    long user = 0;
    long system = 0;
    fields >> user >> system;
    return std::chrono::milliseconds((user + system) * 1000 / ::sysconf(_SC_CLK_TCK));
}

std::size_t EchoProcess::peak_memory_bytes() const {
    std::ifstream file("/proc/" + std::to_string(process_) + "/status");
    std::string word;
    std::size_t kibibytes = 0;
    while (file >> word) {
        if (word == "VmHWM:") file >> kibibytes;
    }
    return kibibytes * 1024;
}

bool may_open(unsigned descriptors) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max < descriptors) return false;
    limit.rlim_cur = std::max<rlim_t>(limit.rlim_cur, descriptors);
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

bool may_bind_any_port() {
    std::ifstream file("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    int first = 1024;
    file >> first;
    return ::geteuid() == 0 || first <= 1;
}

}  // namespace potok::testing
