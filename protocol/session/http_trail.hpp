// HttpTrail: how far one request has been led by redirections, and whether its client goes on.
//
// It stays with the origin that it set out for, so that the connection can carry every step of it:
// what leads elsewhere is told, not followed. Nobody asks whether a server leads in a circle, as
// the number of steps is bounded. Whoever sends the next request sends no body where has_body() is
// false, and none of the fields that describe one (RFC 9110 §15.4). Loop thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "protocol/http_head.hpp"
#include "protocol/http_redirect.hpp"

namespace potok {

class HttpTrail {
  public:
    enum class Step : std::uint8_t {
        ends,       // the answer leads nowhere: it is the one
        goes_on,    // to place()
        too_many,   // as often as the client goes, it went
        elsewhere,  // to another origin, or out of HTTP
        malformed,  // to no place, or to one with a password in it
    };

    // `start` outlives the trail. `most`: steps; none with 0, then every answer is the one.
    HttpTrail(const HttpPlace& start, unsigned most) noexcept : start_(&start), most_(most) {}

    // A request sets out for the start. The method outlives the trail.
    void begin(std::string_view method, bool has_body) noexcept;

    // Where this answer leads. Only goes_on changes anything.
    [[nodiscard]] Step follow(const HttpResponseHead& head);

    // ---- The request that is due, or under way

    [[nodiscard]] const HttpPlace& place() const noexcept { return place_ ? *place_ : *start_; }
    [[nodiscard]] std::string_view method() const noexcept { return method_; }
    [[nodiscard]] bool has_body() const noexcept { return has_body_; }

  private:
    const HttpPlace* start_;
    std::optional<HttpPlace> place_;  // none: the start
    std::string_view method_;
    unsigned followed_ = 0;
    unsigned most_;
    bool has_body_ = false;
};

// Whether a field says something of the body, and has no sense without it (RFC 9110 §15.4).
[[nodiscard]] bool describes_body(std::string_view field_name) noexcept;

}  // namespace potok
