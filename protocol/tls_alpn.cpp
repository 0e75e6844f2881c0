#include "protocol/tls_alpn.hpp"

namespace potok {
namespace {

constexpr std::size_t kNameMax = 255;

// Takes the first name off `wire`; none when it is empty or malformed.
std::optional<std::string_view> take_name(std::string_view& wire) noexcept {
    if (wire.empty()) return std::nullopt;
    const std::size_t length = static_cast<unsigned char>(wire.front());
    if (length == 0 || length >= wire.size()) return std::nullopt;
    const std::string_view name = wire.substr(1, length);
    wire.remove_prefix(1 + length);
    return name;
}

bool has(std::string_view wire, std::string_view wanted) noexcept {
    while (const auto name = take_name(wire)) {
        if (*name == wanted) return true;
    }
    return false;
}

}  // namespace

std::optional<AlpnList> AlpnList::of(std::span<const std::string_view> names) {
    AlpnList list;
    for (const std::string_view name : names) {
        if (name.empty() || name.size() > kNameMax) return std::nullopt;
        list.wire_ += static_cast<char>(static_cast<unsigned char>(name.size()));
        list.wire_ += name;
        if (list.wire_.size() > kBytesMax) return std::nullopt;
    }
    return list;
}

std::optional<std::string_view> AlpnList::choose(std::string_view offered) const noexcept {
    std::string_view ours = wire_;
    while (const auto name = take_name(ours)) {
        if (has(offered, *name)) return name;
    }
    return std::nullopt;
}

}  // namespace potok
