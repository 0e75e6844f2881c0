#include "protocol/http_write.hpp"

#include <algorithm>
#include <charconv>

#include "base/assert.hpp"

namespace potok {
namespace {

using enum HttpRefusal;

bool is_reserved(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 5> kNames = {"content-length", "transfer-encoding",
                                                        "connection", "host", "date"};
    return std::any_of(kNames.begin(), kNames.end(), [name](std::string_view reserved) {
        return equal_ignoring_case(reserved, name);
    });
}

struct CivilDay {
    int year;
    int month;  // from 0
    int day;    // from 1
};

// The proleptic Gregorian date of a day counted from 1970-01-01. Years are counted from March, so
// that the day a leap year adds is the last of its year.
CivilDay civil_day(std::int64_t days) noexcept {
    constexpr std::int64_t kDaysOf400Years = 146'097;
    days += 719'468;  // from 0000-03-01
    const std::int64_t era = days / kDaysOf400Years;
    const std::int64_t of_era = days % kDaysOf400Years;
    const std::int64_t year_of_era =
        (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
    const std::int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t from_march = (5 * of_year + 2) / 153;
    const std::int64_t month = from_march < 10 ? from_march + 2 : from_march - 10;
    const std::int64_t year = year_of_era + era * 400 + (month < 2 ? 1 : 0);
    return {static_cast<int>(year), static_cast<int>(month),
            static_cast<int>(of_year - (153 * from_march + 2) / 5 + 1)};
}

// Decimal digits at `to`, zeros in front.
void put_number(char* to, int width, int number) noexcept {
    for (int i = width - 1; i >= 0; --i, number /= 10)
        to[i] = static_cast<char>('0' + number % 10);
}

}  // namespace

std::optional<HttpRefusal> judge_field(const HttpField& field) noexcept {
    if (!is_token(field.name)) return field_name_malformed;
    const bool sound = all_are(HttpByte::value, field.value) &&
                       without_blanks(field.value).size() == field.value.size();
    if (!sound) return field_value_malformed;
    return std::nullopt;
}

bool has_field(HttpFieldList fields, std::string_view name) noexcept {
    return std::any_of(fields.begin(), fields.end(), [name](const HttpField& field) {
        return equal_ignoring_case(field.name, name);
    });
}

std::optional<HttpRefusal> judge_fields(HttpFieldList fields) noexcept {
    if (fields.size() > HttpFields::kMax) return too_many_fields;
    for (const HttpField& field : fields) {
        if (is_reserved(field.name)) return field_reserved;
        if (const auto refusal = judge_field(field)) return refusal;
    }
    return std::nullopt;
}

std::array<char, kHttpDateSize> http_date(std::time_t time) noexcept {
    static constexpr char kDays[] = "ThuFriSatSunMonTueWed";  // 1970-01-01 was a Thursday
    static constexpr char kMonths[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    constexpr std::int64_t kFirst = -62'135'596'800;  // 0001-01-01
    constexpr std::int64_t kEnd = 253'402'300'800;    // 10000-01-01
    const std::int64_t seconds = time;
    ASSERT(seconds >= kFirst && seconds < kEnd);
    constexpr std::int64_t kDay = 86'400;
    const std::int64_t day = (seconds - kFirst) / kDay + kFirst / kDay;
    const auto of_day = static_cast<int>((seconds - kFirst) % kDay);
    const CivilDay date = civil_day(day);

    std::array<char, kHttpDateSize> text;
    std::string_view("Xxx, 00 Xxx 0000 00:00:00 GMT").copy(text.data(), text.size());
    std::copy_n(kDays + 3 * (((day % 7) + 7) % 7), 3, text.data());
    put_number(text.data() + 5, 2, date.day);
    std::copy_n(kMonths + 3 * date.month, 3, text.data() + 8);
    put_number(text.data() + 12, 4, date.year);
    put_number(text.data() + 17, 2, of_day / 3600);
    put_number(text.data() + 20, 2, of_day / 60 % 60);
    put_number(text.data() + 23, 2, of_day % 60);
    return text;
}

void write_status_line(std::uint16_t status, std::string_view reason, std::string& out) {
    ASSERT(status >= 100 && status <= 999);
    out += "HTTP/1.1 ";
    out.append(std::to_string(status));
    out += ' ';
    out += reason;
    out += "\r\n";
}

void write_request_line(std::string_view method, std::string_view target, std::string& out) {
    out.append(method).append(" ").append(target).append(" HTTP/1.1\r\n");
}

void write_field(std::string_view name, std::string_view value, std::string& out) {
    out.append(name).append(": ").append(value).append("\r\n");
}

void write_field(std::string_view name, std::uint64_t number, std::string& out) {
    std::array<char, 20> digits;
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    ASSERT(error == std::errc());
    write_field(name, {digits.data(), static_cast<std::size_t>(end - digits.data())}, out);
}

void write_fields(HttpFieldList fields, std::string& out) {
    for (const HttpField& field : fields)
        write_field(field.name, field.value, out);
}

void write_end_of_head(std::string& out) {
    out += "\r\n";
}

}  // namespace potok
