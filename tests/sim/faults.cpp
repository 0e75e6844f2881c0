#include "tests/sim/faults.hpp"

#include <array>

namespace potok::sim {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// Each fault is absent from some worlds, rare in others and common in a few.
unsigned draw_chance(Random& random, unsigned most) {
    const std::array<unsigned, 4> degrees = {0, most / 20, most / 4, most};
    return random.pick(degrees);
}

}  // namespace

Faults Faults::draw(Random& random) {
    Faults faults;
    faults.spurious_block = draw_chance(random, 400);
    faults.short_receive = draw_chance(random, 800);
    faults.partial_send = draw_chance(random, 800);
    faults.accept_error = draw_chance(random, 300);
    faults.arm_refused = draw_chance(random, 100);
    faults.interrupted_wait = draw_chance(random, 200);
    faults.connect_error = draw_chance(random, 400);
    const std::array<Duration, 4> latencies = {Duration(0), microseconds(50), milliseconds(1),
                                               milliseconds(20)};
    faults.latency_max = random.pick(latencies);
    const std::array<std::size_t, 4> buffers = {512, 4096, 32 * 1024, 256 * 1024};
    faults.buffer_max = random.pick(buffers);
    faults.buffer_min = faults.buffer_max / 4;
    const std::array<Duration, 3> delays = {Duration(0), microseconds(100), milliseconds(5)};
    faults.wake_delay_max = random.pick(delays);
    const std::array<Duration, 3> iterations = {microseconds(1), microseconds(20),
                                                microseconds(500)};
    faults.iteration_max = random.pick(iterations);
    if (random.chance(200)) {
        faults.time_jumps = static_cast<unsigned>(random.between(1, 2));
        faults.time_jump_max = milliseconds(1500);
    }
    faults.reset_destroys = random.coin();
    const std::array<std::size_t, 3> counts = {1, 8, 512};
    faults.events_max = random.pick(counts);
    return faults;
}

}  // namespace potok::sim
