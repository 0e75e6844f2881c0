#include "protocol/websocket_origin.hpp"

#include <algorithm>

#include "protocol/http_target.hpp"

namespace potok {
namespace {

bool is_scheme(std::string_view text) noexcept {
    const auto is_letter = [](char letter) { return lower(letter) >= 'a' && lower(letter) <= 'z'; };
    if (text.empty() || !is_letter(text.front())) return false;
    return std::all_of(text.begin(), text.end(), [&](char letter) {
        return is_letter(letter) || is(HttpByte::digit, letter) || letter == '+' || letter == '-' ||
               letter == '.';
    });
}

std::optional<std::uint16_t> default_port(std::string_view scheme) noexcept {
    if (equal_ignoring_case(scheme, "http")) return std::uint16_t{80};
    if (equal_ignoring_case(scheme, "https")) return std::uint16_t{443};
    return std::nullopt;
}

bool ends_with_ignoring_case(std::string_view text, std::string_view end) noexcept {
    return text.size() >= end.size() &&
           equal_ignoring_case(text.substr(text.size() - end.size()), end);
}

// "https://*.example.org": some name, then what stands behind the star. The origin was read, so
// there is nothing but a host and a port in it.
bool matches_below(std::string_view pattern, std::size_t star, std::string_view origin) noexcept {
    const std::string_view front = pattern.substr(0, star);
    const std::string_view end = pattern.substr(star + 1);
    return origin.size() > front.size() + end.size() &&
           equal_ignoring_case(origin.substr(0, front.size()), front) &&
           ends_with_ignoring_case(origin, end);
}

bool matches(std::string_view pattern, std::string_view origin) noexcept {
    if (pattern == "*") return true;
    const std::size_t star = pattern.find("://*.");
    if (star != std::string_view::npos) return matches_below(pattern, star + 3, origin);
    return equal_ignoring_case(pattern, origin);
}

}  // namespace

std::optional<Origin> read_origin(std::string_view text) noexcept {
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos || !is_scheme(text.substr(0, colon))) return std::nullopt;
    const auto authority = read_authority(text.substr(colon + 3));
    if (!authority) return std::nullopt;
    return Origin{text.substr(0, colon), *authority};
}

bool is_origin_pattern(std::string_view text) noexcept {
    if (text == "*" || text == "null") return true;
    const std::size_t star = text.find("://*.");
    if (star == std::string_view::npos) return read_origin(text).has_value();
    return is_scheme(text.substr(0, star)) && read_authority(text.substr(star + 5)).has_value();
}

bool is_same_host(const Origin& origin, const HttpAuthority& host) noexcept {
    const auto own = default_port(origin.scheme);
    const auto port = [own](const HttpAuthority& authority) {
        return authority.port ? authority.port : own;
    };
    return equal_ignoring_case(origin.authority.name, host.name) &&
           port(origin.authority) == port(host);
}

bool is_allowed(const OriginPolicy& policy, std::string_view origin,
                const HttpAuthority& host) noexcept {
    const auto page = read_origin(origin);
    if (!page && origin != "null") return false;
    if (page && is_same_host(*page, host)) return true;
    return std::any_of(policy.allowed.begin(), policy.allowed.end(),
                       [origin](const std::string& pattern) { return matches(pattern, origin); });
}

}  // namespace potok
