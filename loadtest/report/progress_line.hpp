// progress_line: how a run is going, as one line. Pure: it is given a snapshot, and prints nothing.
//
// On a terminal the line is rewritten in place (terminal_line, end_of_terminal_line); anywhere else
// lines follow each other. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "diagnostics/language.hpp"
#include "reactor/clock.hpp"

namespace potok::loadtest {

struct ProgressSnapshot {
    // ramp: connections are opened. load: messages are sent. grace: only answers are awaited.
    enum class Stage : std::uint8_t { ramp, load, grace };

    Stage stage{};
    Duration elapsed{};  // of the stage
    Duration length{};   // of the stage, at most; 0: not known
    std::uint64_t open = 0;
    std::uint64_t requested = 0;
    std::uint64_t sent = 0;
    std::uint64_t answered = 0;
    std::uint64_t faults = 0;
    double answered_per_second = 0;  // since the snapshot before
};

// Without a line feed.
[[nodiscard]] std::string progress_line(const ProgressSnapshot& snapshot, Language language);

// `line` in place of the one before, cut to fit the terminal: a line that wraps cannot be
// rewritten.
[[nodiscard]] std::string terminal_line(std::string_view line, std::size_t columns);

// Takes the line away, so that what follows begins on an empty one.
[[nodiscard]] std::string_view cleared_terminal_line() noexcept;

}  // namespace potok::loadtest
