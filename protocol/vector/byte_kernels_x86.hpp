// The kernels of any x86 vector unit, written once over its vector: included by the sources that
// are compiled for one each, and by nobody else.
//
// `Vector`, a type of an unnamed namespace there so that no two are ever taken for one:
//   kBytes; load(from), store(to), fill(byte), repeat(key); a ^ b, a | b, a & b
//   is_ascii(), is_zero(): every byte of it
//   minus(byte): each, unsigned, stopping at zero; upper(), lower(): the half-bytes of each
//   in(table): table[each], each being 0 to 15
//   after<n>(before): what lies n bytes earlier, `before` being the vector in front of this one
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "protocol/vector/byte_kernels.hpp"
#include "protocol/vector/utf8_rules.hpp"

namespace potok::detail {

template <class Vector>
void mask_by(std::byte* to, const std::byte* from, std::size_t size, std::uint32_t key) noexcept {
    constexpr std::size_t kBytes = Vector::kBytes;
    std::size_t i = 0;
    // Where there is much of it, no store crosses two cache lines.
    if (size >= 8 * kBytes) {
        i = (kBytes - reinterpret_cast<std::uintptr_t>(to) % kBytes) % kBytes;
        kPlainKernels.mask(to, from, i, key);
        const unsigned turned = static_cast<unsigned>(i % sizeof(key)) * 8;
        if (turned != 0) key = key >> turned | key << (32 - turned);
    }
    const Vector keys = Vector::repeat(key);
    // Four at a time, all loaded before the first is stored: nothing has to wait for a store.
    for (; size - i >= 4 * kBytes; i += 4 * kBytes) {
        const Vector first = Vector::load(from + i) ^ keys;
        const Vector second = Vector::load(from + i + kBytes) ^ keys;
        const Vector third = Vector::load(from + i + 2 * kBytes) ^ keys;
        const Vector fourth = Vector::load(from + i + 3 * kBytes) ^ keys;
        first.store(to + i);
        second.store(to + i + kBytes);
        third.store(to + i + 2 * kBytes);
        fourth.store(to + i + 3 * kBytes);
    }
    for (; size - i >= kBytes; i += kBytes)
        (Vector::load(from + i) ^ keys).store(to + i);
    // A vector's size is whole keys.
    if (i != size) kPlainKernels.mask(to + i, from + i, size - i, key);
}

// What is wrong with each byte of `in`, behind `before`; zero: nothing.
template <class Vector>
[[gnu::always_inline]] inline Vector utf8_faults(Vector in, Vector before) noexcept {
    const Vector first = in.template after<1>(before);
    const Vector broken = first.upper().in(kUtf8Rules.first_upper) &
                          first.lower().in(kUtf8Rules.first_lower) &
                          in.upper().in(kUtf8Rules.second_upper);
    // The third byte of E0 to EF and the third and fourth of F0 to FF have to be the second of two
    // continuations, and nothing else may be: then both have the bit, or neither.
    const Vector third = in.template after<2>(before).minus(0xE0 - 0x80);
    const Vector fourth = in.template after<3>(before).minus(0xF0 - 0x80);
    return ((third | fourth) & Vector::fill(kTwoContinuations)) ^ broken;
}

// Back to where the code point begins that `at` cuts, if it cuts one; at most three bytes.
template <class Vector>
const std::byte* back_to_boundary(const std::byte* at, const std::byte* begin) noexcept {
    for (int back = 1; back <= 3 && at - back >= begin; ++back) {
        const auto octet = static_cast<unsigned>(at[-back]);
        if (octet < 0x80) return at;
        if (octet < 0xC0) continue;
        const int length = octet < 0xE0 ? 2 : octet < 0xF0 ? 3 : 4;
        return length > back ? at - back : at;
    }
    return at;
}

template <class Vector>
const std::byte* skip_utf8_by(const std::byte* begin, const std::byte* end) noexcept {
    constexpr std::size_t kStep = 2 * Vector::kBytes;
    Vector before = Vector::fill(0);
    bool before_is_ascii = true;
    const auto is_good = [&](const std::byte* at) {
        const Vector one = Vector::load(at);
        const Vector two = Vector::load(at + Vector::kBytes);
        const bool is_ascii = (one | two).is_ascii();
        // Behind anything else, a code point that was cut there lacks its continuation here.
        if (!is_ascii || !before_is_ascii) {
            const Vector faults = utf8_faults(one, before) | utf8_faults(two, one);
            if (!faults.is_zero()) return false;
        }
        before = two;
        before_is_ascii = is_ascii;
        return true;
    };
    const std::byte* at = begin;
    for (; static_cast<std::size_t>(end - at) >= kStep; at += kStep) {
        if (!is_good(at)) return back_to_boundary<Vector>(at, begin);
    }
    // The rest, and zeros behind it: which are ASCII, so that a code point cut there would be bad.
    const std::byte* const last = back_to_boundary<Vector>(end, begin);
    if (last > at) {
        std::byte rest[kStep] = {};
        std::memcpy(rest, at, static_cast<std::size_t>(last - at));
        if (is_good(rest)) return last;
    }
    return back_to_boundary<Vector>(at, begin);
}

}  // namespace potok::detail
