// Numbers as a person reads them, in either language: "12.3 ms", «12.3 мс».
//
// Three digits or so, without trailing zeros; a decimal point in both languages, for these lines
// are also copied and searched. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "diagnostics/language.hpp"
#include "loadtest/thresholds.hpp"
#include "reactor/clock.hpp"

namespace potok::loadtest {

[[nodiscard]] std::string duration_text(Language language, Duration duration);

// Never rounded up: what is not all is not 100 %.
[[nodiscard]] std::string percent_text(double percent);

[[nodiscard]] std::string rate_text(Language language, double per_second);

// A value of a metric, in the unit of thresholds.hpp.
[[nodiscard]] std::string figure_text(Language language, Unit unit, double value);

// `text`, followed by spaces up to `columns` of a terminal.
[[nodiscard]] std::string padded(std::string_view text, std::size_t columns);

// The same behind spaces.
[[nodiscard]] std::string right_aligned(std::string_view text, std::size_t columns);

}  // namespace potok::loadtest
