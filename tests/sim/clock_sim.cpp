// Clock by the world's time.
#include "reactor/clock.hpp"
#include "tests/sim/world.hpp"

namespace potok {

Clock::time_point Clock::now() noexcept {
    return sim::World::current().now();
}

Duration Clock::thread_cpu_time() noexcept {
    return sim::World::current().now().time_since_epoch();
}

}  // namespace potok
