// The system's look-up: getaddrinfo, and its errors in our words.
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>

#include "reactor/resolver.hpp"
#include "reactor/system_cause_posix.hpp"

namespace potok {
namespace {

struct FreeAddressInfo {
    void operator()(addrinfo* list) const noexcept { ::freeaddrinfo(list); }
};
using AddressInfoList = std::unique_ptr<addrinfo, FreeAddressInfo>;

SystemCause cause_of(int code) noexcept {
    switch (code) {
        case EAI_NONAME:
        case EAI_NODATA:  // the name exists and has no address
        case EAI_ADDRFAMILY:
            return SystemCause::name_not_found;
        case EAI_AGAIN:
        case EAI_FAIL:
            return SystemCause::name_server_failed;
        case EAI_FAMILY:
            return SystemCause::address_family_unsupported;
        case EAI_MEMORY:
            return SystemCause::no_memory;
        default:
            return SystemCause::other;
    }
}

SystemError resolve_error(int code) noexcept {
    if (code == EAI_SYSTEM) return last_system_error(SystemCall::resolve);
    return {SystemCall::resolve, cause_of(code), code};
}

// Precondition: the entry is of IPv4 or IPv6.
Address address_of(const addrinfo& entry, std::uint16_t port) noexcept {
    if (entry.ai_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, entry.ai_addr, sizeof in);
        return Address::ipv4(std::bit_cast<Address::Ipv4Octets>(in.sin_addr), port);
    }
    sockaddr_in6 in{};
    std::memcpy(&in, entry.ai_addr, sizeof in);
    return Address::ipv6(std::bit_cast<Address::Ipv6Octets>(in.sin6_addr), port, in.sin6_scope_id);
}

}  // namespace

NameAnswer look_up_name(const std::string& name, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;  // or every address comes once a socket type
    addrinfo* list = nullptr;
    const int code = ::getaddrinfo(name.c_str(), nullptr, &hints, &list);
    if (code != 0) return resolve_error(code);

    const AddressInfoList owner(list);
    std::vector<Address> addresses;
    for (const addrinfo* at = list; at != nullptr; at = at->ai_next) {
        if (at->ai_family != AF_INET && at->ai_family != AF_INET6) continue;
        const Address address = address_of(*at, port);
        const bool known =
            std::find(addresses.begin(), addresses.end(), address) != addresses.end();
        if (!known && addresses.size() < Resolver::kAddressesMax) addresses.push_back(address);
    }
    if (addresses.empty()) return resolve_error(EAI_NONAME);
    return addresses;
}

}  // namespace potok
