// The head of a request, read once and judged whole (RFC 9112 §3, §5, §6).
//
// HttpHeadScanner has seen to it that lines are lines and bytes stand where they may; here they get
// their meaning, and whatever two recipients could read in two ways is refused. Pure functions.
#pragma once

#include <optional>

#include "base/bytes.hpp"
#include "protocol/http_failure.hpp"
#include "protocol/http_head.hpp"

namespace potok {

// Fills `head` with views into `bytes`, which are a head that HttpHeadScanner called whole. After a
// failure the head says nothing.
[[nodiscard]] std::optional<HttpFailure> read_request_head(Bytes bytes,
                                                           HttpRequestHead& head) noexcept;

}  // namespace potok
