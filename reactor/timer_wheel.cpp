#include "reactor/timer_wheel.hpp"

#include <algorithm>
#include <bit>

#include "base/assert.hpp"

namespace potok {

TimerWheel::TimerWheel(Instant start) noexcept : now_(start), current_(tick_before(start)) {
    ASSERT(start >= Instant{});
}

void TimerWheel::arm(Timer& timer, Instant when) noexcept {
    timer.unlink();
    timer.deadline_ = when;
    if (when <= now_) {
        overdue_.push_back(timer);
    } else {
        place(timer);
    }
}

void TimerWheel::advance(Instant now) {
    now_ = std::max(now_, now);
    due_.splice_back(overdue_);
    // All of them first: from here on `current_` is the present, and a callback that arms for a
    // time between two fired deadlines arms for the past.
    collect_due(tick_before(now_));
    while (!due_.empty())
        due_.pop_front().on_timer(now_);
}

std::optional<Instant> TimerWheel::next_wake() noexcept {
    if (!overdue_.empty()) return now_;
    const std::optional<Position> first = find_first();
    if (!first) return std::nullopt;
    return Instant(Duration(static_cast<Duration::rep>(first->start << kTickBits)));
}

TimerWheel::Tick TimerWheel::tick_before(Instant when) noexcept {
    return static_cast<Tick>(when.time_since_epoch().count()) >> kTickBits;
}

TimerWheel::Tick TimerWheel::tick_after(Instant when) noexcept {
    const Tick before = tick_before(when - Duration(1));
    return std::min(before + 1, kTickLast);
}

void TimerWheel::place(Timer& timer) noexcept {
    const Tick tick = tick_after(timer.deadline_);
    ASSERT(tick >= current_);
    const auto differing_bits = static_cast<unsigned>(std::bit_width(tick ^ current_));
    const unsigned level = differing_bits == 0 ? 0 : (differing_bits - 1) / kDigitBits;
    const unsigned slot = static_cast<unsigned>(tick >> (level * kDigitBits)) % kSlots;
    slots_[level][slot].push_back(timer);
    occupied_[level] |= std::uint64_t{1} << slot;
}

std::optional<TimerWheel::Position> TimerWheel::find_first() noexcept {
    for (unsigned level = 0; level < kLevels; ++level) {
        std::uint64_t& occupied = occupied_[level];
        while (occupied != 0) {
            const auto slot = static_cast<unsigned>(std::countr_zero(occupied));
            if (!slots_[level][slot].empty()) return position(level, slot);
            occupied &= occupied - 1;
        }
    }
    return std::nullopt;
}

// The tick whose digits are the wheel's above the level, the slot's at it, and 0 below.
TimerWheel::Position TimerWheel::position(unsigned level, unsigned slot) const noexcept {
    const unsigned shift = level * kDigitBits;
    const Tick above = current_ >> shift >> kDigitBits << kDigitBits;
    return {level, slot, (above | slot) << shift};
}

void TimerWheel::collect_due(Tick last) noexcept {
    for (auto first = find_first(); first && first->start <= last; first = find_first()) {
        collect_slot(*first);
    }
    current_ = last;
}

void TimerWheel::collect_slot(const Position& at) noexcept {
    ASSERT(at.start >= current_);
    current_ = at.start;
    Slot reached;
    reached.splice_back(slots_[at.level][at.slot]);
    occupied_[at.level] &= ~(std::uint64_t{1} << at.slot);
    if (at.level == 0) {
        due_.splice_back(reached);
        return;
    }
    while (!reached.empty())
        place(reached.pop_front());
}

}  // namespace potok
