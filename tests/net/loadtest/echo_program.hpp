// EchoProgram: the built potok-echo, listening, for what a test does to a whole process or to the
// line to it.
#pragma once

#include <string>

#include "tests/gtest_pch.hpp"
#include "tests/support/child_process.hpp"

namespace potok::testing {

class EchoProgram {
  public:
    // Starts it and waits until it is ready.
    explicit EchoProgram(const std::string& address, const std::vector<std::string>& more = {})
        : process_(POTOK_BINARY_DIR "/bin/potok-echo", {.arguments = arguments(address, more)}) {
        if (!process_.wait_until([&] { return process_.out().ends_with("ready\n"); })) {
            ADD_FAILURE() << process_.story();
        }
    }

    // Where it listens, with the real port.
    [[nodiscard]] std::string address() const {
        const std::string word = "listening ";
        const std::size_t begin = process_.out().find(word) + word.size();
        return process_.out().substr(begin, process_.out().find('\n', begin) - begin);
    }
    [[nodiscard]] std::string port() const {
        const std::string all = address();
        return all.substr(all.rfind(':') + 1);
    }

    [[nodiscard]] ChildProcess& process() { return process_; }
    void kill() {
        process_.send(ChildProcess::Signal::kill);
        process_.finish();
    }

  private:
    static std::vector<std::string> arguments(const std::string& address,
                                              const std::vector<std::string>& more) {
        std::vector<std::string> all{"--listen", address};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    ChildProcess process_;
};

}  // namespace potok::testing
