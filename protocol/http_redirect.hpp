// Where an answer sends its client on (RFC 9110 §15.4), and whether the client goes.
//
// Nobody is followed unless the client says how often. The place is resolved against the current
// one (RFC 3986 §5.2); what leads out of HTTP, from https back to http, or carries a password is
// not followed, whatever the server wants. Whoever follows to another origin leaves credentials and
// cookies behind. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace potok {

// A place on the web, its parts as they are sent.
struct HttpPlace {
    bool is_secure = false;  // https
    std::string authority;   // host, and port where it is not the scheme's own
    std::string target = "/";

    [[nodiscard]] bool same_origin(const HttpPlace& other) const noexcept;
    friend bool operator==(const HttpPlace&, const HttpPlace&) = default;
};

struct HttpRedirect {
    HttpPlace place;
    std::string_view method;  // of the next request: a view of the last one's, or "GET"
    bool keeps_body = false;
};

enum class HttpRedirectFault : std::uint8_t {
    not_a_redirect,  // another status, or none of the redirecting ones that name a place
    location_missing,
    location_malformed,
    scheme_not_possible,  // neither http nor https
    less_secure,          // from https to http
    user_information,     // "user:password@"
    too_many,             // as often as the client goes
};

struct HttpRedirectAsk {
    std::uint16_t status = 0;
    std::string_view method;
    std::optional<std::string_view> location;
    unsigned followed = 0;  // how many led here
    unsigned most = 0;
};

[[nodiscard]] std::variant<HttpRedirect, HttpRedirectFault> redirect_of(const HttpRedirectAsk& ask,
                                                                        const HttpPlace& from);

}  // namespace potok
