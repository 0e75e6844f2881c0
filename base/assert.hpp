// ASSERT: a programmer's error, checked in every build.
//
// A failed assertion is never bad input and never a failed system call: those are values. The
// programs abort; a host that must outlive our errors installs a handler of its own (it must not
// return).
#pragma once

namespace potok {

struct AssertionSite {
    const char* expression;
    const char* file;
    int line;
};

using AssertionHandler = void (*)(const AssertionSite&);

// Replaces what happens on a failed assertion; returns the handler that was in place. Any thread.
// If the handler returns, the process aborts.
AssertionHandler set_assertion_handler(AssertionHandler handler) noexcept;

namespace detail {
[[noreturn]] void assertion_failed(const AssertionSite& site) noexcept;
}

}  // namespace potok

#define ASSERT(expression)         \
    (static_cast<bool>(expression) \
         ? static_cast<void>(0)    \
         : ::potok::detail::assertion_failed({#expression, __FILE__, __LINE__}))
