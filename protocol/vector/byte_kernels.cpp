#include "protocol/vector/byte_kernels.hpp"

#include <initializer_list>

namespace potok {

#if defined(__x86_64__)
const ByteKernels* byte_kernels_for(VectorUnit unit) noexcept {
    // Says yes only where the system saves the registers, too.
    __builtin_cpu_init();
    switch (unit) {
        case VectorUnit::none:
            return &detail::kPlainKernels;
        case VectorUnit::ssse3:
            return __builtin_cpu_supports("ssse3") != 0 ? &detail::kSsse3Kernels : nullptr;
        case VectorUnit::avx2:
            return __builtin_cpu_supports("avx2") != 0 ? &detail::kAvx2Kernels : nullptr;
    }
    return nullptr;
}
#else
const ByteKernels* byte_kernels_for(VectorUnit unit) noexcept {
    return unit == VectorUnit::none ? &detail::kPlainKernels : nullptr;
}
#endif

namespace {

[[maybe_unused]] const bool decided = [] {
    for (const VectorUnit unit : {VectorUnit::ssse3, VectorUnit::avx2}) {
        if (const ByteKernels* found = byte_kernels_for(unit)) detail::best_kernels = found;
    }
    return true;
}();

}  // namespace

// Good from the first instruction on, for whoever is constructed before it is decided.
constinit const ByteKernels* detail::best_kernels = &detail::kPlainKernels;

}  // namespace potok
