#include "diagnostics/respelling.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace potok {
namespace {

struct Respelling {
    std::string_view wrong;
    std::string_view right;
};

constexpr std::array kSizes{
    Respelling{"k", "KiB"}, Respelling{"kb", "KiB"}, Respelling{"kib", "KiB"},
    Respelling{"m", "MiB"}, Respelling{"mb", "MiB"}, Respelling{"mib", "MiB"},
    Respelling{"g", "GiB"}, Respelling{"gb", "GiB"}, Respelling{"gib", "GiB"},
    Respelling{"b", ""},    Respelling{"", ""},
};

constexpr std::array kDurations{
    Respelling{"", "s"},       Respelling{"s", "s"},       Respelling{"sec", "s"},
    Respelling{"secs", "s"},   Respelling{"second", "s"},  Respelling{"seconds", "s"},
    Respelling{"ms", "ms"},    Respelling{"msec", "ms"},   Respelling{"milliseconds", "ms"},
    Respelling{"m", "m"},      Respelling{"min", "m"},     Respelling{"mins", "m"},
    Respelling{"minute", "m"}, Respelling{"minutes", "m"}, Respelling{"h", "h"},
    Respelling{"hr", "h"},     Respelling{"hour", "h"},    Respelling{"hours", "h"},
};

// Longer numbers fit no quantity, so no spelling of theirs is right.
constexpr std::size_t kDigitsMax = 15;

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& letter : lower) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return lower;
}

std::string respelt(std::string_view text, std::span<const Respelling> respellings) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits > kDigitsMax) return {};
    std::string_view unit = text.substr(digits);
    unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
    const auto found = std::ranges::find(respellings, lower_case(unit), &Respelling::wrong);
    if (found == respellings.end()) return {};
    std::string spelling(text.substr(0, digits));
    spelling += found->right;
    return spelling == text ? std::string() : spelling;
}

}  // namespace

std::string respelt_size(std::string_view text) {
    return respelt(text, kSizes);
}

std::string respelt_duration(std::string_view text) {
    return respelt(text, kDurations);
}

}  // namespace potok
