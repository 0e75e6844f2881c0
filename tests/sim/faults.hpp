// Faults: how unkind a world is. Drawn once a world, so that some seeds are calm and others brutal,
// and a fault that hides another one does not do so everywhere.
#pragma once

#include <cstddef>

#include "reactor/clock.hpp"
#include "tests/sim/random.hpp"

namespace potok::sim {

struct Faults {
    // Chances of 1000.
    unsigned spurious_block = 0;    // a call that could move bytes says that it would block
    unsigned short_receive = 0;     // a receive brings less than there is
    unsigned partial_send = 0;      // a send takes less than there is room for
    unsigned accept_error = 0;      // an accepted peer has gone, or the system lacks memory
    unsigned arm_refused = 0;       // the poller lacks memory for one more registration
    unsigned interrupted_wait = 0;  // a wait ends for no reason
    unsigned connect_error = 0;     // a connect is refused, or leads nowhere

    // Each link draws its latency and its buffers below these.
    Duration latency_max{};
    std::size_t buffer_min = 0;
    std::size_t buffer_max = 0;
    // From a loop's wake() to the end of its sleep, at most.
    Duration wake_delay_max{};
    // What one iteration of a loop takes, at most.
    Duration iteration_max{};
    // Jumps of the clock, as of a machine that was asleep; and how far, at most.
    unsigned time_jumps = 0;
    Duration time_jump_max{};
    // A reset destroys what had arrived before it and was not read, as it does on some systems.
    bool reset_destroys = false;
    // Ready sockets that one wait reports, at most.
    std::size_t events_max = 0;

    [[nodiscard]] static Faults draw(Random& random);
};

}  // namespace potok::sim
