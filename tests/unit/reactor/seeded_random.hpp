// SeededRandom: the generator of a randomised test, which tells its seed when the test fails.
//
// A new seed each run; POTOK_TEST_SEED=<number> in the environment replays a failed one.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

#include "tests/gtest_pch.hpp"

namespace potok {

class SeededRandom {
  public:
    // Uniform in [0, end). Precondition: end > 0.
    std::size_t below(std::size_t end) {
        return static_cast<std::size_t>(generator_() % static_cast<std::uint64_t>(end));
    }
    std::uint64_t bits() { return generator_(); }

  private:
    static std::uint64_t choose_seed() {
        const char* given = std::getenv("POTOK_TEST_SEED");
        return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    }

    std::uint64_t seed_ = choose_seed();
    testing::ScopedTrace trace_{__FILE__, __LINE__, "POTOK_TEST_SEED=" + std::to_string(seed_)};
    std::mt19937_64 generator_{seed_};
};

}  // namespace potok
