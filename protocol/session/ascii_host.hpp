// with_ascii_host: an address as the network wants it: the host in ASCII, for the name server, for
// Host and for a proxy; people keep the one they wrote.
//
// Pure function; any thread.
#pragma once

#include "protocol/session/endpoint_address.hpp"

namespace potok {

// Precondition: host_to_ascii(address.host) finds nothing wrong.
[[nodiscard]] EndpointAddress with_ascii_host(EndpointAddress address);

}  // namespace potok
