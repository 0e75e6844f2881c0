// Takes operator new's place, and operator delete's with it: a checker of memory wants the two to
// be of one kind. Arrays come here through the library's own operators, or never.
#include "tests/support/short_memory.hpp"

#include <cstdlib>
#include <limits>
#include <new>

namespace potok::testing {
namespace {

constexpr std::size_t kPlenty = std::numeric_limits<std::size_t>::max();

thread_local std::size_t granted_left = kPlenty;
thread_local bool refused = false;

[[maybe_unused]] void* take(std::size_t bytes) noexcept {
    if (granted_left == 0) {
        refused = true;
        return nullptr;
    }
    if (granted_left != kPlenty) --granted_left;
    return std::malloc(bytes == 0 ? 1 : bytes);
}

}  // namespace

ShortMemory::ShortMemory(std::size_t granted) noexcept {
    refused = false;
    granted_left = granted;
}

bool ShortMemory::end() noexcept {
    granted_left = kPlenty;
    return refused;
}

}  // namespace potok::testing

#if !defined(__SANITIZE_THREAD__) && !__has_feature(thread_sanitizer)

void* operator new(std::size_t bytes) {
    if (void* const taken = potok::testing::take(bytes)) return taken;
    throw std::bad_alloc();
}

void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
    return potok::testing::take(bytes);
}

void operator delete(void* taken) noexcept {
    std::free(taken);
}

void operator delete(void* taken, std::size_t) noexcept {
    std::free(taken);
}

void operator delete(void* taken, const std::nothrow_t&) noexcept {
    std::free(taken);
}

#endif
