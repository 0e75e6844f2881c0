#include "loadtest/report/run_display.hpp"

#include <cstdio>

#include "cli/terminal.hpp"

namespace potok::loadtest {
namespace {

// Often enough to watch on a terminal; seldom enough not to fill a log.
constexpr Duration kTerminalInterval = std::chrono::milliseconds(250);
constexpr Duration kLineInterval = std::chrono::seconds(5);

}  // namespace

RunDisplay::RunDisplay(Language language, const LoadPlan& plan)
    : language_(language),
      plan_(plan),
      on_terminal_(cli::is_terminal(cli::StandardStream::err)),
      interval_(on_terminal_ ? kTerminalInterval : kLineInterval),
      begin_(Clock::now()),
      next_(begin_ + interval_),
      shown_at_(begin_) {}

RunDisplay::~RunDisplay() {
    if (!on_terminal_) return;
    std::fputs(std::string(cleared_terminal_line()).c_str(), stderr);
}

void RunDisplay::show(const LoadRun& run, Instant now) {
    if (now < next_) return;
    next_ = now + interval_;
    const ProgressSnapshot current = snapshot(run, now);
    shown_at_ = now;
    shown_answered_ = current.answered;
    const std::string line = progress_line(current, language_);
    if (on_terminal_) {
        const std::size_t columns = cli::terminal_width(cli::StandardStream::err);
        std::fputs(terminal_line(line, columns).c_str(), stderr);
    } else {
        std::fprintf(stderr, "%s\n", line.c_str());
    }
}

ProgressSnapshot RunDisplay::snapshot(const LoadRun& run, Instant now) const {
    const Driver::Progress progress = run.progress();
    ProgressSnapshot shown;
    shown.open = progress.open;
    shown.requested = plan_.connections;
    shown.sent = progress.sent;
    shown.answered = progress.answered;
    shown.faults = progress.faults;
    const double seconds = std::chrono::duration<double>(now - shown_at_).count();
    if (seconds > 0) {
        shown.answered_per_second =
            static_cast<double>(progress.answered - shown_answered_) / seconds;
    }
    const auto start = run.load_start();
    if (!start || now < *start) {
        shown.stage = ProgressSnapshot::Stage::ramp;
        shown.elapsed = now - begin_;
        return shown;
    }
    const Instant end = *start + plan_.warmup + plan_.duration;
    const bool loading = now < end;
    shown.stage = loading ? ProgressSnapshot::Stage::load : ProgressSnapshot::Stage::grace;
    shown.elapsed = loading ? now - *start : now - end;
    shown.length = loading ? plan_.warmup + plan_.duration : plan_.grace;
    return shown;
}

}  // namespace potok::loadtest
