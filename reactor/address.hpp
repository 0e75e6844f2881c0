// Address: where a socket is bound or connected: an IPv4 or IPv6 address and a port.
//
// One address has one representation. An IPv4-mapped IPv6 address (::ffff:192.0.2.1, which is how a
// dual-stack listener sees an IPv4 peer) becomes the IPv4 address it stands for when an Address is
// made, so comparing, printing and filtering need not know on which kind of socket a peer came.
// Text is read strictly (no octal, no short forms of IPv4) and written as RFC 5952 wants it.
// Immutable.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/result.hpp"

namespace potok {

enum class AddressFamily : std::uint8_t { ipv4, ipv6 };

enum class AddressParseFault : std::uint8_t {
    no_port,           // no colon and port at the end
    bad_port,          // not a decimal number of 0 to 65535
    bad_ipv4,          // numbers and dots, but not four of 0 to 255
    bad_ipv6,          // not a text form of RFC 4291 §2.2
    bad_scope,         // not a decimal number, or the address is not link-local
    no_brackets,       // an IPv6 address and a port need them: [::1]:80
    unclosed_bracket,  // "[" without "]"
    not_numeric,       // a host name, which only a resolver understands, or nothing
};

class Address {
  public:
    using Ipv4Octets = std::array<std::uint8_t, 4>;
    using Ipv6Octets = std::array<std::uint8_t, 16>;

    // 0.0.0.0:0
    constexpr Address() = default;

    [[nodiscard]] static Address ipv4(const Ipv4Octets& octets, std::uint16_t port) noexcept;

    // An IPv4-mapped address becomes the IPv4 one. A scope id is kept for link-local addresses
    // only, where it means something.
    [[nodiscard]] static Address ipv6(const Ipv6Octets& octets, std::uint16_t port,
                                      std::uint32_t scope_id = 0) noexcept;

    // All interfaces, both families: [::] with IPV6_V6ONLY off. Written "*".
    [[nodiscard]] static Address dual_stack_any(std::uint16_t port) noexcept;

    // "127.0.0.1:9001", "[::1]:80", "[fe80::1%2]:80", "*:9000".
    [[nodiscard]] static Result<Address, AddressParseFault> parse(std::string_view text);

    // "127.0.0.1", "::1", "fe80::1%2": a host alone, without brackets.
    [[nodiscard]] static Result<Address, AddressParseFault> parse_host(std::string_view host,
                                                                       std::uint16_t port);

    [[nodiscard]] AddressFamily family() const noexcept { return family_; }
    [[nodiscard]] bool dual_stack() const noexcept { return dual_stack_; }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] std::uint32_t scope_id() const noexcept { return scope_id_; }

    // In network order. Precondition: family() says so.
    [[nodiscard]] Ipv4Octets ipv4_octets() const noexcept;
    [[nodiscard]] const Ipv6Octets& ipv6_octets() const noexcept;

    [[nodiscard]] Address with_port(std::uint16_t port) const noexcept;

    // 0.0.0.0, [::] or *.
    [[nodiscard]] bool is_any() const noexcept;
    // 127.0.0.0/8 or [::1].
    [[nodiscard]] bool is_loopback() const noexcept;

    // What parse() and parse_host() take; "*" for the dual-stack any.
    [[nodiscard]] std::string to_string() const;
    [[nodiscard]] std::string host_to_string() const;

    friend constexpr auto operator<=>(const Address&, const Address&) = default;

  private:
    Ipv6Octets octets_{};  // of IPv4 the first four; the rest is zero
    std::uint32_t scope_id_ = 0;
    std::uint16_t port_ = 0;
    AddressFamily family_ = AddressFamily::ipv4;
    bool dual_stack_ = false;
};

static_assert(std::is_trivially_copyable_v<Address> && sizeof(Address) == 24);

}  // namespace potok
