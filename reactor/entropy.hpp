// Entropy: a loop's supply of random bytes that nobody can predict: masking keys, nonces, jitter.
//
// Taken from the system a block at a time, since a client masks every frame with a new key (RFC
// 6455 §5.3) and a system call for each would cost more than the frame; what was given out is
// wiped. The simulator has an implementation of its own. Loop thread only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/bytes.hpp"

namespace potok {

// Fills `room` from the system's generator, which is never empty. Any thread.
void fill_from_system(MutableBytes room) noexcept;

class Entropy {
  public:
    static constexpr std::size_t kBlock = 2048;

    [[nodiscard]] std::uint32_t next_u32() noexcept { return take<std::uint32_t>(); }
    [[nodiscard]] std::uint64_t next_u64() noexcept { return take<std::uint64_t>(); }

  private:
    template <class Word>
    [[nodiscard]] Word take() noexcept {
        if (left_ < sizeof(Word)) refill();
        left_ -= sizeof(Word);
        std::byte* const from = block_.data() + left_;
        Word word;
        std::memcpy(&word, from, sizeof(Word));
        std::memset(from, 0, sizeof(Word));
        return word;
    }
    void refill() noexcept {
        fill_from_system(block_);
        left_ = block_.size();
    }

    std::array<std::byte, kBlock> block_;  // [0, left_) was not given out yet
    std::size_t left_ = 0;
};

}  // namespace potok
