// SystemError: what the operating system refused, in our own words; diagnostics/ makes the
// sentence.
#pragma once

#include <cstdint>

namespace potok {

// The call that failed.
enum class SystemCall : std::uint8_t {
    create_poller,
    create_socket,
    bind,
    listen,
    accept,
    connect,
    resolve,
    receive,
    send,
    reserve_memory,
    raise_descriptor_limit,
};

// Why, as far as a user can act on it; the same words on every system.
enum class SystemCause : std::uint8_t {
    address_in_use,
    address_not_local,
    address_family_unsupported,
    permission_denied,
    no_descriptors,
    no_memory,
    connection_refused,
    connection_reset,
    host_unreachable,
    network_unreachable,
    timed_out,
    name_not_found,
    name_server_failed,
    other,
};

struct SystemError {
    SystemCall call{};
    SystemCause cause{};
    int code = 0;  // the system's own number (errno, WSAGetLastError, EAI_…), for the log
    friend bool operator==(const SystemError&, const SystemError&) = default;
};

}  // namespace potok
