#include "protocol/session/address_to_bind.hpp"

#include "reactor/resolver.hpp"

namespace potok {

Result<Address, SystemError> address_to_bind(const EndpointAddress& endpoint) {
    if (endpoint.all_interfaces()) return Address::dual_stack_any(endpoint.port);
    const auto numeric = Address::parse_host(endpoint.host, endpoint.port);
    if (numeric) return numeric.value();
    const auto found = look_up_name(endpoint.host, endpoint.port);
    if (!found) return found.error();
    return found.value().front();
}

}  // namespace potok
