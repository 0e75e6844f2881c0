#include "reactor/address.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace potok {
namespace {

using Ipv6Octets = Address::Ipv6Octets;

// RFC 4291 §2.5.5.2
bool is_ipv4_mapped(const Ipv6Octets& octets) noexcept {
    constexpr std::array<std::uint8_t, 12> kPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    return std::equal(kPrefix.begin(), kPrefix.end(), octets.begin());
}

// RFC 4291 §2.5.6: fe80::/10
bool is_link_local(const Ipv6Octets& octets) noexcept {
    return octets[0] == 0xFE && (octets[1] & 0xC0) == 0x80;
}

}  // namespace

Address Address::ipv4(const Ipv4Octets& octets, std::uint16_t port) noexcept {
    Address address;
    std::copy(octets.begin(), octets.end(), address.octets_.begin());
    address.port_ = port;
    return address;
}

Address Address::ipv6(const Ipv6Octets& octets, std::uint16_t port,
                      std::uint32_t scope_id) noexcept {
    if (is_ipv4_mapped(octets)) return ipv4({octets[12], octets[13], octets[14], octets[15]}, port);
    Address address;
    address.octets_ = octets;
    address.port_ = port;
    address.family_ = AddressFamily::ipv6;
    if (is_link_local(octets)) address.scope_id_ = scope_id;
    return address;
}

Address Address::dual_stack_any(std::uint16_t port) noexcept {
    Address address = ipv6({}, port);
    address.dual_stack_ = true;
    return address;
}

Address::Ipv4Octets Address::ipv4_octets() const noexcept {
    ASSERT(family_ == AddressFamily::ipv4);
    return {octets_[0], octets_[1], octets_[2], octets_[3]};
}

const Address::Ipv6Octets& Address::ipv6_octets() const noexcept {
    ASSERT(family_ == AddressFamily::ipv6);
    return octets_;
}

Address Address::with_port(std::uint16_t port) const noexcept {
    Address address = *this;
    address.port_ = port;
    return address;
}

bool Address::is_any() const noexcept {
    return octets_ == Ipv6Octets{};
}

bool Address::is_loopback() const noexcept {
    if (family_ == AddressFamily::ipv4) return octets_[0] == 127;
    constexpr Ipv6Octets kLoopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    return octets_ == kLoopback;
}

}  // namespace potok
