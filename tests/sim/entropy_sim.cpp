// Entropy by the world's seed: a world has one trace.
#include <algorithm>

#include "reactor/entropy.hpp"
#include "tests/sim/world.hpp"

namespace potok {

void fill_from_system(MutableBytes room) noexcept {
    sim::Random& random = sim::World::current().random;
    while (!room.empty()) {
        const std::uint64_t word = random.next();
        const std::size_t size = std::min(room.size(), sizeof(word));
        std::memcpy(room.data(), &word, size);
        room = room.subspan(size);
    }
}

}  // namespace potok
