// Which sanitizer this build has: its allocator is not the system's, and what a test says of memory
// then says something of the sanitizer.
#pragma once

// GCC says it by macros of its own, clang by features.
#ifndef __has_feature
#define __has_feature(name) 0
#endif

namespace potok::testing {

#ifdef __SANITIZE_ADDRESS__
inline constexpr bool kWithAddressSanitizer = true;
#else
inline constexpr bool kWithAddressSanitizer = __has_feature(address_sanitizer);
#endif

#ifdef __SANITIZE_THREAD__
inline constexpr bool kWithThreadSanitizer = true;
#else
inline constexpr bool kWithThreadSanitizer = __has_feature(thread_sanitizer);
#endif

inline constexpr bool kWithSanitizer = kWithAddressSanitizer || kWithThreadSanitizer;

}  // namespace potok::testing
