// FaultSchedule: when the faults of the whole server happen: freeze and reset, on every loop.
//
//   the server's first message ──► timers on every loop ──(their time)──► FaultActs, on that loop
//
// All loops count from the same instant, and each acts by itself: nothing has to cross between
// threads at the moment that matters.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "loadtest/faulty/fault_plan.hpp"
#include "reactor/loop_group.hpp"

namespace potok::loadtest {

// What is done at the time; called once on each loop's thread.
class FaultActs {
  public:
    virtual ~FaultActs() = default;
    virtual void freeze(EventLoop& loop, Instant until) = 0;
    virtual void reset(EventLoop& loop) = 0;
};

class FaultSchedule {
  public:
    // All three outlive the schedule's use; the schedule is destroyed after the loops.
    FaultSchedule(const FaultPlan& plan, LoopGroup& loops, FaultActs& acts);
    ~FaultSchedule();

    // A message came, at `now`: the first one starts the clock. Any loop's thread.
    void begin(Instant now);

  private:
    class Alarm;

    void set_alarms(EventLoop& loop, Instant begin);

    const FaultPlan& plan_;
    LoopGroup& loops_;
    std::vector<std::unique_ptr<Alarm>> freezes_;  // one a loop, touched on its thread only
    std::vector<std::unique_ptr<Alarm>> resets_;   // likewise
    // Relaxed: it chooses one caller; what that one posts orders itself.
    std::atomic<bool> begun_;
};

}  // namespace potok::loadtest
