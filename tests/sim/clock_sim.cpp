// Clock by the world's time.
#include "reactor/clock.hpp"
#include "tests/sim/world.hpp"

namespace potok {

Clock::time_point Clock::now() noexcept {
    return sim::World::current().now();
}

// The world begins in 2020.
std::time_t Clock::wall_time() noexcept {
    constexpr std::time_t kStart = 1'577'836'800;
    const auto since = sim::World::current().now().time_since_epoch();
    return kStart + std::chrono::duration_cast<std::chrono::seconds>(since).count();
}

Duration Clock::thread_cpu_time() noexcept {
    return sim::World::current().now().time_since_epoch();
}

}  // namespace potok
