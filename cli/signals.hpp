// Signals: SIGTERM, SIGINT and SIGHUP as events that the main thread waits for.
//
// No handler runs while the program does its work: the signals are blocked for the whole process
// and taken off the queue by wait(). For that the object is made before any thread is, the log's
// thread included, because threads inherit the mask. SIGPIPE is ignored: a write to a closed pipe
// is an error like any other. One object a process; the main thread only, but notify() from any
// thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace potok::cli {

enum class Signal : std::uint8_t {
    terminate,  // SIGTERM
    interrupt,  // SIGINT
    hangup,     // SIGHUP
    notified,   // notify() was called
    timeout,
};

class Signals {
  public:
    Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;
    ~Signals();  // what was blocked is free again; signals that came meanwhile are forgotten

    // The next signal, the order among waiting ones being the system's. Equal signals that wait
    // count once. Without a timeout it waits for ever.
    [[nodiscard]] Signal wait(std::optional<std::chrono::nanoseconds> timeout = std::nullopt);

    // Makes wait() return, now or when it is next called. Several calls before that count once.
    void notify() noexcept;

    // For the last steps, when nobody waits any more: SIGTERM and SIGINT, one that has come already
    // included, end the process there and then with this code, whatever hangs. Not undone.
    void end_at_once(int exit_code) noexcept;

  private:
    class Mask;
    const std::unique_ptr<Mask> mask_;
};

}  // namespace potok::cli
