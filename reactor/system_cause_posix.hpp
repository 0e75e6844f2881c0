// errno as a SystemError; for the _posix and _epoll sources of this room only.
#pragma once

#include <cerrno>

#include "reactor/system_error.hpp"

namespace potok {

[[nodiscard]] constexpr SystemCause system_cause_of(int code) noexcept {
    switch (code) {
        case EADDRINUSE:
            return SystemCause::address_in_use;
        case EADDRNOTAVAIL:
            return SystemCause::address_not_local;
        case EAFNOSUPPORT:
            return SystemCause::address_family_unsupported;
        case EACCES:
        case EPERM:
            return SystemCause::permission_denied;
        case EMFILE:
        case ENFILE:
            return SystemCause::no_descriptors;
        case ENOMEM:
        case ENOBUFS:
        case ENOSPC:
            return SystemCause::no_memory;
        case ECONNREFUSED:
            return SystemCause::connection_refused;
        case ECONNRESET:
        case ECONNABORTED:
        case EPIPE:
            return SystemCause::connection_reset;
        case EHOSTUNREACH:
        case EHOSTDOWN:
            return SystemCause::host_unreachable;
        case ENETUNREACH:
        case ENETDOWN:
            return SystemCause::network_unreachable;
        case ETIMEDOUT:
            return SystemCause::timed_out;
        default:
            return SystemCause::other;
    }
}

[[nodiscard]] inline SystemError system_error(SystemCall call, int code) noexcept {
    return {call, system_cause_of(code), code};
}

// From errno: call it before anything else can change it.
[[nodiscard]] inline SystemError last_system_error(SystemCall call) noexcept {
    return system_error(call, errno);
}

}  // namespace potok
