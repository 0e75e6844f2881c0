// The mask without vectors: words first, then what is left of them. What short frames use, and the
// plain kernel. Not for the sources that are compiled for a vector unit: see byte_kernels.hpp.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace potok::detail {

inline void mask_words(std::byte* to, const std::byte* from, std::size_t size,
                       std::uint32_t key) noexcept {
    const std::uint64_t twice = std::uint64_t{key} << 32 | key;
    std::size_t at = 0;
    for (; size - at >= sizeof(twice); at += sizeof(twice)) {
        std::uint64_t word;
        std::memcpy(&word, from + at, sizeof(word));
        word ^= twice;
        std::memcpy(to + at, &word, sizeof(word));
    }
    if (size - at >= sizeof(key)) {
        std::uint32_t word;
        std::memcpy(&word, from + at, sizeof(word));
        word ^= key;
        std::memcpy(to + at, &word, sizeof(word));
        at += sizeof(word);
    }
    const auto octets = std::bit_cast<std::array<std::byte, sizeof(key)>>(key);
    for (std::size_t i = 0; at < size; ++at, ++i)
        to[at] = from[at] ^ octets[i];
}

}  // namespace potok::detail
