// Drain: ends a loop in good order.
//
// Every connection is asked in turn to say its last word, spread over a moment, so that the clients
// of a restarted server do not all come back at once. The loop stops when the last connection of
// the *group* is gone, because until then others may still send through it; connections that
// outlast the timeout are closed with CloseReason::drain_timeout.
//
// Loop thread only; lives as long as the loop runs.
#pragma once

#include "reactor/clock.hpp"
#include "reactor/event_loop.hpp"
#include "reactor/timer_wheel.hpp"

namespace potok {

class LoopGroup;

class Drain final : private Timer {
  public:
    // Begins at once. Precondition: the loop's listeners are shut, and the group was told.
    Drain(EventLoop& loop, const LoopGroup& group, Duration timeout);

  private:
    void on_timer(Instant now) override;
    void drain_slots(std::uint32_t end);
    void shut_the_rest();

    EventLoop& loop_;
    const LoopGroup& group_;
    const Instant start_;
    const Duration timeout_;
    const Duration spread_;
    std::uint32_t next_slot_ = 0;
};

}  // namespace potok
