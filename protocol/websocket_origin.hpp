// OriginPolicy: which web pages may talk to a server (RFC 6455 §10.2).
//
// Browsers let any page open a WebSocket to any host and say in Origin whose page it is, so the
// server has to look. Who sends no Origin is no browser and is let in; a page of the same host is;
// any other has to be on the list. "null" (a sandboxed page, a file) is the same as nothing.
// Values; immutable while shared.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/http_head.hpp"

namespace potok {

struct OriginPolicy {
    // "https://example.org", "http://localhost:8080"; "https://*.example.org" for every name below
    // that one; "null"; "*" for all. Letters of either case.
    std::vector<std::string> allowed;
};

// An origin as browsers write it (RFC 6454 §7.1): a scheme and an authority, nothing behind it.
struct Origin {
    std::string_view scheme;
    HttpAuthority authority;
};
[[nodiscard]] std::optional<Origin> read_origin(std::string_view text) noexcept;

// Whether `text` can stand in OriginPolicy::allowed.
[[nodiscard]] bool is_origin_pattern(std::string_view text) noexcept;

// Whether both name the same host and port; a missing port is the scheme's own.
[[nodiscard]] bool is_same_host(const Origin& origin, const HttpAuthority& host) noexcept;

// Whether a request from `origin` to `host` is let in. An origin that is none is not.
[[nodiscard]] bool is_allowed(const OriginPolicy& policy, std::string_view origin,
                              const HttpAuthority& host) noexcept;

}  // namespace potok
