// LoadRun: the run as a whole: ramp, load, wait, end; and what all drivers found, put together.
//
//   start() ──► ramping ──(every connection decided)──► settling ──► loading ──► ended
//                  └──(too few connections)─────────────────────────────────────────▲
//
// Main thread: it calls step() whenever on_change was called or next_step() has come, and the
// drivers do the rest on their own threads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "loadtest/driver.hpp"
#include "loadtest/load_plan.hpp"
#include "loadtest/verify/payload.hpp"
#include "reactor/loop_group.hpp"

namespace potok::loadtest {

class LoadRun {
  public:
    enum class Stage : std::uint8_t { ramping, settling, loading, ended };

    // `on_change` is called on a loop's thread whenever step() has something to do.
    [[nodiscard]] static Result<std::unique_ptr<LoadRun>, SystemError> create(
        const LoadPlan& plan, std::function<void()> on_change);
    ~LoadRun();

    void start();
    // Moves the run on, if it can move; the stage it is in now.
    Stage step(Instant now);
    // When to call step() though nothing has changed.
    [[nodiscard]] std::optional<Instant> next_step() const noexcept;
    // Ends it now, whatever is unanswered; step() will say when it has.
    void interrupt();

    [[nodiscard]] Stage stage() const noexcept { return stage_; }
    [[nodiscard]] std::optional<Instant> load_start() const noexcept { return load_start_; }
    // The drivers' recent figures, added up.
    [[nodiscard]] Driver::Progress progress() const noexcept;

    // Closes what is open, ends the threads, and gives what the drivers have found. Once, after
    // `ended`.
    [[nodiscard]] std::vector<DriverResult> collect();

  private:
    LoadRun(const LoadPlan& plan, std::function<void()> on_change);

    [[nodiscard]] bool all_reached(Driver::Phase phase) const noexcept;
    void begin_load(Instant now);
    void finish_drivers();
    void tell_all_sent();

    const LoadPlan& plan_;
    const PayloadScheme payloads_;
    std::function<void()> on_change_;
    std::vector<std::unique_ptr<Driver>> drivers_;
    std::unique_ptr<LoopGroup> loops_;
    Stage stage_ = Stage::ramping;
    std::optional<Instant> settled_at_;
    std::optional<Instant> load_start_;
    bool all_sent_told_ = false;
};

}  // namespace potok::loadtest
