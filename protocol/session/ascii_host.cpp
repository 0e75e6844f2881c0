#include "protocol/session/ascii_host.hpp"

#include <utility>

#include "protocol/idna.hpp"

namespace potok {

EndpointAddress with_ascii_host(EndpointAddress address) {
    address.host = std::move(host_to_ascii(address.host)).value();
    return address;
}

}  // namespace potok
