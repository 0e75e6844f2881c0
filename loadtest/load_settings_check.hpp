// Checks of single options of potok-loadtest, and of their combination: what is wrong and what to
// do, in the user's language; empty where nothing is.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "diagnostics/language.hpp"
#include "loadtest/load_options.hpp"
#include "loadtest/verify/payload.hpp"

namespace potok::loadtest {

[[nodiscard]] std::string check_target(Language language, std::string_view value);
[[nodiscard]] std::string check_size(Language language, std::string_view value);
[[nodiscard]] std::string check_source(Language language, std::string_view value);
[[nodiscard]] std::string check_threshold(Language language, std::string_view value);
[[nodiscard]] std::string check_settings(const LoadSettings& settings, Language language);

// "64", "64..1024", "1KiB..64KiB".
enum class SizeFault : std::uint8_t { not_a_size, out_of_range, reversed };
[[nodiscard]] Result<SizeRange, SizeFault> parse_size_range(std::string_view text);

}  // namespace potok::loadtest
