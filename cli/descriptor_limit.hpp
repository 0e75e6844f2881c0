// The limit of file descriptors: a connection is one, and the soft limit that shells hand out is
// often 1024 where the hard one would allow far more.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/result.hpp"
#include "reactor/system_error.hpp"

namespace potok::cli {

struct DescriptorLimit {
    std::uint64_t before = 0;  // the soft limit as it was
    std::uint64_t now = 0;     // and as it is: the hard one
};

// Raises the soft limit to the hard one, for the whole process. Once, at the start.
[[nodiscard]] Result<DescriptorLimit, SystemError> raise_descriptor_limit() noexcept;

// Whether so many more descriptors can be had just now: a program that could not accept anybody
// should not say that it is ready. The error is that of accepting.
[[nodiscard]] Result<Done, SystemError> check_descriptors_left(std::size_t count);

}  // namespace potok::cli
