#include "protocol/utf8.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace potok {
namespace {

// The shortest text for which a call of a vector's kernel is worth it.
constexpr std::size_t kVectorsFrom = 32;

constexpr bool is_continuation(std::byte octet) noexcept {
    return (octet & std::byte{0xC0}) == std::byte{0x80};
}

// The first byte that is not ASCII, or the end. Most text is long runs of ASCII: a word at a time.
const std::byte* skip_ascii(const std::byte* at, const std::byte* end) noexcept {
    constexpr std::uint64_t kHighBits = 0x8080808080808080;
    while (end - at >= 8) {
        const std::uint64_t high = load<std::uint64_t>(at, ByteOrder::little) & kHighBits;
        if (high != 0) return at + std::countr_zero(high) / 8;
        at += 8;
    }
    while (at != end && std::to_integer<std::uint8_t>(*at) < 0x80)
        ++at;
    return at;
}

}  // namespace

// RFC 3629 §4, the table of well-formed sequences. C0, C1 and F5 to FF begin none.
constexpr Utf8Validator::Next Utf8Validator::after_lead(std::uint8_t lead) noexcept {
    if (lead >= 0xC2 && lead <= 0xDF) return {1, 0x80, 0xBF};
    if (lead == 0xE0) return {2, 0xA0, 0xBF};  // below: overlong
    if (lead == 0xED) return {2, 0x80, 0x9F};  // above: surrogates
    if (lead >= 0xE1 && lead <= 0xEF) return {2, 0x80, 0xBF};
    if (lead == 0xF0) return {3, 0x90, 0xBF};  // below: overlong
    if (lead >= 0xF1 && lead <= 0xF3) return {3, 0x80, 0xBF};
    if (lead == 0xF4) return {3, 0x80, 0x8F};  // above: beyond U+10FFFF
    return {1, 1, 0};
}

std::size_t Utf8Validator::valid_front(Bytes in, const ByteKernels& kernels) noexcept {
    const std::byte* at = in.data();
    const std::byte* const end = at + in.size();
    // Vectors begin where a code point does, and leave their rest: what they stop at is near.
    bool vectors_are_due = in.size() >= kVectorsFrom;
    Next next = next_;
    while (at != end) {
        if (next.missing == 0) {
            if (std::exchange(vectors_are_due, false)) at = kernels.skip_utf8(at, end);
            at = skip_ascii(at, end);
            if (at == end) break;
            next = after_lead(std::to_integer<std::uint8_t>(*at));
            if (next.low > next.high) break;
        } else {
            const auto octet = std::to_integer<std::uint8_t>(*at);
            if (octet < next.low || octet > next.high) {
                next = {1, 1, 0};
                break;
            }
            next = {static_cast<std::uint8_t>(next.missing - 1), 0x80, 0xBF};
        }
        ++at;
    }
    next_ = next;
    return static_cast<std::size_t>(at - in.data());
}

bool is_utf8(Bytes text) noexcept {
    Utf8Validator validator;
    return validator.accept(text) && validator.at_boundary();
}

Bytes utf8_front(Bytes text, std::size_t bytes_max) noexcept {
    Utf8Validator validator;
    const Bytes front =
        text.first(validator.valid_front(text.first(std::min(bytes_max, text.size()))));
    // Only the last code point can be unfinished: it begins at the last byte that continues none.
    std::size_t last = front.size();
    while (last > 0 && is_continuation(front[last - 1]))
        --last;
    if (last > 0) --last;
    return is_utf8(front.subspan(last)) ? front : front.first(last);
}

}  // namespace potok
