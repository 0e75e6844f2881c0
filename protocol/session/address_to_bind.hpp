// address_to_bind: the socket address that a listener's EndpointAddress stands for.
#pragma once

#include "base/result.hpp"
#include "protocol/session/endpoint_address.hpp"
#include "reactor/address.hpp"
#include "reactor/system_error.hpp"

namespace potok {

// "*" is every interface, IPv4 and IPv6. A name is looked up, which may block, and stands for the
// system's first choice of its addresses. Any thread that may wait.
[[nodiscard]] Result<Address, SystemError> address_to_bind(const EndpointAddress& endpoint);

}  // namespace potok
