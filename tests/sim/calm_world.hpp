// CalmWorld: a world without faults, for tests of the simulator itself.
#pragma once

#include "tests/sim/world.hpp"

namespace potok::sim {

inline constexpr std::size_t kCalmBuffer = 1000;

// Every link holds kCalmBuffer bytes a direction, and nothing takes any time.
class CalmWorld : public World {
  public:
    CalmWorld() : World(1, false) {
        faults = {};
        faults.buffer_min = faults.buffer_max = kCalmBuffer;
        faults.events_max = 512;
    }

    // Whatever is due has happened.
    void settle() { run_for(std::chrono::milliseconds(1)); }
};

}  // namespace potok::sim
