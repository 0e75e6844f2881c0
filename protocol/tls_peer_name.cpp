#include "protocol/tls_peer_name.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <memory>

#include "protocol/tls_handles.hpp"

namespace potok {
namespace {

struct FreeOctets {
    void operator()(ASN1_OCTET_STRING* octets) const noexcept { ASN1_OCTET_STRING_free(octets); }
};

bool is_address_text(const std::string& text) noexcept {
    begin_openssl();
    const std::unique_ptr<ASN1_OCTET_STRING, FreeOctets> octets(a2i_IPADDRESS(text.c_str()));
    ERR_clear_error();
    return octets != nullptr;
}

bool has_forbidden(std::string_view name) noexcept {
    for (const char letter : name) {
        if (letter <= ' ' || letter == '\x7f') return true;
    }
    return false;
}

bool has_empty_part(std::string_view name) noexcept {
    return name.empty() || name.front() == '.' || name.back() == '.' ||
           name.find("..") != name.npos;
}

void lower(std::string& name) noexcept {
    for (char& letter : name) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
}

}  // namespace

Result<TlsPeerName, HostNameFault> TlsPeerName::parse(std::string_view host) {
    auto ascii = host_to_ascii(host);
    if (!ascii) return ascii.error();
    std::string name = std::move(ascii).value();
    // The zone of a link-local address means something on this machine alone.
    const std::string without_zone = name.substr(0, name.find('%'));
    if (!has_forbidden(name) && is_address_text(without_zone))
        return TlsPeerName(without_zone, true);
    if (name.ends_with('.')) name.pop_back();
    if (has_empty_part(name)) return HostNameFault::empty_part;
    if (name.size() > kHostNameMax) return HostNameFault::name_too_long;
    if (has_forbidden(name)) return HostNameFault::forbidden_character;
    lower(name);
    return TlsPeerName(std::move(name), false);
}

}  // namespace potok
