// RunDisplay: the run while it goes on, on stderr: one line that is rewritten on a terminal, plain
// lines elsewhere.
//
// stdout belongs to the report. Main thread.
#pragma once

#include <cstdint>
#include <string>

#include "diagnostics/language.hpp"
#include "loadtest/load_plan.hpp"
#include "loadtest/load_run.hpp"
#include "loadtest/report/progress_line.hpp"
#include "reactor/clock.hpp"

namespace potok::loadtest {

class RunDisplay {
  public:
    RunDisplay(Language language, const LoadPlan& plan);
    // Takes a rewritten line away.
    ~RunDisplay();
    RunDisplay(const RunDisplay&) = delete;
    RunDisplay& operator=(const RunDisplay&) = delete;

    // When to show something new.
    [[nodiscard]] Instant next() const noexcept { return next_; }
    // Shows the run as it is, if it is time to.
    void show(const LoadRun& run, Instant now);

  private:
    [[nodiscard]] ProgressSnapshot snapshot(const LoadRun& run, Instant now) const;

    const Language language_;
    const LoadPlan& plan_;
    const bool on_terminal_;
    const Duration interval_;
    const Instant begin_;
    Instant next_;
    Instant shown_at_;
    std::uint64_t shown_answered_ = 0;
};

}  // namespace potok::loadtest
