// FuzzInput: the fuzzer's bytes, read as a test's settings and then as its input.
//
// Settings come first and are always of the same number, so that a file of the corpus can be
// written by hand: four bytes that say how the input is cut into pieces, then the target's own,
// then the input.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"

namespace potok::test {

class FuzzInput {
  public:
    FuzzInput(const std::uint8_t* data, std::size_t size)
        : rest_(std::as_bytes(std::span(data, size))) {
        for (std::size_t& piece : pieces_)
            piece = std::size_t{1} + take_byte();
    }

    // Beyond the end: zeros.
    std::uint8_t take_byte() {
        if (rest_.empty()) return 0;
        const auto octet = std::to_integer<std::uint8_t>(rest_.front());
        rest_ = rest_.subspan(1);
        return octet;
    }

    std::uint32_t take_number() {
        std::uint32_t number = 0;
        for (int i = 0; i < 4; ++i)
            number = number << 8 | take_byte();
        return number;
    }

    // What no setting took.
    [[nodiscard]] Bytes rest() const { return rest_; }

    // Sizes of pieces, the same four over and over.
    std::size_t next_piece() { return pieces_[turn_++ % pieces_.size()]; }

  private:
    Bytes rest_;
    std::array<std::size_t, 4> pieces_{};
    std::size_t turn_ = 0;
};

}  // namespace potok::test
