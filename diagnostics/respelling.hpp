// respelt_size, respelt_duration: "did you mean" for quantities written in another habit.
//
//   16MB, 16M, 16 mib → 16MiB        30, 30 sec → 30s        5min → 5m
//
// Potok reads one spelling and guesses at none: 16MB could be 16 000 000 bytes. What was probably
// meant is offered instead. Empty where it is anybody's guess. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace potok {

[[nodiscard]] std::string respelt_size(std::string_view text);
[[nodiscard]] std::string respelt_duration(std::string_view text);

}  // namespace potok
