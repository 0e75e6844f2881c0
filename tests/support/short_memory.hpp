// ShortMemory: from here on `new` succeeds so many times on this thread and then fails, until the
// end: what a test needs to see that nothing is thrown where nobody catches.
//
// For programs that link short_memory.cpp, which is operator new. Nothing but what is tested
// belongs between beginning and end: a message of a failed expectation needs memory, too.
#pragma once

#include <cstddef>

#include "tests/support/sanitizer.hpp"

namespace potok::testing {

class ShortMemory {
  public:
    // ThreadSanitizer brings its own operator new.
    static constexpr bool kAvailable = !kWithThreadSanitizer;

    explicit ShortMemory(std::size_t granted) noexcept;
    ~ShortMemory() { static_cast<void>(end()); }
    ShortMemory(const ShortMemory&) = delete;
    ShortMemory& operator=(const ShortMemory&) = delete;

    // Whether an allocation failed. Memory is there again.
    bool end() noexcept;
};

}  // namespace potok::testing
