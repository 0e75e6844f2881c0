// ByteKernels: the two loops over payload bytes, once for every vector unit there is.
//
// What a machine has is found out when the program starts; from then on the best is one pointer
// away. Each set of instructions has a source of its own, compiled for it, in which nothing but its
// kernels is compiled: an inline function of the standard library made there could be the one the
// linker keeps for everybody. The plain kernels are the meaning of the others. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace potok {

enum class VectorUnit : std::uint8_t { none, ssse3, avx2 };

struct ByteKernels {
    // to[i] = from[i] ^ the byte i % 4 of `key` as it lies in memory. `to` may be `from`, or lie
    // anywhere in front of it.
    void (*mask)(std::byte* to, const std::byte* from, std::size_t size,
                 std::uint32_t key) noexcept;

    // A front of the bytes from `at`, where a code point begins, to `end` that is valid UTF-8 and
    // ends between two code points: where it ends. What it leaves is a code point that `end` cuts,
    // or has something bad near its front, and is for somebody who goes byte by byte.
    const std::byte* (*skip_utf8)(const std::byte* at, const std::byte* end) noexcept;
};

// The kernels for that unit; null where this machine, or this build, has none.
[[nodiscard]] const ByteKernels* byte_kernels_for(VectorUnit unit) noexcept;

namespace detail {
extern const ByteKernels kPlainKernels;
extern const ByteKernels kSsse3Kernels;  // of an x86-64 build
extern const ByteKernels kAvx2Kernels;   // of an x86-64 build

// Decided before main(); the plain ones until then.
extern const ByteKernels* best_kernels;
}  // namespace detail

// The best that this machine has.
[[nodiscard]] inline const ByteKernels& byte_kernels() noexcept {
    return *detail::best_kernels;
}

}  // namespace potok
