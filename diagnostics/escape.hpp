// escaped, quoted: bytes of a stranger made fit for a log line, a terminal and an error message.
//
// What a reader could not see, or what would make a terminal act, is written out: control bytes and
// escape sequences (\n, \x1b), bytes that are no UTF-8 (\xff), characters that reorder or hide text
// (\u{202e}). Everything else, Cyrillic included, stays readable. The result has no line break and
// at most about four times `limit` bytes; what was cut is counted: "abc…(+97)". Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace potok {

inline constexpr std::size_t kEscapeLimit = 256;

// Input past `limit` bytes is cut, never inside a character.
[[nodiscard]] std::string escaped(std::string_view input, std::size_t limit = kEscapeLimit);

// The same in double quotes, with quotes inside escaped.
[[nodiscard]] std::string quoted(std::string_view input, std::size_t limit = kEscapeLimit);

}  // namespace potok
