// The kernels for SSSE3: sixteen bytes at a time. Compiled for it: see byte_kernels.hpp.
#include <immintrin.h>

#include "protocol/vector/byte_kernels_x86.hpp"

namespace potok::detail {
namespace {

struct Vector {
    static constexpr std::size_t kBytes = 16;

    __m128i value;

    static Vector load(const void* from) noexcept {
        return {_mm_loadu_si128(static_cast<const __m128i*>(from))};
    }
    void store(void* to) const noexcept { _mm_storeu_si128(static_cast<__m128i*>(to), value); }
    static Vector fill(std::uint8_t octet) noexcept {
        return {_mm_set1_epi8(static_cast<char>(octet))};
    }
    static Vector repeat(std::uint32_t key) noexcept {
        return {_mm_set1_epi32(static_cast<int>(key))};
    }

    friend Vector operator^(Vector a, Vector b) noexcept {
        return {_mm_xor_si128(a.value, b.value)};
    }
    friend Vector operator|(Vector a, Vector b) noexcept {
        return {_mm_or_si128(a.value, b.value)};
    }
    friend Vector operator&(Vector a, Vector b) noexcept {
        return {_mm_and_si128(a.value, b.value)};
    }

    [[nodiscard]] bool is_ascii() const noexcept { return _mm_movemask_epi8(value) == 0; }
    [[nodiscard]] bool is_zero() const noexcept {
        return _mm_movemask_epi8(_mm_cmpeq_epi8(value, _mm_setzero_si128())) == 0xFFFF;
    }
    [[nodiscard]] Vector minus(std::uint8_t octet) const noexcept {
        return {_mm_subs_epu8(value, fill(octet).value)};
    }
    [[nodiscard]] Vector upper() const noexcept {
        return Vector{_mm_srli_epi16(value, 4)} & fill(0x0F);
    }
    [[nodiscard]] Vector lower() const noexcept { return *this & fill(0x0F); }
    [[nodiscard]] Vector in(const std::uint8_t (&table)[16]) const noexcept {
        return {_mm_shuffle_epi8(load(table).value, value)};
    }
    template <int n>
    [[nodiscard]] Vector after(Vector before) const noexcept {
        return {_mm_alignr_epi8(value, before.value, 16 - n)};
    }
};

}  // namespace

constinit const ByteKernels kSsse3Kernels{mask_by<Vector>, skip_utf8_by<Vector>};

}  // namespace potok::detail
