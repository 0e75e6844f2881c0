#include "protocol/session/trusted_proxies.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

#include "protocol/http_forwarded.hpp"

namespace potok {
namespace {

unsigned bits_of(AddressFamily family) noexcept {
    return family == AddressFamily::ipv4 ? 32 : 128;
}

bool same_front(std::span<const std::uint8_t> one, std::span<const std::uint8_t> other,
                unsigned bits) noexcept {
    const std::size_t whole = bits / 8;
    if (!std::equal(one.begin(), one.begin() + static_cast<std::ptrdiff_t>(whole), other.begin()))
        return false;
    const unsigned rest = bits % 8;
    return rest == 0 || (one[whole] ^ other[whole]) >> (8 - rest) == 0;
}

// One address and nothing else: no "*", no scope that means something on another machine only.
std::optional<Address> read_host(std::string_view text) {
    const auto address = Address::parse_host(text, 0);
    if (!address || address.value().dual_stack() || address.value().scope_id() != 0)
        return std::nullopt;
    return address.value();
}

// With a port or without; the port is dropped, a proxy's client comes from another one each time.
std::optional<Address> read_node(std::string_view node) {
    if (const auto bare = read_host(node)) return bare;
    if (node.starts_with('[') && node.ends_with(']'))
        return read_host(node.substr(1, node.size() - 2));
    const std::size_t colon = node.rfind(':');
    if (colon == node.npos || !Address::parse(node)) return std::nullopt;
    std::string_view host = node.substr(0, colon);
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    return read_host(host);
}

}  // namespace

bool TrustedProxies::add(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto network = read_host(text.substr(0, slash));
    if (!network) return false;
    const unsigned most = bits_of(network->family());
    unsigned bits = most;
    if (slash != text.npos) {
        const std::string_view digits = text.substr(slash + 1);
        const char* const end = digits.data() + digits.size();
        const auto [stopped, error] = std::from_chars(digits.data(), end, bits);
        if (error != std::errc() || stopped != end || bits > most) return false;
    }
    prefixes_.push_back({*network, bits});
    return true;
}

bool TrustedProxies::contains(const Address& address) const noexcept {
    return std::ranges::any_of(prefixes_, [&](const Prefix& prefix) {
        if (prefix.network.family() != address.family()) return false;
        if (address.family() == AddressFamily::ipv4)
            return same_front(prefix.network.ipv4_octets(), address.ipv4_octets(), prefix.bits);
        return same_front(prefix.network.ipv6_octets(), address.ipv6_octets(), prefix.bits);
    });
}

Address TrustedProxies::client_of(const Address& peer, const HttpFields& fields) const {
    if (prefixes_.empty() || !contains(peer)) return peer;
    const auto hops = forwarded_hops(fields);
    if (!hops) return peer;
    Address client = peer;
    const std::span<const std::string_view> nodes = hops->nodes();
    for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
        const auto address = read_node(*node);
        if (!address) break;
        client = *address;
        if (!contains(client)) break;
    }
    return client;
}

}  // namespace potok
