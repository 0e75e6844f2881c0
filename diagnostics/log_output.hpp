// LogOutput: where the lines of a log go: stderr, or a file of its own.
//
// A reader of a pipe or a terminal may stop reading for ever, so no write goes out before there is
// room for it, and the wait for room lasts only as long as LogPatience says: for ever while the
// program runs, a moment when it ends. The one case left out is a stderr that another program
// fills in the moment between the look and the write: a stderr is shared, and making it
// non-blocking would change it for everyone. One thread; LogPatience: any.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace potok {

// How long the writing thread may wait for a reader: without end, until another thread sets one.
class LogPatience {
  public:
    using Clock = std::chrono::steady_clock;

    void end_in(Clock::duration time) noexcept {
        end_.store((Clock::now() + time).time_since_epoch().count(), std::memory_order_relaxed);
    }
    // Zero or less: it is over. Relaxed: the time itself is all that is passed on.
    [[nodiscard]] Clock::duration left() const noexcept {
        const Clock::duration end(end_.load(std::memory_order_relaxed));
        return end - Clock::now().time_since_epoch();
    }

  private:
    std::atomic<Clock::rep> end_{Clock::duration::max().count()};
};

class LogOutput {
  public:
    enum class OpenFault : std::uint8_t { refused, fifo_without_reader };
    struct Fault {
        OpenFault kind{};
        int code = 0;  // errno
    };

    // stderr, which is neither opened nor closed.
    LogOutput() noexcept = default;
    // The file of that name, added to; made where it is not there. Never waits: a FIFO has a reader
    // already or is refused.
    [[nodiscard]] static Result<LogOutput, Fault> open(const std::string& name);

    LogOutput(LogOutput&& other) noexcept
        : file_(std::exchange(other.file_, kStandardError)),
          inside_line_(std::exchange(other.inside_line_, false)) {}
    LogOutput& operator=(LogOutput&& other) noexcept {
        std::swap(file_, other.file_);
        std::swap(inside_line_, other.inside_line_);
        return *this;
    }
    ~LogOutput();

    // The whole line, its line feed included. False: the system refused it, or the patience was
    // over before there was room for all of it; what comes next begins on a line of its own.
    [[nodiscard]] bool write(std::string_view line, const LogPatience& patience) noexcept;

  private:
    static constexpr int kStandardError = 2;

    explicit LogOutput(int file) noexcept : file_(file) {}
    [[nodiscard]] bool write_all(std::string_view text, const LogPatience& patience) noexcept;
    [[nodiscard]] bool wait_for_room(const LogPatience& patience) const noexcept;

    int file_ = kStandardError;
    bool inside_line_ = false;
};

}  // namespace potok
