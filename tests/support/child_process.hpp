// ChildProcess: a program under test, run as a user runs it: arguments, environment, a time limit,
// signals, and what it printed and how it ended.
//
// It speaks English and inherits no POTOK_… variable; what is given in the environment comes on
// top. Its output is taken over while the test waits for something, so a full pipe never holds it
// up. It never outlives the object. One thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactor/clock.hpp"

namespace potok::testing {

class ChildProcess {
  public:
    struct Options {
        std::vector<std::string> arguments{};    // behind the program's name
        std::vector<std::string> environment{};  // "NAME=value"
        // Since the start; then it is killed.
        Duration time_limit = std::chrono::seconds(60);
    };

    enum class Signal : unsigned char { interrupt, terminate, hangup, kill, stop, resume };

    // Aborts where the system cannot start it: the test has nothing to test.
    ChildProcess(std::string program, Options options);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    // Nothing once it has ended.
    void send(Signal signal);

    // Takes over its output until the condition holds; false: it ended, or `longest` passed,
    // before.
    bool wait_until(const std::function<bool()>& condition,
                    Duration longest = std::chrono::seconds(30));
    // Takes over its output for so long, or until it ends.
    void watch_for(Duration time);
    // Waits for its end.
    void finish();

    [[nodiscard]] const std::string& out() const noexcept { return out_; }
    [[nodiscard]] const std::string& err() const noexcept { return err_; }
    [[nodiscard]] int process_id() const noexcept { return process_; }
    // 128 and the signal's number where a signal ended it; none while it runs.
    [[nodiscard]] std::optional<int> exit_code() const noexcept { return exit_code_; }
    [[nodiscard]] bool timed_out() const noexcept { return timed_out_; }

    // What a person wants to see of it when a test failed.
    [[nodiscard]] std::string story() const;

  private:
    void take_output(Duration longest);
    void take_end();
    void keep_time_limit();

    const std::string command_;
    const Instant give_up_;
    int process_ = -1;
    int out_pipe_ = -1;
    int err_pipe_ = -1;
    std::string out_;
    std::string err_;
    std::optional<int> exit_code_;
    bool timed_out_ = false;
};

}  // namespace potok::testing
