// help: the manual as text for --help, in one language.
//
// Two columns, aligned by what a terminal shows and not by bytes, so Cyrillic stands as straight as
// Latin; no line is longer than kHelpWidth columns. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cli/manual.hpp"
#include "cli/option_table.hpp"

namespace potok::cli {

inline constexpr std::size_t kHelpWidth = 100;

[[nodiscard]] std::string help(Language language, const Manual& manual, const OptionTable& table);

// `text` in lines of at most `width` columns, broken at spaces; a longer word has a line
// to itself.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace potok::cli
