#include "loadtest/report/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "diagnostics/code_point.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;

constexpr Text kMilliseconds{"ms", "мс"};
constexpr Text kSeconds{"s", "с"};
constexpr Text kMinutes{"min", "мин"};
constexpr Text kHours{"h", "ч"};

// At most `digits` after the point, without the zeros at the end.
std::string decimal(double value, int digits) {
    std::string text = fmt::format("{:.{}f}", value, digits);
    if (digits == 0) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

// Three digits that count, as long as there are any after the point.
std::string three_digits(double value) {
    const double size = std::abs(value);
    return decimal(value, size < 10 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0);
}

double in(Duration duration, Duration unit) noexcept {
    return static_cast<double>(duration.count()) / static_cast<double>(unit.count());
}

std::string long_text(Language language, Duration duration) {
    const Duration larger_unit = duration < 1h ? Duration(1min) : Duration(1h);
    const Duration smaller_unit = larger_unit / 60;
    const bool hours = larger_unit == Duration(1h);
    const auto whole = duration / larger_unit;
    const auto rest = duration % larger_unit / smaller_unit;
    std::string text = fmt::format("{} {}", whole, (hours ? kHours : kMinutes).in(language));
    if (rest != 0) text += fmt::format(" {} {}", rest, (hours ? kMinutes : kSeconds).in(language));
    return text;
}

std::size_t missing_columns(std::string_view text, std::size_t columns) noexcept {
    return columns - std::min(columns, display_columns(text));
}

}  // namespace

std::string duration_text(Language language, Duration duration) {
    if (duration < 1s) {
        return fmt::format("{} {}", three_digits(in(duration, 1ms)), kMilliseconds.in(language));
    }
    if (duration < 2min) {
        return fmt::format("{} {}", three_digits(in(duration, 1s)), kSeconds.in(language));
    }
    return long_text(language, duration);
}

std::string percent_text(double percent) {
    if (percent > 0 && percent < 0.001) return "<0.001%";
    return decimal(percent < 100 ? std::min(percent, 99.999) : percent, 3) + "%";
}

std::string rate_text(Language language, double per_second) {
    return fmt::format("{}/{}", three_digits(per_second), kSeconds.in(language));
}

std::string figure_text(Language language, Unit unit, double value) {
    switch (unit) {
        case Unit::count:
            return decimal(value, 0);
        case Unit::percent:
            return percent_text(value);
        case Unit::duration:
            return duration_text(language, Duration(static_cast<Duration::rep>(value)));
        case Unit::per_second:
            return rate_text(language, value);
    }
    return {};
}

std::string padded(std::string_view text, std::size_t columns) {
    return std::string(text) + std::string(missing_columns(text, columns), ' ');
}

std::string right_aligned(std::string_view text, std::size_t columns) {
    return std::string(missing_columns(text, columns), ' ') + std::string(text);
}

}  // namespace potok::loadtest
