// UTF-8 told by another way than the product's, to judge it by: code points are decoded one after
// the other, and the number is looked at. Slow, and close to the words of RFC 3629 §3.
//
// Without a test framework: the fuzz target uses it as well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace potok::test {

inline bool is_scalar_value(std::uint32_t point) {
    return point <= 0x10FFFF && !(point >= 0xD800 && point <= 0xDFFF);
}

// Any number below 2^21, also one that UTF-8 does not allow; `bytes` are at least as many as it
// needs, more make it overlong.
inline std::string encoded(std::uint32_t point, int bytes) {
    if (bytes == 1) return {static_cast<char>(point)};
    std::string text(static_cast<std::size_t>(bytes), '\0');
    for (std::size_t i = text.size() - 1; i > 0; --i, point >>= 6)
        text[i] = static_cast<char>(0x80 | (point & 0x3F));
    text[0] = static_cast<char>((0xF00u >> bytes & 0xFF) | point);
    return text;
}

// On both sides of every border of what UTF-8 allows.
inline constexpr std::uint32_t kBoundaries[] = {
    0u,       0x7Fu,    0x80u,    0x7FFu,   0x800u,    0xFFFu,    0x1000u,   0xCFFFu,  0xD000u,
    0xD7FFu,  0xD800u,  0xDBFFu,  0xDC00u,  0xDFFFu,   0xE000u,   0xFFFDu,   0xFFFEu,  0xFFFFu,
    0x10000u, 0x3FFFFu, 0x40000u, 0xFFFFFu, 0x100000u, 0x10FFFFu, 0x110000u, 0x1FFFFFu};

inline int shortest(std::uint32_t point) {
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

inline std::string encoded(std::uint32_t point) {
    return encoded(point, shortest(point));
}

// The size of the code point at the front of `text`; nothing if there is no whole good one.
inline std::optional<std::size_t> code_point_size(std::string_view text) {
    for (const int bytes : {1, 2, 3, 4}) {
        const auto size = static_cast<std::size_t>(bytes);
        if (text.size() < size) break;
        std::uint32_t point = static_cast<unsigned char>(text[0]);
        if (bytes > 1) point &= 0x7Fu >> bytes;
        for (const char octet : text.substr(1, size - 1))
            point = point << 6 | (static_cast<unsigned char>(octet) & 0x3F);
        const bool comes_back = encoded(point, bytes) == text.substr(0, size);
        if (comes_back && shortest(point) == bytes && is_scalar_value(point)) return size;
    }
    return std::nullopt;
}

// Whether some bytes behind `text` would make it a whole code point. The numbers that begin with
// some bytes lie in one range, so it is tried with the first and the last continuation only, and
// with both of the neighbours of the one range that is missing in the middle, the surrogates.
inline bool can_become_code_point(const std::string& text) {
    if (text.empty()) return true;
    if (code_point_size(text) == text.size()) return true;
    if (text.size() >= 4) return false;
    for (const char next : {'\x80', '\x9F', '\xA0', '\xBF'}) {
        if (can_become_code_point(text + next)) return true;
    }
    return false;
}

struct Utf8Verdict {
    std::size_t valid_front = 0;  // up to the first byte that no valid text has there
    bool failed = false;
    bool at_boundary = true;
};

inline Utf8Verdict utf8_verdict(std::string_view text) {
    std::size_t at = 0;
    while (const auto size = code_point_size(text.substr(at)))
        at += *size;
    std::size_t begun = 0;
    while (at + begun < text.size() &&
           can_become_code_point(std::string(text.substr(at, begun + 1))))
        ++begun;
    const bool failed = at + begun < text.size();
    return {at + begun, failed, begun == 0 && !failed};
}

}  // namespace potok::test
