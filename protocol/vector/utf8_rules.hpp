// What no two neighbouring bytes of UTF-8 may be, as tables for a shuffle (RFC 3629 §4).
//
// Method: J. Keiser and D. Lemire, "Validating UTF-8 In Less Than One Instruction Per Byte" (2020).
// Every rule that two bytes can break is told by three half-bytes: both of the first byte and the
// upper one of the second. So each rule has a bit, each half-byte a set of rules that it does not
// speak against, and a rule is broken where all three sets have its bit. Rules whose half-bytes
// nowhere make a false match share a bit.
#pragma once

#include <cstdint>

namespace potok::detail {

// The bit that is no rule: two continuations in a row, which is wrong unless a lead byte two or
// three places before them asks for it.
inline constexpr std::uint8_t kTwoContinuations = 0x80;

struct Utf8Rules {
    alignas(16) std::uint8_t first_upper[16];
    alignas(16) std::uint8_t first_lower[16];
    alignas(16) std::uint8_t second_upper[16];
};

struct HalfBytes {
    unsigned from;
    unsigned to;
};

constexpr void forbid(Utf8Rules& rules, std::uint8_t bit, HalfBytes first_upper,
                      HalfBytes first_lower, HalfBytes second_upper) {
    const auto put = [bit](std::uint8_t(&sets)[16], HalfBytes range) {
        for (unsigned i = range.from; i <= range.to; ++i)
            sets[i] = static_cast<std::uint8_t>(sets[i] | bit);
    };
    put(rules.first_upper, first_upper);
    put(rules.first_lower, first_lower);
    put(rules.second_upper, second_upper);
}

constexpr Utf8Rules utf8_rules() {
    constexpr HalfBytes kAny{0x0, 0xF};
    constexpr HalfBytes kAscii{0x0, 0x7};
    constexpr HalfBytes kContinuation{0x8, 0xB};
    constexpr HalfBytes kLead{0xC, 0xF};
    Utf8Rules rules{};
    forbid(rules, 0x01, kLead, kAny, kAscii);                    // cut short
    forbid(rules, 0x01, kLead, kAny, kLead);                     //
    forbid(rules, 0x02, kAscii, kAny, kContinuation);            // of nothing
    forbid(rules, 0x04, {0xC, 0xC}, {0x0, 0x1}, kContinuation);  // overlong, of two bytes
    forbid(rules, 0x08, {0xE, 0xE}, {0x0, 0x0}, {0x8, 0x9});     // overlong, of three
    forbid(rules, 0x10, {0xE, 0xE}, {0xD, 0xD}, {0xA, 0xB});     // a surrogate
    forbid(rules, 0x20, {0xF, 0xF}, {0x4, 0xF}, {0x9, 0xB});     // beyond U+10FFFF
    forbid(rules, 0x40, {0xF, 0xF}, {0x5, 0xF}, {0x8, 0x8});     // and in F5 to FF
    forbid(rules, 0x40, {0xF, 0xF}, {0x0, 0x0}, {0x8, 0x8});     // overlong, of four
    forbid(rules, kTwoContinuations, kContinuation, kAny, kContinuation);
    return rules;
}

inline constexpr Utf8Rules kUtf8Rules = utf8_rules();

}  // namespace potok::detail
