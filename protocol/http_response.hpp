// The head of a response, read once and judged whole, with regard to the request that it answers
// (RFC 9112 §4, §6.3).
//
// As strict as a request's: a client that a proxy stands before is who response splitting is aimed
// at. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "protocol/http_failure.hpp"
#include "protocol/http_head.hpp"

namespace potok {

// Fills `head` with views into `bytes`, which are a head that HttpHeadScanner called whole, sent in
// answer to a request with this method. After a failure the head says nothing.
[[nodiscard]] std::optional<HttpFailure> read_response_head(Bytes bytes, std::string_view method,
                                                            HttpResponseHead& head) noexcept;

// Whether a response with this status to this method has no content, whatever its fields say (RFC
// 9112 §6.3, 1 and 2).
[[nodiscard]] bool has_no_content(std::string_view method, std::uint16_t status) noexcept;

}  // namespace potok
