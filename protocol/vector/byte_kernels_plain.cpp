// The kernels of a machine without vectors.
#include "protocol/vector/byte_kernels.hpp"
#include "protocol/vector/mask_words.hpp"

namespace potok::detail {
namespace {

// Leaves it all to whoever goes byte by byte.
const std::byte* skip_nothing(const std::byte* at, const std::byte*) noexcept {
    return at;
}

}  // namespace

constinit const ByteKernels kPlainKernels{mask_words, skip_nothing};

}  // namespace potok::detail
