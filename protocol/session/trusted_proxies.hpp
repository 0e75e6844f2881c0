// TrustedProxies: the proxies whose word about a client's address is taken.
//
// From a peer on the list, and only from it, the field of http_forwarded.hpp is read from its right
// end: whoever is on the list too has passed it on, and the first who is not is the client. What
// stands further to the left a client may have written itself. Immutable while shared.
#pragma once

#include <string_view>
#include <vector>

#include "protocol/http_head.hpp"
#include "reactor/address.hpp"

namespace potok {

class TrustedProxies {
  public:
    // "192.0.2.1", "10.0.0.0/8", "2001:db8::/32". False: it is none of these; nothing was added.
    [[nodiscard]] bool add(std::string_view text);

    [[nodiscard]] bool contains(const Address& address) const noexcept;

    // Whom this request comes from, without a port where a proxy says so. Where that one says
    // something that is no address: the proxy that got it from there.
    [[nodiscard]] Address client_of(const Address& peer, const HttpFields& fields) const;

  private:
    struct Prefix {
        Address network;
        unsigned bits;  // of it that count
    };

    std::vector<Prefix> prefixes_;
};

}  // namespace potok
