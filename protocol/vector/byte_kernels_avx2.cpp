// The kernels for AVX2: thirty-two bytes at a time. Compiled for it: see byte_kernels.hpp.
#include <immintrin.h>

#include "protocol/vector/byte_kernels_x86.hpp"

namespace potok::detail {
namespace {

struct Vector {
    static constexpr std::size_t kBytes = 32;

    __m256i value;

    static Vector load(const void* from) noexcept {
        return {_mm256_loadu_si256(static_cast<const __m256i*>(from))};
    }
    void store(void* to) const noexcept { _mm256_storeu_si256(static_cast<__m256i*>(to), value); }
    static Vector fill(std::uint8_t octet) noexcept {
        return {_mm256_set1_epi8(static_cast<char>(octet))};
    }
    static Vector repeat(std::uint32_t key) noexcept {
        return {_mm256_set1_epi32(static_cast<int>(key))};
    }

    friend Vector operator^(Vector a, Vector b) noexcept {
        return {_mm256_xor_si256(a.value, b.value)};
    }
    friend Vector operator|(Vector a, Vector b) noexcept {
        return {_mm256_or_si256(a.value, b.value)};
    }
    friend Vector operator&(Vector a, Vector b) noexcept {
        return {_mm256_and_si256(a.value, b.value)};
    }

    [[nodiscard]] bool is_ascii() const noexcept { return _mm256_movemask_epi8(value) == 0; }
    [[nodiscard]] bool is_zero() const noexcept { return _mm256_testz_si256(value, value) != 0; }
    [[nodiscard]] Vector minus(std::uint8_t octet) const noexcept {
        return {_mm256_subs_epu8(value, fill(octet).value)};
    }
    [[nodiscard]] Vector upper() const noexcept {
        return Vector{_mm256_srli_epi16(value, 4)} & fill(0x0F);
    }
    [[nodiscard]] Vector lower() const noexcept { return *this & fill(0x0F); }
    [[nodiscard]] Vector in(const std::uint8_t (&table)[16]) const noexcept {
        // A shuffle looks in its own half only: both have the table.
        const auto* half = reinterpret_cast<const __m128i*>(table);
        return {_mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_load_si128(half)), value)};
    }
    template <int n>
    [[nodiscard]] Vector after(Vector before) const noexcept {
        // Shifts within halves as well: in front of each half stands the one before it.
        const __m256i in_front = _mm256_permute2x128_si256(before.value, value, 0x21);
        return {_mm256_alignr_epi8(value, in_front, 16 - n)};
    }
};

}  // namespace

constinit const ByteKernels kAvx2Kernels{mask_by<Vector>, skip_utf8_by<Vector>};

}  // namespace potok::detail
