#include "protocol/session/byte_size.hpp"

#include <charconv>
#include <limits>
#include <system_error>

namespace potok {
namespace {

struct Unit {
    std::string_view name;
    unsigned shift;
};

constexpr Unit kUnits[] = {{"GiB", 30}, {"MiB", 20}, {"KiB", 10}, {"", 0}};

}  // namespace

Result<std::uint64_t, ByteSizeFault> parse_byte_size(std::string_view text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc::invalid_argument) return ByteSizeFault::no_number;
    if (error == std::errc::result_out_of_range) return ByteSizeFault::too_large;
    const std::string_view name(stopped, static_cast<std::size_t>(end - stopped));
    for (const Unit& unit : kUnits) {
        if (name != unit.name) continue;
        if (number > std::numeric_limits<std::uint64_t>::max() >> unit.shift) {
            return ByteSizeFault::too_large;
        }
        return number << unit.shift;
    }
    return ByteSizeFault::unknown_unit;
}

std::string byte_size_text(std::uint64_t bytes) {
    for (const Unit& unit : kUnits) {
        const std::uint64_t whole = bytes >> unit.shift;
        if (whole != 0 && whole << unit.shift == bytes) {
            return std::to_string(whole) + std::string(unit.name);
        }
    }
    return "0";
}

}  // namespace potok
