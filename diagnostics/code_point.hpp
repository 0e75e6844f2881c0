// CodePoint: UTF-8 one character at a time, for texts that people read.
//
// Strict as RFC 3629: an overlong form, a surrogate or a cut sequence is not a character but one
// invalid byte, so a walk always advances and never reads past the end. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace potok {

struct CodePoint {
    char32_t value = 0;      // the byte itself where it is not valid
    std::uint8_t bytes = 0;  // what it takes in the text, 1 to 4
    bool valid = false;
};

// The first character of `text`, which is not empty.
[[nodiscard]] CodePoint first_code_point(std::string_view text) noexcept;

// How many columns of a terminal `text` takes. One a character: our own phrases have neither wide
// nor combining characters.
[[nodiscard]] std::size_t display_columns(std::string_view text) noexcept;

}  // namespace potok
