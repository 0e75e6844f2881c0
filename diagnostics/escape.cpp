#include "diagnostics/escape.hpp"

#include <array>
#include <cstdint>

#include "diagnostics/code_point.hpp"

namespace potok {
namespace {

enum class Quotes : bool { kept, escaped };

struct CodePointRange {
    char32_t first;
    char32_t last;
};

// Characters without a glyph of their own that hide, reorder or break the text around them.
constexpr std::array kUnseen{
    CodePointRange{0x0080, 0x009f},    // C1 controls: 0x9b begins a terminal sequence as ESC [ does
    CodePointRange{0x00ad, 0x00ad},    // soft hyphen
    CodePointRange{0x034f, 0x034f},    // combining grapheme joiner
    CodePointRange{0x061c, 0x061c},    // Arabic letter mark
    CodePointRange{0x115f, 0x1160},    // Hangul fillers
    CodePointRange{0x180b, 0x180f},    // Mongolian selectors and separator
    CodePointRange{0x200b, 0x200f},    // zero width, direction marks
    CodePointRange{0x2028, 0x202e},    // line and paragraph separators, direction embeddings
    CodePointRange{0x2060, 0x206f},    // word joiner, direction isolates
    CodePointRange{0xfe00, 0xfe0f},    // variation selectors
    CodePointRange{0xfeff, 0xfeff},    // byte order mark
    CodePointRange{0xfff9, 0xffff},    // annotations, replacement, noncharacters
    CodePointRange{0xe0000, 0xe0fff},  // tags, variation selectors
};

bool is_unseen(char32_t value) noexcept {
    for (const CodePointRange& range : kUnseen) {
        if (value >= range.first && value <= range.last) return true;
    }
    return false;
}

void append_hex(std::string& out, char32_t value, int digits_min) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::array<char, 8> digits{};
    int count = 0;
    for (; value != 0 || count < digits_min; value >>= 4) {
        digits[static_cast<std::size_t>(count++)] = kDigits[value & 0xf];
    }
    while (count > 0)
        out += digits[static_cast<std::size_t>(--count)];
}

void append_byte(std::string& out, char32_t byte) {
    out += "\\x";
    append_hex(out, byte, 2);
}

// True where `value` has a short escape, which is then appended.
bool append_short_escape(std::string& out, char32_t value, Quotes quotes) {
    switch (value) {
        case U'\\':
            out += "\\\\";
            return true;
        case U'\n':
            out += "\\n";
            return true;
        case U'\r':
            out += "\\r";
            return true;
        case U'\t':
            out += "\\t";
            return true;
        case U'"':
            if (quotes == Quotes::kept) return false;
            out += "\\\"";
            return true;
        default:
            return false;
    }
}

void append_escaped(std::string& out, std::string_view character, const CodePoint& point,
                    Quotes quotes) {
    if (!point.valid) {
        append_byte(out, point.value);
    } else if (append_short_escape(out, point.value, quotes)) {
        return;
    } else if (point.value < 0x20 || point.value == 0x7f) {
        append_byte(out, point.value);
    } else if (is_unseen(point.value)) {
        out += "\\u{";
        append_hex(out, point.value, 4);
        out += '}';
    } else {
        out += character;
    }
}

std::string escape(std::string_view input, std::size_t limit, Quotes quotes) {
    std::string out;
    std::size_t taken = 0;
    while (!input.empty()) {
        const CodePoint point = first_code_point(input);
        if (taken + point.bytes > limit) break;
        append_escaped(out, input.substr(0, point.bytes), point, quotes);
        taken += point.bytes;
        input.remove_prefix(point.bytes);
    }
    if (!input.empty()) out += "…(+" + std::to_string(input.size()) + ")";
    return out;
}

}  // namespace

std::string escaped(std::string_view input, std::size_t limit) {
    return escape(input, limit, Quotes::kept);
}

std::string quoted(std::string_view input, std::size_t limit) {
    return '"' + escape(input, limit, Quotes::escaped) + '"';
}

}  // namespace potok
