// How an Address is read and written; address.cpp has the value itself.
#include "reactor/address.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace potok {
namespace {

using Ipv4Octets = Address::Ipv4Octets;
using Ipv6Octets = Address::Ipv6Octets;

constexpr std::size_t kGroups = 8;  // of 16 bits in an IPv6 address

// ---- Reading

bool all_digits(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A number in its one decimal form: no sign, no space, no leading zero.
template <class Number>
std::optional<Number> parse_decimal(std::string_view text) noexcept {
    if (text.empty() || !all_digits(text) || (text.size() > 1 && text.front() == '0')) return {};
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return {};
    return number;
}

std::optional<Ipv4Octets> parse_ipv4(std::string_view text) noexcept {
    Ipv4Octets octets{};
    for (std::size_t i = 0; i < octets.size(); ++i) {
        const bool last = i + 1 == octets.size();
        const std::size_t end = last ? text.size() : text.find('.');
        if (end == std::string_view::npos) return {};
        const auto octet = parse_decimal<std::uint8_t>(text.substr(0, end));
        if (!octet) return {};
        octets[i] = *octet;
        text.remove_prefix(last ? end : end + 1);
    }
    return octets;
}

// Part of an IPv6 address: up to eight groups.
struct Groups {
    std::array<std::uint16_t, kGroups> values{};
    std::size_t count = 0;

    bool add(std::uint16_t value) noexcept {
        if (count == kGroups) return false;
        values[count++] = value;
        return true;
    }

    bool add_hex(std::string_view text) noexcept {
        std::uint16_t value = 0;
        if (text.empty() || text.size() > 4) return false;
        const auto [end, error] =
            std::from_chars(text.data(), text.data() + text.size(), value, 16);
        return error == std::errc{} && end == text.data() + text.size() && add(value);
    }

    bool add_ipv4(std::string_view text) noexcept {
        const auto octets = parse_ipv4(text);
        if (!octets) return false;
        const auto pair = [&](std::size_t at) {
            return static_cast<std::uint16_t>((*octets)[at] << 8 | (*octets)[at + 1]);
        };
        return add(pair(0)) && add(pair(2));
    }
};

enum class Tail : std::uint8_t { hex_only, may_be_ipv4 };

// "2001:db8:1" or nothing; with may_be_ipv4 also "ffff:192.0.2.1".
std::optional<Groups> parse_groups(std::string_view text, Tail tail) noexcept {
    Groups groups;
    while (!text.empty()) {
        const std::size_t colon = text.find(':');
        const std::string_view group = text.substr(0, colon);
        const bool last = colon == std::string_view::npos;
        const bool ipv4 = last && tail == Tail::may_be_ipv4 && group.find('.') != group.npos;
        if (!(ipv4 ? groups.add_ipv4(group) : groups.add_hex(group))) return {};
        if (last) break;
        text.remove_prefix(colon + 1);
        if (text.empty()) return {};  // it ended in a colon
    }
    return groups;
}

// The groups before and after "::"; without one, all eight stand before it.
std::optional<Ipv6Octets> parse_ipv6(std::string_view text) noexcept {
    const std::size_t gap = text.find("::");
    const bool has_gap = gap != std::string_view::npos;
    const auto head =
        parse_groups(text.substr(0, gap), has_gap ? Tail::hex_only : Tail::may_be_ipv4);
    const auto tail =
        parse_groups(has_gap ? text.substr(gap + 2) : std::string_view(), Tail::may_be_ipv4);
    if (!head || !tail) return {};
    // RFC 4291 §2.2: "::" stands for one group of zeros or more.
    const std::size_t count = head->count + tail->count;
    if (has_gap ? count >= kGroups : count != kGroups) return {};

    Ipv6Octets octets{};
    const auto put = [&](std::size_t position, std::uint16_t group) {
        octets[position * 2] = static_cast<std::uint8_t>(group >> 8);
        octets[position * 2 + 1] = static_cast<std::uint8_t>(group);
    };
    for (std::size_t i = 0; i < head->count; ++i)
        put(i, head->values[i]);
    for (std::size_t i = 0; i < tail->count; ++i)
        put(kGroups - tail->count + i, tail->values[i]);
    return octets;
}

Result<Address, AddressParseFault> parse_ipv6_host(std::string_view host, std::uint16_t port) {
    const std::size_t percent = host.find('%');
    const auto octets = parse_ipv6(host.substr(0, percent));
    if (!octets) return AddressParseFault::bad_ipv6;
    if (percent == std::string_view::npos) return Address::ipv6(*octets, port);
    const auto scope_id = parse_decimal<std::uint32_t>(host.substr(percent + 1));
    if (!scope_id || *scope_id == 0) return AddressParseFault::bad_scope;
    const Address address = Address::ipv6(*octets, port, *scope_id);
    // It was dropped where it means nothing; who wrote it thought otherwise.
    if (address.scope_id() != *scope_id) return AddressParseFault::bad_scope;
    return address;
}

// A name whose last label is a number is meant as an address, and resolvers take it for one, by
// rules of their own ("127.1", "0x7f000001"): not a name for us, so it never reaches one.
bool ends_in_a_number(std::string_view host) noexcept {
    if (host.ends_with('.')) host.remove_suffix(1);
    const std::string_view label = host.substr(host.rfind('.') + 1);  // npos + 1 is 0
    const bool hexadecimal = label.starts_with("0x") || label.starts_with("0X");
    return !label.empty() &&
           (all_digits(label) ||
            (hexadecimal && label.find_first_not_of("0123456789abcdefABCDEF", 2) == label.npos));
}

// ---- Writing

struct Run {
    std::size_t begin = 0;
    std::size_t length = 0;
    [[nodiscard]] std::size_t end() const noexcept { return begin + length; }
};

// RFC 5952 §4.2: the longest run of zero groups, the first of equals, and never a single group.
Run run_to_shorten(const std::array<std::uint16_t, kGroups>& groups) noexcept {
    Run longest;
    for (std::size_t i = 0; i < kGroups;) {
        Run run{i, 0};
        while (run.end() < kGroups && groups[run.end()] == 0)
            ++run.length;
        if (run.length > longest.length) longest = run;
        i = run.end() + 1;
    }
    return longest.length >= 2 ? longest : Run{};
}

void append_hex(std::string& text, std::uint16_t group) {
    std::array<char, 4> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), group, 16).ptr;
    text.append(digits.data(), end);
}

std::string ipv4_text(const Ipv4Octets& octets) {
    std::string text;
    for (const std::uint8_t octet : octets) {
        if (!text.empty()) text += '.';
        text += std::to_string(octet);
    }
    return text;
}

std::string ipv6_text(const Ipv6Octets& octets) {
    std::array<std::uint16_t, kGroups> groups{};
    for (std::size_t i = 0; i < kGroups; ++i) {
        groups[i] = static_cast<std::uint16_t>(octets[i * 2] << 8 | octets[i * 2 + 1]);
    }
    const Run zeros = run_to_shorten(groups);
    std::string text;
    for (std::size_t i = 0; i < kGroups;) {
        if (zeros.length != 0 && i == zeros.begin) {
            text += "::";
            i = zeros.end();
        } else {
            if (!text.empty() && text.back() != ':') text += ':';
            append_hex(text, groups[i++]);
        }
    }
    return text;
}

}  // namespace

Result<Address, AddressParseFault> Address::parse(std::string_view text) {
    // A colon inside the brackets is not the port's.
    const std::size_t bracket = text.rfind(']');
    const bool bracketed = text.starts_with('[');
    if (bracketed && bracket == std::string_view::npos) return AddressParseFault::unclosed_bracket;
    const std::size_t colon = bracketed ? bracket + 1 : text.rfind(':');
    if (colon >= text.size() || text[colon] != ':') return AddressParseFault::no_port;

    const std::string_view host = text.substr(0, colon);
    if (!bracketed && host.find(':') != host.npos) return AddressParseFault::no_brackets;
    const auto port = parse_decimal<std::uint16_t>(text.substr(colon + 1));
    if (!port) return AddressParseFault::bad_port;

    if (bracketed) return parse_ipv6_host(host.substr(1, host.size() - 2), *port);
    if (host == "*") return dual_stack_any(*port);
    return parse_host(host, *port);
}

Result<Address, AddressParseFault> Address::parse_host(std::string_view host, std::uint16_t port) {
    if (host.find(':') != host.npos) return parse_ipv6_host(host, port);
    if (const auto octets = parse_ipv4(host)) return ipv4(*octets, port);
    if (ends_in_a_number(host)) return AddressParseFault::bad_ipv4;
    return AddressParseFault::not_numeric;
}

std::string Address::to_string() const {
    const std::string host = host_to_string();
    const bool brackets = family_ == AddressFamily::ipv6 && !dual_stack_;
    return (brackets ? '[' + host + ']' : host) + ':' + std::to_string(port_);
}

std::string Address::host_to_string() const {
    if (dual_stack_) return "*";
    if (family_ == AddressFamily::ipv4) return ipv4_text(ipv4_octets());
    const std::string text = ipv6_text(octets_);
    return scope_id_ == 0 ? text : text + '%' + std::to_string(scope_id_);
}

}  // namespace potok
