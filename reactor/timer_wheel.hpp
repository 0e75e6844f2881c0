// TimerWheel: deadlines of one loop, armed and disarmed in constant time; time is a parameter.
//
// Eight levels of 64 slots. A tick is 2^16 ns, and a timer's tick has one digit of six bits a
// level. A timer stands at the level of the highest digit in which its tick differs from the
// wheel's, in the slot that this digit names: so a whole level lies before the next one, no slot
// ever wraps, and the first occupied slot of the lowest occupied level comes next. When time
// reaches a slot above level 0, its timers move down (at most seven times in a timer's life).
//
// A timer fires at the first advance() to its deadline or past it, up to a tick late, never early.
// Loop thread only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/intrusive_list.hpp"
#include "reactor/clock.hpp"

namespace potok {

// One deadline. The object that waits derives from this, or holds one that does; it may be
// destroyed at any moment, from inside on_timer() too.
class Timer : private ListNode<Timer> {
  public:
    [[nodiscard]] bool armed() const noexcept { return linked(); }

    // What it was armed for last; meaningful while armed and inside on_timer().
    [[nodiscard]] Instant deadline() const noexcept { return deadline_; }

  protected:
    Timer() = default;
    virtual ~Timer() = default;  // the base class disarms

    // The deadline has come; `now` is what advance() was given. Already disarmed: arm again at
    // will.
    virtual void on_timer(Instant now) = 0;

  private:
    friend class TimerWheel;
    friend class IntrusiveList<Timer>;

    Instant deadline_{};
};

// Every connection has one.
static_assert(sizeof(Timer) <= 40);

class TimerWheel {
  public:
    static constexpr unsigned kTickBits = 16;
    static constexpr Duration kTick{1 << kTickBits};

    // Precondition: `start` is not before the clock's epoch.
    explicit TimerWheel(Instant start) noexcept;
    TimerWheel(const TimerWheel&) = delete;
    TimerWheel& operator=(const TimerWheel&) = delete;

    // Arms, or moves what is armed. A time that has passed already fires at the next advance(),
    // before all others. The last tick of the clock's range (in 292 years) stands for every instant
    // in it.
    void arm(Timer& timer, Instant when) noexcept;

    // Nothing if it is not armed.
    static void disarm(Timer& timer) noexcept { timer.unlink(); }

    // Fires what is due at `now`, in the order of ticks, and in one tick in the order of arming.
    // Callbacks may arm, disarm and destroy any timer, themselves included; what they arm for `now`
    // or earlier waits for the next advance(), so this one ends. A `now` before the last counts as
    // the last.
    void advance(Instant now);

    // When advance() has something to do next: a deadline, rounded up to a tick, or timers to move
    // down. None: nothing is armed.
    [[nodiscard]] std::optional<Instant> next_wake() noexcept;

  private:
    using Tick = std::uint64_t;
    using Slot = IntrusiveList<Timer>;

    static constexpr unsigned kDigitBits = 6;
    static constexpr unsigned kSlots = 1u << kDigitBits;
    static constexpr unsigned kLevels = 8;
    static constexpr Tick kTickLast = static_cast<Tick>(Duration::max().count()) >> kTickBits;
    static_assert(kTickLast >> (kLevels * kDigitBits) == 0, "every tick has its digits");

    struct Position {
        unsigned level;
        unsigned slot;
        Tick start;  // the first tick of the slot
    };

    static Tick tick_before(Instant when) noexcept;
    static Tick tick_after(Instant when) noexcept;

    void place(Timer& timer) noexcept;
    [[nodiscard]] std::optional<Position> find_first() noexcept;
    [[nodiscard]] Position position(unsigned level, unsigned slot) const noexcept;
    void collect_due(Tick last) noexcept;
    void collect_slot(const Position& at) noexcept;

    Instant now_;   // the last advance()
    Tick current_;  // its tick; on the way there while collecting
    Slot overdue_;  // armed for a time that had passed
    Slot due_;      // being fired

    // One bit a slot. A set bit may be stale (disarming does not know the wheel) until find_first()
    // meets it; a clear bit means an empty slot.
    std::array<std::uint64_t, kLevels> occupied_{};
    std::array<std::array<Slot, kSlots>, kLevels> slots_;
};

}  // namespace potok
