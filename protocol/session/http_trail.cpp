#include "protocol/session/http_trail.hpp"

#include <utility>
#include <variant>

namespace potok {
namespace {

using Step = HttpTrail::Step;

Step step_of(HttpRedirectFault fault) noexcept {
    switch (fault) {
        case HttpRedirectFault::not_a_redirect:
            return Step::ends;
        case HttpRedirectFault::too_many:
            return Step::too_many;
        case HttpRedirectFault::scheme_not_possible:
        case HttpRedirectFault::less_secure:
            return Step::elsewhere;
        case HttpRedirectFault::location_missing:
        case HttpRedirectFault::location_malformed:
        case HttpRedirectFault::user_information:
            break;
    }
    return Step::malformed;
}

// Two of them name no place.
std::optional<std::string_view> location_of(const HttpFields& fields) noexcept {
    constexpr std::string_view kLocation = "Location";
    return fields.count(kLocation) == 1 ? fields.find(kLocation) : std::nullopt;
}

}  // namespace

void HttpTrail::begin(std::string_view method, bool has_body) noexcept {
    place_.reset();
    method_ = method;
    followed_ = 0;
    has_body_ = has_body;
}

HttpTrail::Step HttpTrail::follow(const HttpResponseHead& head) {
    if (most_ == 0) return Step::ends;
    auto result = redirect_of({.status = head.status,
                               .method = method_,
                               .location = location_of(head.fields),
                               .followed = followed_,
                               .most = most_},
                              place());
    if (const auto* const fault = std::get_if<HttpRedirectFault>(&result)) return step_of(*fault);
    HttpRedirect& redirect = std::get<HttpRedirect>(result);
    if (!redirect.place.same_origin(*start_)) return Step::elsewhere;
    place_ = std::move(redirect.place);
    method_ = redirect.method;
    has_body_ = has_body_ && redirect.keeps_body;
    ++followed_;
    return Step::goes_on;
}

bool describes_body(std::string_view field_name) noexcept {
    constexpr std::string_view kContent = "Content-";
    return equal_ignoring_case(field_name.substr(0, kContent.size()), kContent) ||
           equal_ignoring_case(field_name, "Digest") ||
           equal_ignoring_case(field_name, "Last-Modified");
}

}  // namespace potok
