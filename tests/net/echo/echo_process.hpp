// EchoProcess: the built potok-echo as a child process, as a user starts it.
//
// Nothing here waits: pump() takes over what the program has printed so far, exit_code() asks
// whether it has ended. The program inherits no POTOK_… variable and speaks English. It never
// outlives the object, nor the test program. One thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace potok::testing {

class EchoProcess {
  public:
    // With descriptors_max it may have no more than so many descriptors.
    explicit EchoProcess(const std::vector<std::string>& arguments, unsigned descriptors_max = 0);
    EchoProcess(const EchoProcess&) = delete;
    EchoProcess& operator=(const EchoProcess&) = delete;
    ~EchoProcess();

    void pump();
    [[nodiscard]] const std::string& out() const { return out_; }
    // Warnings, faults and the log.
    [[nodiscard]] const std::string& err() const { return err_; }

    // From now on pump() takes over stdout alone, and what is printed to stderr stays in its pipe.
    void stop_reading_err() { reads_err_ = false; }

    void terminate();  // SIGTERM
    void interrupt();  // SIGINT
    void hang_up();    // SIGHUP

    // None while it runs; 128 and the signal's number where a signal ended it.
    [[nodiscard]] std::optional<int> exit_code();

    [[nodiscard]] int process_id() const { return process_; }

    // What the system has counted for it, while it runs.
    [[nodiscard]] std::chrono::milliseconds cpu_time() const;
    [[nodiscard]] std::size_t peak_memory_bytes() const;

  private:
    void send_signal(int signal);

    int process_ = -1;
    int out_pipe_ = -1;
    int err_pipe_ = -1;
    bool reads_err_ = true;
    std::string out_;
    std::string err_;
    std::optional<int> exit_code_;
};

[[nodiscard]] bool may_bind_any_port();

// Whether this process may have so many descriptors; from then on it may, and what it starts too.
[[nodiscard]] bool may_open(unsigned descriptors);

}  // namespace potok::testing
