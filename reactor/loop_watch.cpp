#include "reactor/loop_watch.hpp"

#include <utility>

namespace potok {

LoopWatch::LoopWatch(LoopGroup& group, Duration limit)
    : group_(group), limit_(limit), pulses_(group.size()) {}

std::vector<LoopFinding> LoopWatch::check(Instant now) {
    const bool was_late = checked_ && now - *checked_ > 2 * limit_;
    checked_ = now;
    std::vector<LoopFinding> findings;
    for (std::uint32_t index = 0; index < group_.size(); ++index) {
        Pulse& pulse = pulses_[index];
        if (was_late && !pulse.frozen && pulse.asked) pulse.asked = now;
        check_one(index, now, findings);
    }
    return findings;
}

void LoopWatch::check_one(std::uint32_t index, Instant now, std::vector<LoopFinding>& findings) {
    Pulse& pulse = pulses_[index];
    EventLoop& loop = group_.loop(index);
    const std::uint64_t iterations = std::as_const(loop).counters().iterations.value();
    if (iterations != pulse.iterations) {
        if (pulse.frozen) {
            findings.push_back({LoopFinding::Kind::moves_again, index, now - *pulse.asked});
        }
        pulse = {.iterations = iterations, .asked = std::nullopt, .frozen = false};
    } else if (!pulse.asked) {
        pulse.asked = now;
        loop.post_call([](EventLoop&) {});
    } else if (!pulse.frozen && now - *pulse.asked >= limit_) {
        pulse.frozen = true;
        findings.push_back({LoopFinding::Kind::frozen, index, now - *pulse.asked});
    }
}

}  // namespace potok
