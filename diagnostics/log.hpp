// Log: events as lines to stderr or a file, without making a loop wait for the disk.
//
// The calling thread formats the line and leaves it in a bounded queue; one thread of the log
// writes it, each line in one write. When the disk (or a stopped reader of stderr) is slower than
// the events, the queue fills and the oldest waiting lines are dropped; so are lines the disk
// refuses. How many is said by a `log_lines_lost` line as soon as writing works again: a loop waits
// for a lock at most, never for a write. Destroying the log writes what is queued first, for
// LogSettings::last_flush at most: a reader that has stopped must not keep a program from ending.
//
// The log's thread inherits the signal mask of the thread that opens it: block signals before
// (cli/signals.hpp), or it takes them. write() and reopen(): any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "diagnostics/language.hpp"
#include "diagnostics/log_line.hpp"

namespace potok {

struct LogSettings {
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::text;
    std::string file{};  // empty: stderr
    // How long the end of the log waits for whoever reads it; what is still queued then is lost.
    std::chrono::nanoseconds last_flush = std::chrono::seconds(1);
};

enum class LogFaultKind : std::uint8_t { cannot_open, fifo_without_reader, cannot_start_thread };

struct LogFault {
    LogFaultKind kind{};
    int code = 0;  // errno
    std::string file{};
};

// One line that says what failed and what to do.
[[nodiscard]] std::string log_fault_text(Language language, const LogFault& fault);

class Log {
  public:
    // Lines that may wait for the disk.
    static constexpr std::size_t kQueueLimit = 4096;

    [[nodiscard]] static Result<std::unique_ptr<Log>, LogFault> open(const LogSettings& settings);
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    ~Log();

    // Ask before making fields that cost something.
    [[nodiscard]] bool wants(LogLevel level) const noexcept {
        return level >= settings_.level && level != LogLevel::off;
    }

    void write(LogLevel level, std::string_view event, std::span<const LogField> fields) {
        if (wants(level)) enqueue(level, event, fields);
    }
    void write(LogLevel level, std::string_view event,
               std::initializer_list<LogField> fields = {}) {
        write(level, event, std::span(fields.begin(), fields.size()));
    }

    // Opens the file again, by its name: after a rotation has moved it. On a fault the old one
    // stays. Nothing where the log goes to stderr.
    [[nodiscard]] Result<Done, LogFault> reopen();

  private:
    class Writer;

    Log(LogSettings settings, std::unique_ptr<Writer> writer) noexcept;
    void enqueue(LogLevel level, std::string_view event, std::span<const LogField> fields);

    const LogSettings settings_;
    const std::unique_ptr<Writer> writer_;
};

}  // namespace potok
