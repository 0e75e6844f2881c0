// Sizes as users write them: 512, 64KiB, 16MiB, 2GiB. Only powers of two, and only these words, so
// that "16M" is never read as something else than its writer meant. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace potok {

enum class ByteSizeFault : std::uint8_t {
    no_number,     // does not begin with a digit
    unknown_unit,  // what follows the digits is neither nothing, KiB, MiB nor GiB
    too_large,     // 2^64 or more
};

[[nodiscard]] Result<std::uint64_t, ByteSizeFault> parse_byte_size(std::string_view text);

// The shortest form that parse_byte_size() reads back: "16MiB", "1000".
[[nodiscard]] std::string byte_size_text(std::uint64_t bytes);

}  // namespace potok
