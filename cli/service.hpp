// Service: telling the service manager how far this program is (the protocol of sd_notify).
//
// One datagram to the socket that $NOTIFY_SOCKET names; without the variable nobody wants to know.
// Any thread, but not while another one changes the environment.
#pragma once

#include <cstdint>

namespace potok::cli {

enum class ServiceState : std::uint8_t {
    ready,      // also after reloading
    reloading,  // ready follows
    stopping,
};

enum class ServiceNotice : std::uint8_t {
    sent,
    no_manager,   // not started by one
    bad_address,  // $NOTIFY_SOCKET names no socket that can exist
    refused,      // the system did not take the datagram
};

// Never waits: a manager that does not read is `refused`.
ServiceNotice notify_service_manager(ServiceState state) noexcept;

}  // namespace potok::cli
