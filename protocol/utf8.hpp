// UTF-8 (RFC 3629): an incremental validator, and where a text may be cut.
//
// All that it remembers between two bytes is which bytes may come next: how many continuations are
// missing, and the range that the next one lies in. Overlong forms, surrogates and what lies beyond
// U+10FFFF differ from good text in the first continuation already, so a narrower range there is
// all it takes to refuse them at the first byte that leaves no doubt. Belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"
#include "protocol/vector/byte_kernels.hpp"

namespace potok {

class Utf8Validator {
  public:
    // How many bytes at the front of `in` can go on what came before; what follows them is the
    // first byte that no valid text has there. After that: none, for ever. Whichever kernels there
    // are, the answer is the same.
    [[nodiscard]] std::size_t valid_front(Bytes in,
                                          const ByteKernels& kernels = byte_kernels()) noexcept;

    // Whether all of `in` can go on what came before; false for ever after the first bad byte.
    [[nodiscard]] bool accept(Bytes in) noexcept {
        return valid_front(in) == in.size() && !failed();
    }

    // Whether a text may end here: no code point is begun and unfinished, and none was bad.
    [[nodiscard]] bool at_boundary() const noexcept { return next_.missing == 0; }

    [[nodiscard]] bool failed() const noexcept { return next_.low > next_.high; }

  private:
    // What may come next. At a boundary (missing == 0) a lead byte; otherwise a byte of the range.
    // After a failure the range is empty and something is missing, so nothing ever fits.
    struct Next {
        std::uint8_t missing;
        std::uint8_t low;
        std::uint8_t high;
    };
    static constexpr Next after_lead(std::uint8_t lead) noexcept;

    Next next_{0, 0x80, 0xBF};
};

static_assert(sizeof(Utf8Validator) <= 4, "it is part of every WebSocket decoder");

[[nodiscard]] bool is_utf8(Bytes text) noexcept;

// The longest front of `text`, of at most `bytes_max` bytes, that is valid UTF-8 with no code point
// cut in two.
[[nodiscard]] Bytes utf8_front(Bytes text, std::size_t bytes_max) noexcept;

}  // namespace potok
