#include "cli/quantity.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string>

#include "protocol/session/byte_size.hpp"

namespace potok::cli {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

struct Unit {
    std::string_view name;
    std::int64_t factor;
};

constexpr std::array kDurationUnits{
    Unit{"ms", std::chrono::nanoseconds(std::chrono::milliseconds(1)).count()},
    Unit{"s", std::chrono::nanoseconds(std::chrono::seconds(1)).count()},
    Unit{"m", std::chrono::nanoseconds(std::chrono::minutes(1)).count()},
    Unit{"h", std::chrono::nanoseconds(std::chrono::hours(1)).count()},
};

// The factor is how many seconds the rate is counted over.
constexpr std::array kRateUnits{Unit{"", 1}, Unit{"/s", 1}, Unit{"/m", 60}, Unit{"/h", 3600}};

const Unit* unit_named(std::span<const Unit> units, std::string_view name) noexcept {
    const auto unit = std::ranges::find(units, name, &Unit::name);
    return unit == units.end() ? nullptr : &*unit;
}

// "12.5ms": the number as a whole, its digits before and after the point, and what follows.
struct Parts {
    std::string_view number;
    std::string_view whole;
    std::string_view fraction;
    std::string_view unit;
};

std::string_view take_digits(std::string_view& text) noexcept {
    const std::size_t end = std::min(text.find_first_not_of(kDigits), text.size());
    const std::string_view digits = text.substr(0, end);
    text.remove_prefix(end);
    return digits;
}

std::optional<Parts> parts_of(std::string_view text) noexcept {
    const std::string_view everything = text;
    Parts parts{};
    parts.whole = take_digits(text);
    if (parts.whole.empty()) return std::nullopt;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        parts.fraction = take_digits(text);
        if (parts.fraction.empty()) return std::nullopt;
    }
    parts.number = everything.substr(0, everything.size() - text.size());
    parts.unit = text;
    return parts;
}

// The whole text as one number of the type.
template <class Number>
Result<Number, QuantityFault> number_in(std::string_view text) {
    Number number{};
    const char* const end = text.data() + text.size();
    const auto [stopped_at, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc::result_out_of_range) return QuantityFault::too_large;
    if (error != std::errc{} || stopped_at != end) return QuantityFault::malformed;
    return number;
}

Result<std::int64_t, QuantityFault> multiplied(std::int64_t number, std::int64_t factor) {
    if (number > kMost / factor) return QuantityFault::too_large;
    return number * factor;
}

// A fraction of one unit, rounded.
std::int64_t nanoseconds_of(std::string_view fraction, const Unit& unit) {
    const auto part = number_in<double>(fraction);
    return part ? std::llround(part.value() * static_cast<double>(unit.factor)) : 0;
}

}  // namespace

Result<std::int64_t, QuantityFault> parse_number(std::string_view text) {
    return number_in<std::int64_t>(text);
}

Result<std::int64_t, QuantityFault> parse_size(std::string_view text) {
    const auto size = parse_byte_size(text);
    if (size && size.value() <= static_cast<std::uint64_t>(kMost)) {
        return static_cast<std::int64_t>(size.value());
    }
    const bool is_size = size || size.error() == ByteSizeFault::too_large;
    return is_size ? QuantityFault::too_large : QuantityFault::malformed;
}

Result<std::chrono::nanoseconds, QuantityFault> parse_duration(std::string_view text) {
    if (text == "0") return std::chrono::nanoseconds(0);
    const std::optional<Parts> parts = parts_of(text);
    if (!parts) return QuantityFault::malformed;
    const Unit* const unit = unit_named(kDurationUnits, parts->unit);
    if (unit == nullptr) return QuantityFault::malformed;
    const auto whole = number_in<std::int64_t>(parts->whole);
    if (!whole) return whole.error();
    const auto nanoseconds = multiplied(whole.value(), unit->factor);
    if (!nanoseconds) return nanoseconds.error();
    const std::int64_t rest = nanoseconds_of("0." + std::string(parts->fraction), *unit);
    if (nanoseconds.value() > kMost - rest) return QuantityFault::too_large;
    return std::chrono::nanoseconds(nanoseconds.value() + rest);
}

Result<double, QuantityFault> parse_rate(std::string_view text) {
    const std::optional<Parts> parts = parts_of(text);
    if (!parts) return QuantityFault::malformed;
    const Unit* const unit = unit_named(kRateUnits, parts->unit);
    if (unit == nullptr) return QuantityFault::malformed;
    const auto number = number_in<double>(parts->number);
    if (!number) return number.error();
    return number.value() / static_cast<double>(unit->factor);
}

Result<double, QuantityFault> parse_percentage(std::string_view text) {
    const std::optional<Parts> parts = parts_of(text);
    if (!parts || parts->unit != "%") return QuantityFault::malformed;
    return number_in<double>(parts->number);
}

}  // namespace potok::cli
