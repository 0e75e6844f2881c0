// ChildProcess by posix_spawn, with a pipe for each of the two outputs.
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "tests/support/child_process.hpp"

namespace potok::testing {
namespace {

// How often an end is looked for, and a condition asked that output has nothing to do with.
constexpr Duration kLook = std::chrono::milliseconds(10);

[[noreturn]] void give_up(const char* what, int error) {
    std::fprintf(stderr, "%s: %s\n", what, std::strerror(error));
    std::abort();
}

struct Pipe {
    int read_end;
    int write_end;
};

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) give_up("pipe", errno);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return {ends[0], ends[1]};
}

std::string_view name_of(std::string_view variable) noexcept {
    return variable.substr(0, variable.find('='));
}

std::vector<std::string> complete(std::vector<std::string> environment) {
    environment.emplace_back("LC_ALL=C.UTF-8");
    for (char** at = environ; *at != nullptr; ++at) {
        const std::string_view name = name_of(*at);
        const bool replaced =
            std::any_of(environment.begin(), environment.end(),
                        [&](const std::string& own) { return name_of(own) == name; });
        const bool ours = name.starts_with("POTOK_") || name == "LANGUAGE";
        if (!replaced && !ours) environment.emplace_back(*at);
    }
    return environment;
}

// The null-terminated form; `words` stay where they are.
std::vector<char*> pointers_to(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (std::string& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

// Signals as a shell in the foreground leaves them: one that ignores SIGINT would pass that on.
void set_default_signals(posix_spawnattr_t& attributes) {
    sigset_t set;
    ::sigemptyset(&set);
    ::posix_spawnattr_setsigmask(&attributes, &set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE})
        ::sigaddset(&set, signal);
    ::posix_spawnattr_setsigdefault(&attributes, &set);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

pid_t spawn(std::vector<std::string> words, std::vector<std::string> variables, int out, int err) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&files, err, STDERR_FILENO);
    set_default_signals(attributes);
    pid_t process = -1;
    const int error = ::posix_spawn(&process, words.front().c_str(), &files, &attributes,
                                    pointers_to(words).data(), pointers_to(variables).data());
    if (error != 0) give_up(words.front().c_str(), error);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&files);
    return process;
}

// True while more may come.
bool read_into(int pipe, std::string& text) {
    std::array<char, 16384> room;
    for (;;) {
        const ssize_t got = ::read(pipe, room.data(), room.size());
        if (got == 0) return false;
        if (got < 0) return errno == EAGAIN || errno == EINTR;
        text.append(room.data(), static_cast<std::size_t>(got));
    }
}

int number_of(ChildProcess::Signal signal) noexcept {
    switch (signal) {
        case ChildProcess::Signal::interrupt:
            return SIGINT;
        case ChildProcess::Signal::hangup:
            return SIGHUP;
        case ChildProcess::Signal::terminate:
            return SIGTERM;
        case ChildProcess::Signal::stop:
            return SIGSTOP;
        case ChildProcess::Signal::resume:
            return SIGCONT;
        case ChildProcess::Signal::kill:
            break;
    }
    return SIGKILL;
}

std::string joined(const std::string& program, const std::vector<std::string>& arguments) {
    std::string command = program;
    for (const std::string& argument : arguments)
        command += ' ' + argument;
    return command;
}

}  // namespace

ChildProcess::ChildProcess(std::string program, Options options)
    : command_(joined(program, options.arguments)), give_up_(Clock::now() + options.time_limit) {
    const Pipe out = make_pipe();
    const Pipe err = make_pipe();
    out_pipe_ = out.read_end;
    err_pipe_ = err.read_end;
    std::vector<std::string> words{std::move(program)};
    words.insert(words.end(), options.arguments.begin(), options.arguments.end());
    process_ = spawn(std::move(words), complete(std::move(options.environment)), out.write_end,
                     err.write_end);
    ::close(out.write_end);
    ::close(err.write_end);
}

ChildProcess::~ChildProcess() {
    send(Signal::kill);
    if (!exit_code_) ::waitpid(process_, nullptr, 0);
    for (const int pipe : {out_pipe_, err_pipe_}) {
        if (pipe >= 0) ::close(pipe);
    }
}

void ChildProcess::send(Signal signal) {
    if (!exit_code_) ::kill(process_, number_of(signal));
}

bool ChildProcess::wait_until(const std::function<bool()>& condition, Duration longest) {
    const Instant until = Clock::now() + longest;
    while (!condition()) {
        const Duration left = until - Clock::now();
        if (exit_code_ || left <= Duration::zero()) return false;
        keep_time_limit();
        take_output(std::min(left, kLook));
        take_end();
    }
    return true;
}

void ChildProcess::watch_for(Duration time) {
    wait_until([] { return false; }, time);
}

void ChildProcess::finish() {
    wait_until([this] { return exit_code_.has_value(); }, std::chrono::hours(1));
}

void ChildProcess::keep_time_limit() {
    if (timed_out_ || Clock::now() < give_up_) return;
    timed_out_ = true;
    send(Signal::kill);
}

void ChildProcess::take_output(Duration longest) {
    std::array<pollfd, 2> pipes{pollfd{out_pipe_, POLLIN, 0}, pollfd{err_pipe_, POLLIN, 0}};
    const auto timeout = std::chrono::ceil<std::chrono::milliseconds>(longest);
    ::poll(pipes.data(), pipes.size(), static_cast<int>(timeout.count()));
    // A closed pipe would be ready for ever: poll() passes over a negative descriptor.
    if (out_pipe_ >= 0 && !read_into(out_pipe_, out_)) ::close(std::exchange(out_pipe_, -1));
    if (err_pipe_ >= 0 && !read_into(err_pipe_, err_)) ::close(std::exchange(err_pipe_, -1));
}

void ChildProcess::take_end() {
    int status = 0;
    if (::waitpid(process_, &status, WNOHANG) != process_) return;
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    take_output(Duration::zero());  // what it printed last
}

std::string ChildProcess::story() const {
    std::string text = "$ " + command_ + '\n' + out_ + err_;
    if (timed_out_) text += "killed: over its time limit\n";
    if (exit_code_) text += "exit code " + std::to_string(*exit_code_) + '\n';
    return text;
}

}  // namespace potok::testing
