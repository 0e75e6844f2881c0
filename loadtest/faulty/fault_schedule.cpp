#include "loadtest/faulty/fault_schedule.hpp"

#include "reactor/timer_wheel.hpp"

namespace potok::loadtest {

// One act on one loop.
class FaultSchedule::Alarm final : public Timer {
  public:
    using Act = void (*)(FaultActs&, EventLoop&, const FaultPlan&, Instant deadline);

    Alarm(const FaultPlan& plan, EventLoop& loop, FaultActs& acts, Act act) noexcept
        : plan_(plan), loop_(loop), acts_(acts), act_(act) {}

  private:
    void on_timer(Instant) override { act_(acts_, loop_, plan_, deadline()); }

    const FaultPlan& plan_;
    EventLoop& loop_;
    FaultActs& acts_;
    const Act act_;
};

FaultSchedule::FaultSchedule(const FaultPlan& plan, LoopGroup& loops, FaultActs& acts)
    : plan_(plan), loops_(loops), begun_(!plan.freeze && !plan.reset_at) {
    // To the same instant on every loop, however late each of them begins.
    const auto freeze = [](FaultActs& to, EventLoop& loop, const FaultPlan& of, Instant at) {
        to.freeze(loop, at + of.freeze->length);
    };
    const auto reset = [](FaultActs& to, EventLoop& loop, const FaultPlan&, Instant) {
        to.reset(loop);
    };
    for (std::uint32_t i = 0; i < loops.size(); ++i) {
        freezes_.push_back(std::make_unique<Alarm>(plan, loops.loop(i), acts, freeze));
        resets_.push_back(std::make_unique<Alarm>(plan, loops.loop(i), acts, reset));
    }
}

FaultSchedule::~FaultSchedule() = default;

void FaultSchedule::begin(Instant now) {
    if (begun_.load(std::memory_order_relaxed)) return;
    if (begun_.exchange(true, std::memory_order_relaxed)) return;
    loops_.post_to_all([this, now](EventLoop& loop) { set_alarms(loop, now); });
}

void FaultSchedule::set_alarms(EventLoop& loop, Instant begin) {
    const std::uint32_t index = loop.index();
    if (plan_.freeze) loop.timers().arm(*freezes_[index], begin + plan_.freeze->at);
    if (plan_.reset_at) loop.timers().arm(*resets_[index], begin + *plan_.reset_at);
}

}  // namespace potok::loadtest
