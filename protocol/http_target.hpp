// Request targets and authorities, read strictly (RFC 9112 §3.2, RFC 3986 §3.2, RFC 9110 §4.2).
//
// Two choices are stricter than the grammar. A registered name has no sub-delims: no host has them,
// and "a,b" is what two Host lines look like when somebody has joined them. An empty host is
// refused everywhere: an http URI has none (RFC 9110 §4.2.1). Pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "protocol/http_failure.hpp"
#include "protocol/http_head.hpp"

namespace potok {

// host [ ":" [ port ] ] with a host that is not empty; nothing if it is not.
[[nodiscard]] std::optional<HttpAuthority> read_authority(std::string_view text) noexcept;

// "[" ( IPv6address / IPvFuture ) "]".
[[nodiscard]] bool is_ip_literal(std::string_view text) noexcept;

// Reads `head.target`, as `head.method` allows it, into form, path, query and, where the target
// names one, host.
[[nodiscard]] std::optional<HttpFailure> read_target(HttpRequestHead& head) noexcept;

}  // namespace potok
