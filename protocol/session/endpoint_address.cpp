#include "protocol/session/endpoint_address.hpp"

#include <algorithm>
#include <array>

#include "protocol/session/byte_size.hpp"
#include "protocol/session/endpoint_words.hpp"

namespace potok {
namespace {

std::string host_and_port(const EndpointAddress& address) {
    const bool ipv6 = address.host.find(':') != address.host.npos;
    return (ipv6 ? '[' + address.host + ']' : address.host) + ':' + std::to_string(address.port);
}

// Every byte that could end the user's name, or the address, early.
std::string escaped(std::string_view text) {
    static constexpr std::string_view kPlain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string written;
    for (const char letter : text) {
        const auto octet = static_cast<unsigned char>(letter);
        if (kPlain.find(letter) != kPlain.npos) {
            written += letter;
        } else {
            written += {'%', kDigits[octet >> 4], kDigits[octet & 15]};
        }
    }
    return written;
}

std::string prefix_name(const EndpointAddress& address) {
    for (const PrefixWord& word : kPrefixWords) {
        if (word.width == address.prefix_width && word.order == address.prefix_order) {
            return std::string(word.name);
        }
    }
    return std::string(kPrefixWords.front().name);
}

std::string options_of(const EndpointAddress& address) {
    const EndpointAddress plain;
    std::string options;
    const auto add = [&](std::string_view name, std::string_view value) {
        options += options.empty() ? '?' : '&';
        options.append(name).append("=").append(value);
    };
    if (address.scheme == EndpointScheme::lp) {
        if (prefix_name(address) != prefix_name(plain)) add(kPrefixOption, prefix_name(address));
        if (address.counts_header) add(kCountsHeaderOption, "yes");
    }
    if (address.max_message) add(kMaxOption, byte_size_text(*address.max_message));
    return options;
}

}  // namespace

LengthPrefix EndpointAddress::length_prefix(std::uint64_t max_default) const noexcept {
    return {prefix_width, prefix_order, counts_header, max_message.value_or(max_default)};
}

LineFormat EndpointAddress::line_format(std::uint64_t max_default) const noexcept {
    return {max_message.value_or(max_default)};
}

std::string to_string(const EndpointAddress& address) {
    std::string text(scheme_name(address.scheme, address.tls));
    text += "://";
    if (address.credentials) {
        text += escaped(address.credentials->user);
        text += address.credentials->password.empty() ? "@" : ":***@";
    }
    return text + host_and_port(address) + options_of(address) + address.path_and_query;
}

std::string_view scheme_name(EndpointScheme scheme, bool tls) noexcept {
    const auto index = 2 * static_cast<std::size_t>(scheme) + (tls ? 1 : 0);
    return kSchemeNames[index];
}

std::span<const std::string_view> endpoint_schemes() noexcept {
    return kSchemeNames;
}

std::span<const std::string_view> endpoint_options(EndpointScheme scheme) noexcept {
    static constexpr std::array kOptions = {kPrefixOption, kCountsHeaderOption, kMaxOption};
    if (scheme == EndpointScheme::lp) return kOptions;
    if (scheme == EndpointScheme::line) return std::span(kOptions).last(1);
    return {};
}

std::span<const std::string_view> endpoint_option_values(std::string_view option) noexcept {
    static constexpr std::array<std::string_view, 2> kYesNo = {"yes", "no"};
    static constexpr auto kPrefixNames = [] {
        std::array<std::string_view, kPrefixWords.size()> names{};
        std::transform(kPrefixWords.begin(), kPrefixWords.end(), names.begin(),
                       [](const PrefixWord& word) { return word.name; });
        return names;
    }();
    if (option == kPrefixOption) return kPrefixNames;
    if (option == kCountsHeaderOption) return kYesNo;
    return {};
}

}  // namespace potok
