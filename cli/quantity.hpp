// Quantities: numbers with units, as people write them. Pure and strict: no spaces, no signs but a
// number's minus, units exactly as documented, every overflow noticed.
//
// The binary units are the only ones: 16MB is asked about rather than guessed at, and so is a
// duration without a unit. respelt() finds what was probably meant. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"

namespace potok::cli {

enum class QuantityFault : std::uint8_t {
    malformed,
    too_large,  // well-formed, but past what 64 bits hold
};

// "-12"
[[nodiscard]] Result<std::int64_t, QuantityFault> parse_number(std::string_view text);

// "512", "64KiB", "16MiB", "2GiB" in bytes
[[nodiscard]] Result<std::int64_t, QuantityFault> parse_size(std::string_view text);

// "250ms", "1.5s", "5m", "2h", "0"
[[nodiscard]] Result<std::chrono::nanoseconds, QuantityFault> parse_duration(std::string_view text);

// "1000/s", "60/m", "5/h", "0.5/s", and "1000" for "1000/s"; per second
[[nodiscard]] Result<double, QuantityFault> parse_rate(std::string_view text);

// "99.9%" as 99.9
[[nodiscard]] Result<double, QuantityFault> parse_percentage(std::string_view text);

}  // namespace potok::cli
