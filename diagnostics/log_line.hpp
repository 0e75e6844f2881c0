// LogLine: one event as one line, as text or as JSON.
//
//   2026-05-04T12:00:00.250Z warning connection_closed peer=127.0.0.1:5000 reason=slow_reader
//   {"time":"2026-05-04T12:00:00.250Z","level":"warning","event":"connection_closed","peer":…}
//
// An event is a stable word that scripts look for; what varies is in fields. Text values are
// escaped and cut here, the same way in both formats, so nothing a client sent reaches a log as it
// came. Any thread.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace potok {

// off is above every event's level: a log that is off writes none.
enum class LogLevel : std::uint8_t { debug, info, warning, error, off };
enum class LogFormat : std::uint8_t { text, json };

// A text that must live until the line is formatted, or a number, or a yes or no.
class LogValue {
  public:
    using State = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool>;

    LogValue(std::string_view text) noexcept : state_(text) {}
    LogValue(const std::string& text) noexcept : state_(std::string_view(text)) {}
    LogValue(const char* text) noexcept : state_(std::string_view(text)) {}
    LogValue(bool yes) noexcept : state_(yes) {}
    LogValue(double number) noexcept : state_(number) {}
    LogValue(std::signed_integral auto number) noexcept : state_(std::int64_t{number}) {}
    LogValue(std::unsigned_integral auto number) noexcept : state_(std::uint64_t{number}) {}

    [[nodiscard]] const State& state() const noexcept { return state_; }

  private:
    State state_;
};

struct LogField {
    std::string_view key;  // ours, never a client's: a plain lower-case word
    LogValue value;
};

struct LogEvent {
    std::chrono::system_clock::time_point time;
    LogLevel level;
    std::string_view event;
    std::span<const LogField> fields;
};

// Bytes of a value that are shown; the rest is counted.
inline constexpr std::size_t kLogValueLimit = 256;

[[nodiscard]] std::string_view log_level_name(LogLevel level) noexcept;

// The line with its line feed, so that it goes out in one write.
[[nodiscard]] std::string log_line(LogFormat format, const LogEvent& event);

}  // namespace potok
