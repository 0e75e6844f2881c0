#include "protocol/certificate_password.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "protocol/certificate_file.hpp"

namespace potok {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr char32_t kReplacement = 0xFFFD;

// Nothing where the bytes have no mark of UTF-16.
std::optional<ByteOrder> utf16_order(Bytes bytes) {
    if (bytes.size() < 2) return std::nullopt;
    if (bytes[0] == std::byte{0xFF} && bytes[1] == std::byte{0xFE}) return ByteOrder::little;
    if (bytes[0] == std::byte{0xFE} && bytes[1] == std::byte{0xFF}) return ByteOrder::big;
    return std::nullopt;
}

// The code point at the front of some UTF-16, which loses it. Precondition: at least two bytes.
char32_t take_code_point(Bytes& units, ByteOrder order) {
    const auto take = [&units, order] {
        const char32_t unit = load<std::uint16_t>(units.data(), order);
        units = units.subspan(2);
        return unit;
    };
    const auto is_low = [](char32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; };
    const char32_t high = take();
    if (high < 0xD800 || high > 0xDFFF) return high;
    const bool paired =
        high <= 0xDBFF && units.size() >= 2 && is_low(load<std::uint16_t>(units.data(), order));
    if (!paired) return kReplacement;
    return 0x10000 + ((high - 0xD800) << 10) + (take() - 0xDC00);
}

// Writes it where `to` is; its length.
std::size_t write_utf8(char32_t point, MutableBytes to) {
    const auto put = [&to](std::size_t at, char32_t octet) {
        to[at] = static_cast<std::byte>(octet);
    };
    if (point < 0x80) {
        put(0, point);
        return 1;
    }
    const std::size_t size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    constexpr std::array<char32_t, 5> kLeads{0, 0, 0xC0, 0xE0, 0xF0};
    for (std::size_t i = size - 1; i > 0; --i, point >>= 6)
        put(i, 0x80 | (point & 0x3F));
    put(0, kLeads[size] | point);
    return size;
}

Secret utf8_of(Bytes units, ByteOrder order) {
    // A unit of two bytes becomes three at most, a pair of them four.
    Secret text(units.size() / 2 * 3);
    std::size_t size = 0;
    while (units.size() >= 2)
        size += write_utf8(take_code_point(units, order), text.room().subspan(size));
    text.shrink(size);
    return text;
}

Secret first_line(std::string_view text) {
    if (text.starts_with(kUtf8Mark)) text.remove_prefix(kUtf8Mark.size());
    return Secret(bytes_of(text.substr(0, text.find_first_of("\r\n"))));
}

}  // namespace

Secret password_in(Bytes file) {
    const std::optional<ByteOrder> order = utf16_order(file);
    return order ? first_line(utf8_of(file.subspan(2), *order).text()) : first_line(text_of(file));
}

PasswordOrFault load_password(const std::string& path) {
    const auto loaded = load_certificate_file(path);
    if (!loaded) return loaded.error();
    return password_in(loaded.value().bytes());
}

}  // namespace potok
