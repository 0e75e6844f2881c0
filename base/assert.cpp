#include "base/assert.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace potok {
namespace {

void print_site(const AssertionSite& site) {
    std::fprintf(stderr, "%s:%d: assertion failed: %s\n", site.file, site.line, site.expression);
}

// Relaxed would not do: a handler installed on one thread publishes what it uses to the failing
// one.
std::atomic<AssertionHandler> current_handler{print_site};

}  // namespace

AssertionHandler set_assertion_handler(AssertionHandler handler) noexcept {
    return current_handler.exchange(handler, std::memory_order_acq_rel);
}

namespace detail {

void assertion_failed(const AssertionSite& site) noexcept {
    current_handler.load(std::memory_order_acquire)(site);
    std::abort();
}

}  // namespace detail
}  // namespace potok
