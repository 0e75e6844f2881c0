// The words that HTTP/1.1 is made of: classes of bytes, lists, strict numbers.
//
// A class of bytes is one bit in a table of 256, so that whether a whole text is made of it is one
// look-up a byte. Numbers are digits and nothing else: no sign, no blanks, no overflow. Pure
// functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace potok {

enum class HttpByte : std::uint8_t {
    token = 1,    // tchar (RFC 9110 §5.6.2)
    value = 2,    // in a field's value: VCHAR, obs-text, SP, HTAB (RFC 9110 §5.5)
    visible = 4,  // VCHAR
    path = 8,     // pchar and "/", but for "%" (RFC 3986 §3.3)
    query = 16,   // path and "?" (RFC 3986 §3.4), and what browsers leave as it is: ?a[]=1|2
    name = 32,    // unreserved (RFC 3986 §2.3): of a registered name, but for "%"
    digit = 64,
    hex = 128,
};

namespace detail {

constexpr std::array<std::uint8_t, 256> make_http_bytes() noexcept {
    std::array<std::uint8_t, 256> table{};
    const auto mark = [&](std::string_view bytes, HttpByte kind) {
        for (const char byte : bytes)
            table[static_cast<unsigned char>(byte)] |= static_cast<std::uint8_t>(kind);
    };
    for (std::size_t byte = 0x80; byte < 0x100; ++byte)
        table[byte] |= static_cast<std::uint8_t>(HttpByte::value);
    for (char byte = '!'; byte <= '~'; ++byte) {
        const char one[] = {byte};
        mark({one, 1}, HttpByte::value);
        mark({one, 1}, HttpByte::visible);
    }
    mark(" \t", HttpByte::value);
    constexpr std::string_view kLettersAndDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (const HttpByte kind : {HttpByte::token, HttpByte::path, HttpByte::query, HttpByte::name})
        mark(kLettersAndDigits, kind);
    mark("!#$%&'*+-.^_`|~", HttpByte::token);
    for (const HttpByte kind : {HttpByte::path, HttpByte::query})
        mark("-._~!$&'()*+,;=:@/", kind);
    mark("?[]{}|^`\\", HttpByte::query);
    mark("-._~", HttpByte::name);
    mark("0123456789", HttpByte::digit);
    mark("0123456789ABCDEFabcdef", HttpByte::hex);
    return table;
}

inline constexpr std::array<std::uint8_t, 256> kHttpBytes = make_http_bytes();

}  // namespace detail

[[nodiscard]] constexpr bool is(HttpByte kind, char byte) noexcept {
    return (detail::kHttpBytes[static_cast<unsigned char>(byte)] &
            static_cast<std::uint8_t>(kind)) != 0;
}

[[nodiscard]] constexpr bool all_are(HttpByte kind, std::string_view text) noexcept {
    for (const char byte : text) {
        if (!is(kind, byte)) return false;
    }
    return true;
}

// The same, and every "%" followed by two hexadecimal digits.
[[nodiscard]] constexpr bool all_are_or_encoded(HttpByte kind, std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (text.size() - i < 3 || !all_are(HttpByte::hex, text.substr(i + 1, 2))) return false;
            i += 2;
        } else if (!is(kind, text[i])) {
            return false;
        }
    }
    return true;
}

[[nodiscard]] constexpr bool is_token(std::string_view text) noexcept {
    return !text.empty() && all_are(HttpByte::token, text);
}

// Takes a token off the front of `text`, as long as it is; empty if there is none.
[[nodiscard]] constexpr std::string_view take_token(std::string_view& text) noexcept {
    std::size_t end = 0;
    while (end < text.size() && is(HttpByte::token, text[end]))
        ++end;
    const std::string_view token = text.substr(0, end);
    text.remove_prefix(end);
    return token;
}

// ASCII letters only: the locale has no say in a protocol.
[[nodiscard]] constexpr char lower(char letter) noexcept {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | 0x20) : letter;
}

[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

// Without the blanks around it: OWS, which is SP and HTAB.
[[nodiscard]] constexpr std::string_view without_blanks(std::string_view text) noexcept {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

namespace detail {

[[nodiscard]] constexpr unsigned digit_value(char digit) noexcept {
    if (digit <= '9') return static_cast<unsigned>(digit - '0');
    return static_cast<unsigned>(lower(digit) - 'a') + 10;
}

[[nodiscard]] constexpr std::optional<std::uint64_t> read_number(std::string_view text,
                                                                 HttpByte kind,
                                                                 unsigned base) noexcept {
    if (text.empty() || !all_are(kind, text)) return std::nullopt;
    constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t number = 0;
    for (const char one : text) {
        const unsigned digit = digit_value(one);
        if (number > (kLargest - digit) / base) return std::nullopt;
        number = number * base + digit;
    }
    return number;
}

}  // namespace detail

// 1*DIGIT that fits; leading zeros are as good as any digit.
[[nodiscard]] constexpr std::optional<std::uint64_t> read_decimal(std::string_view text) noexcept {
    return detail::read_number(text, HttpByte::digit, 10);
}

// 1*HEXDIG that fits.
[[nodiscard]] constexpr std::optional<std::uint64_t> read_hex(std::string_view text) noexcept {
    return detail::read_number(text, HttpByte::hex, 16);
}

// Takes the next element of a list `#element` (RFC 9110 §5.6.1) off the front of `rest`, without
// the blanks around it. Empty elements are passed over, as a recipient must; a comma within a
// quoted string parts nothing. Nothing when there is no other.
[[nodiscard]] constexpr std::optional<std::string_view> next_element(
    std::string_view& rest) noexcept {
    while (!rest.empty()) {
        bool quoted = false;
        std::size_t end = 0;
        for (; end < rest.size() && (quoted || rest[end] != ','); ++end) {
            if (quoted && rest[end] == '\\' && end + 1 < rest.size()) {
                ++end;
            } else if (rest[end] == '"') {
                quoted = !quoted;
            }
        }
        const std::string_view element = without_blanks(rest.substr(0, end));
        rest.remove_prefix(end < rest.size() ? end + 1 : end);
        if (!element.empty()) return element;
    }
    return std::nullopt;
}

}  // namespace potok
