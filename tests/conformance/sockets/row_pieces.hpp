// How the bytes of a row go over a socket: whole, and cut in two or three at places that a seed
// draws. A piece is handed to the system by itself, so that the other side may see the cut.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

namespace potok::conformance {

class Cuts {
  public:
    Cuts() { std::printf("cuts: seed %u\n", seed_); }

    // The first: whole; others: in two or three pieces.
    [[nodiscard]] std::vector<std::string> pieces(const std::string& bytes, int variant) {
        if (variant == 0 || bytes.size() < 2) return {bytes};
        std::vector<std::size_t> at = {0, bytes.size()};
        for (int i = 0; i < variant; ++i)
            at.push_back(1 + random_() % (bytes.size() - 1));
        std::sort(at.begin(), at.end());
        std::vector<std::string> all;
        for (std::size_t i = 1; i < at.size(); ++i) {
            if (at[i] != at[i - 1]) all.push_back(bytes.substr(at[i - 1], at[i] - at[i - 1]));
        }
        return all;
    }

    static constexpr int kVariants = 3;

  private:
    const std::uint32_t seed_ = std::random_device()();
    std::mt19937 random_{seed_};
};

}  // namespace potok::conformance
