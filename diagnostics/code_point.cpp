#include "diagnostics/code_point.hpp"

#include "base/assert.hpp"

namespace potok {
namespace {

// What the first byte of a sequence promises; no value below `least` needs that many bytes.
struct Lead {
    std::uint8_t bytes;
    std::uint8_t payload_mask;
    char32_t least;
};

constexpr Lead kInvalidLead{0, 0, 0};

constexpr Lead lead_of(std::uint8_t byte) noexcept {
    if (byte < 0x80) return {1, 0x7f, 0};
    if ((byte & 0xe0) == 0xc0) return {2, 0x1f, 0x80};
    if ((byte & 0xf0) == 0xe0) return {3, 0x0f, 0x800};
    if ((byte & 0xf8) == 0xf0) return {4, 0x07, 0x10000};
    return kInvalidLead;
}

constexpr bool is_scalar(char32_t value) noexcept {
    return value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
}

std::uint8_t byte_at(std::string_view text, std::size_t index) noexcept {
    return static_cast<std::uint8_t>(text[index]);
}

}  // namespace

CodePoint first_code_point(std::string_view text) noexcept {
    ASSERT(!text.empty());
    const std::uint8_t first = byte_at(text, 0);
    const CodePoint invalid{.value = first, .bytes = 1, .valid = false};

    const Lead lead = lead_of(first);
    if (lead.bytes == 0 || text.size() < lead.bytes) return invalid;
    char32_t value = first & lead.payload_mask;
    for (std::size_t i = 1; i < lead.bytes; ++i) {
        const std::uint8_t next = byte_at(text, i);
        if ((next & 0xc0) != 0x80) return invalid;
        value = (value << 6) | (next & 0x3fU);
    }
    if (value < lead.least || !is_scalar(value)) return invalid;
    return {.value = value, .bytes = lead.bytes, .valid = true};
}

std::size_t display_columns(std::string_view text) noexcept {
    std::size_t columns = 0;
    for (; !text.empty(); ++columns)
        text.remove_prefix(first_code_point(text).bytes);
    return columns;
}

}  // namespace potok
