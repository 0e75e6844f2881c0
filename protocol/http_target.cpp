#include "protocol/http_target.hpp"

#include <algorithm>

namespace potok {
namespace {

using enum HttpFailure;

constexpr std::uint64_t kPortMax = 65535;

// dec-octet: no leading zeros, at most 255.
bool is_octet(std::string_view text) noexcept {
    if (text.size() > 3 || (text.size() > 1 && text[0] == '0')) return false;
    const auto number = read_decimal(text);
    return number && *number <= 255;
}

bool is_ipv4(std::string_view text) noexcept {
    for (int dots = 0; dots < 3; ++dots) {
        const std::size_t dot = text.find('.');
        if (dot == text.npos || !is_octet(text.substr(0, dot))) return false;
        text.remove_prefix(dot + 1);
    }
    return is_octet(text);
}

// How many groups of 16 bits stand here, ":" between them; the last two may be an IPv4 address
// where the text is the address's end. Nothing if something else stands here.
std::optional<std::size_t> count_groups(std::string_view text, bool is_end) noexcept {
    if (text.empty()) return 0;
    for (std::size_t groups = 0;;) {
        const std::size_t colon = text.find(':');
        const std::string_view group = text.substr(0, colon);
        const bool last = colon == text.npos;
        if (last && is_end && is_ipv4(group)) return groups + 2;
        if (group.empty() || group.size() > 4 || !all_are(HttpByte::hex, group)) return {};
        ++groups;
        if (last) return groups;
        text.remove_prefix(colon + 1);
    }
}

// "::" stands for one group or more.
bool is_ipv6(std::string_view text) noexcept {
    const std::size_t gap = text.find("::");
    if (gap == text.npos) return count_groups(text, true) == 8;
    const auto before = count_groups(text.substr(0, gap), false);
    const auto behind = count_groups(text.substr(gap + 2), true);
    return before && behind && *before + *behind <= 7;
}

// "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )
bool is_future_address(std::string_view text) noexcept {
    if (text.empty() || lower(text[0]) != 'v') return false;
    const std::size_t dot = text.find('.');
    if (dot == text.npos || dot == 1 || dot + 1 == text.size()) return false;
    const auto is_part = [](char byte) {
        return is(HttpByte::path, byte) && byte != '/' && byte != '@';
    };
    const std::string_view address = text.substr(dot + 1);
    return all_are(HttpByte::hex, text.substr(1, dot - 1)) &&
           std::all_of(address.begin(), address.end(), is_part);
}

bool is_host(std::string_view text) noexcept {
    if (text.starts_with('[')) return is_ip_literal(text);
    return !text.empty() && all_are_or_encoded(HttpByte::name, text);
}

// What a path or a query may not have, by name.
HttpFailure malformed(std::string_view text) noexcept {
    if (text.find('#') != text.npos) return target_fragment;
    const bool encoded = all_are_or_encoded(HttpByte::visible, text);
    return encoded ? target_malformed : target_encoding_malformed;
}

// A path, and behind "?" a query.
std::optional<HttpFailure> read_path(std::string_view text, HttpRequestHead& head) noexcept {
    const std::size_t mark = text.find('?');
    head.path = text.substr(0, mark);
    head.query = mark == text.npos ? std::string_view() : text.substr(mark + 1);
    const bool good = all_are_or_encoded(HttpByte::path, head.path) &&
                      all_are_or_encoded(HttpByte::query, head.query);
    if (!good) return malformed(text);
    return std::nullopt;
}

std::optional<HttpFailure> read_authority_form(HttpRequestHead& head) noexcept {
    head.form = HttpTargetForm::authority;
    if (head.target.find('@') != head.target.npos) return target_user_information;
    const auto authority = read_authority(head.target);
    // RFC 9110 §9.3.6: no port, or one that is none, is to be refused.
    if (!authority || authority->port.value_or(0) == 0) return target_malformed;
    head.host = *authority;
    return std::nullopt;
}

std::optional<HttpFailure> read_absolute_form(std::size_t scheme_end,
                                              HttpRequestHead& head) noexcept {
    head.form = HttpTargetForm::absolute;
    const std::string_view scheme = head.target.substr(0, scheme_end);
    if (!equal_ignoring_case(scheme, "http") && !equal_ignoring_case(scheme, "https"))
        return target_form_not_allowed;
    const std::string_view rest = head.target.substr(scheme_end + 3);
    const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
    if (rest.substr(0, end).find('@') != rest.npos) return target_user_information;
    const auto authority = read_authority(rest.substr(0, end));
    if (!authority) return host_malformed;
    head.host = *authority;
    const auto failure = read_path(rest.substr(end), head);
    if (head.path.empty()) head.path = "/";
    return failure;
}

}  // namespace

bool is_ip_literal(std::string_view text) noexcept {
    if (text.size() < 2 || text.front() != '[' || text.back() != ']') return false;
    const std::string_view address = text.substr(1, text.size() - 2);
    return is_ipv6(address) || is_future_address(address);
}

std::optional<HttpAuthority> read_authority(std::string_view text) noexcept {
    // Colons within brackets are the address's own.
    const std::size_t bracket = text.rfind(']');
    const std::size_t colon = text.find(':', bracket == text.npos ? 0 : bracket);
    HttpAuthority authority{text, text.substr(0, colon), std::nullopt};
    if (!is_host(authority.name)) return std::nullopt;
    if (colon == text.npos || colon + 1 == text.size()) return authority;
    const auto port = read_decimal(text.substr(colon + 1));
    if (!port || *port > kPortMax) return std::nullopt;
    authority.port = static_cast<std::uint16_t>(*port);
    return authority;
}

std::optional<HttpFailure> read_target(HttpRequestHead& head) noexcept {
    if (head.method == "CONNECT") return read_authority_form(head);
    if (head.target == "*") {
        head.form = HttpTargetForm::asterisk;
        return head.method == "OPTIONS" ? std::nullopt : std::optional(target_form_not_allowed);
    }
    if (head.target.starts_with('/')) {
        head.form = HttpTargetForm::origin;
        return read_path(head.target, head);
    }
    const std::size_t scheme_end = head.target.find("://");
    if (scheme_end != head.target.npos) return read_absolute_form(scheme_end, head);
    return read_authority(head.target) ? target_form_not_allowed : target_malformed;
}

}  // namespace potok
