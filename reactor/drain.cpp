#include "reactor/drain.hpp"

#include <algorithm>

#include "reactor/connection.hpp"
#include "reactor/loop_group.hpp"

namespace potok {
namespace {

constexpr Duration kStep = std::chrono::milliseconds(10);
constexpr Duration kSpreadPerConnection = std::chrono::microseconds(200);
constexpr Duration kSpreadMax = std::chrono::seconds(1);

}  // namespace

Drain::Drain(EventLoop& loop, const LoopGroup& group, Duration timeout)
    : loop_(loop),
      group_(group),
      start_(loop.now()),
      timeout_(timeout),
      spread_(std::min({kSpreadMax, timeout / 4, kSpreadPerConnection * loop.load()})) {
    on_timer(loop.now());
}

void Drain::on_timer(Instant now) {
    if (group_.is_deserted()) return loop_.stop();
    const Duration elapsed = now - start_;
    if (elapsed >= timeout_) {
        shut_the_rest();
    } else if (elapsed >= spread_) {
        // All of them, again and again: some were still on their way here at the first pass.
        next_slot_ = 0;
        drain_slots(loop_.connections().used_slots());
    } else {
        const double share =
            static_cast<double>(elapsed.count()) / static_cast<double>(spread_.count());
        const std::uint32_t all = loop_.connections().used_slots();
        drain_slots(std::min(all, static_cast<std::uint32_t>(share * all)));
    }
    loop_.timers().arm(*this, now + kStep);
}

void Drain::drain_slots(std::uint32_t end) {
    for (; next_slot_ < end; ++next_slot_) {
        if (Connection* connection = loop_.connections().at(next_slot_)) connection->drain();
    }
}

void Drain::shut_the_rest() {
    const std::uint32_t all = loop_.connections().used_slots();
    for (std::uint32_t slot = 0; slot < all; ++slot) {
        if (Connection* connection = loop_.connections().at(slot)) {
            connection->shut(CloseReason::drain_timeout);
        }
    }
}

}  // namespace potok
