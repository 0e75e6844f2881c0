#include "protocol/http_redirect.hpp"

#include <algorithm>

#include "protocol/http_syntax.hpp"
#include "protocol/http_target.hpp"

namespace potok {
namespace {

using Fault = HttpRedirectFault;

constexpr std::string_view kHttp = "http";
constexpr std::string_view kHttps = "https";

// The parts of a reference (RFC 3986 §4.1, appendix B), where they are there.
struct Reference {
    std::optional<std::string_view> scheme;
    std::optional<std::string_view> authority;
    std::string_view path;
    std::optional<std::string_view> query;
};

// A ":" before any "/", "?" ends a scheme.
Reference split(std::string_view text) noexcept {
    Reference parts;
    text = text.substr(0, text.find('#'));  // a fragment is the client's own affair
    const std::size_t stop = text.find_first_of(":/?");
    if (stop != text.npos && text[stop] == ':') {
        parts.scheme = text.substr(0, stop);
        text.remove_prefix(stop + 1);
    }
    if (text.starts_with("//")) {
        text.remove_prefix(2);
        parts.authority = text.substr(0, text.find_first_of("/?"));
        text.remove_prefix(parts.authority->size());
    }
    const std::size_t mark = text.find('?');
    parts.path = text.substr(0, mark);
    if (mark != text.npos) parts.query = text.substr(mark + 1);
    return parts;
}

// RFC 3986 §5.2.4, for a path that begins with a slash.
std::string without_dots(std::string_view path) {
    std::string out;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/', 1), path.size());
        const std::string_view part = path.substr(0, end);
        path.remove_prefix(end);
        const bool is_last = path.empty();
        if (part == "/.") {
            if (is_last) out += '/';
        } else if (part == "/..") {
            out.resize(out.empty() ? 0 : out.rfind('/'));
            if (is_last) out += '/';
        } else {
            out += part;
        }
    }
    return out.empty() ? "/" : out;
}

// §5.2.3: what stands in the place of the last part of the current path.
std::string merged(std::string_view target, std::string_view path) {
    const std::string_view current = target.substr(0, target.find('?'));
    return std::string(current.substr(0, current.rfind('/') + 1)).append(path);
}

std::string resolved_target(const Reference& to, std::string_view current) {
    std::string path;
    if (to.authority || to.path.starts_with('/')) {
        path = without_dots(to.path.empty() ? "/" : to.path);
    } else if (to.path.empty()) {
        path = current.substr(0, to.query ? current.find('?') : current.npos);
    } else {
        path = without_dots(merged(current, to.path));
    }
    if (to.query) path.append("?").append(*to.query);
    return path;
}

bool is_target(std::string_view target) noexcept {
    const std::size_t mark = target.find('?');
    const std::string_view query = mark == target.npos ? "" : target.substr(mark + 1);
    return target.starts_with('/') && all_are_or_encoded(HttpByte::path, target.substr(0, mark)) &&
           all_are_or_encoded(HttpByte::query, query);
}

// Without the port that the scheme has anyway, in small letters: so that one origin has one form.
std::string normal_authority(const HttpAuthority& authority, bool is_secure) {
    std::string out;
    for (const char letter : authority.name)
        out += lower(letter);
    const std::uint16_t usual = is_secure ? 443 : 80;
    if (authority.port && *authority.port != usual) out += ':' + std::to_string(*authority.port);
    return out;
}

std::optional<Fault> move_origin(const Reference& to, HttpPlace& place) {
    if (to.scheme) {
        const bool is_secure = equal_ignoring_case(*to.scheme, kHttps);
        if (!is_secure && !equal_ignoring_case(*to.scheme, kHttp))
            return Fault::scheme_not_possible;
        if (!to.authority) return Fault::location_malformed;
        if (place.is_secure && !is_secure) return Fault::less_secure;
        place.is_secure = is_secure;
    }
    if (!to.authority) return std::nullopt;
    if (to.authority->find('@') != std::string_view::npos) return Fault::user_information;
    const auto authority = read_authority(*to.authority);
    if (!authority || authority->name.empty()) return Fault::location_malformed;
    place.authority = normal_authority(*authority, place.is_secure);
    return std::nullopt;
}

bool is_redirecting(std::uint16_t status) noexcept {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

bool HttpPlace::same_origin(const HttpPlace& other) const noexcept {
    return is_secure == other.is_secure && equal_ignoring_case(authority, other.authority);
}

std::variant<HttpRedirect, HttpRedirectFault> redirect_of(const HttpRedirectAsk& ask,
                                                          const HttpPlace& from) {
    if (!is_redirecting(ask.status)) return Fault::not_a_redirect;
    if (ask.followed >= ask.most) return Fault::too_many;
    if (!ask.location) return Fault::location_missing;
    const Reference to = split(*ask.location);
    HttpRedirect redirect{.place = from, .method = ask.method, .keeps_body = true};
    if (const auto fault = move_origin(to, redirect.place)) return *fault;
    redirect.place.target = resolved_target(to, from.target);
    if (!is_target(redirect.place.target)) return Fault::location_malformed;
    // 303 asks for it, and after 301 and 302 everyone does it to POST (§15.4.2, §15.4.3).
    const bool is_head = ask.method == "HEAD";
    const bool becomes_get = (ask.status == 303 && !is_head) ||
                             ((ask.status == 301 || ask.status == 302) && ask.method == "POST");
    if (becomes_get) redirect.method = "GET";
    if (becomes_get || is_head) redirect.keeps_body = false;
    return redirect;
}

}  // namespace potok
