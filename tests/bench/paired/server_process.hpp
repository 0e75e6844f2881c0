// ServerProcess: a server under measurement: a child process on one core, and what the system says
// it has used.
//
// Whatever it is, it prints "listening scheme://host:port" lines and then "ready" on stdout. It
// dies with this object. One thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace potok::bench {

class ServerProcess {
  public:
    // Starts it on `core` and waits until it is ready; ends this program where it does not come up.
    ServerProcess(const std::vector<std::string>& command, int core);
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    // Of its first listener, on 127.0.0.1.
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    // Processor time of all its threads so far.
    [[nodiscard]] std::chrono::nanoseconds cpu_time() const;

    // Memory that is its alone and written to.
    [[nodiscard]] std::size_t private_dirty_bytes() const;

  private:
    void wait_until_ready(int output);

    int process_ = -1;
    std::uint16_t port_ = 0;
};

// Keeps the calling thread on one core.
void stay_on_core(int core);

}  // namespace potok::bench
