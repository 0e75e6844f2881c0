// What requests, responses and trailers have in common: field lines, the version, and what
// Connection, Content-Length and Transfer-Encoding say.
//
// The lines have passed HttpHeadScanner. Pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "protocol/http_failure.hpp"
#include "protocol/http_head.hpp"

namespace potok {

// Takes the front line off `lines`, without its CRLF.
[[nodiscard]] std::string_view take_line(std::string_view& lines) noexcept;

// Fields up to the empty line into `fields`, which had none.
[[nodiscard]] std::optional<HttpFailure> read_field_lines(std::string_view lines,
                                                          HttpFields& fields) noexcept;

// "HTTP/" DIGIT "." DIGIT, with a major version of 1.
[[nodiscard]] std::optional<HttpFailure> read_version(std::string_view text,
                                                      HttpVersion& version) noexcept;

// Connection is a list of tokens, and says whether the connection outlives the message (RFC 9112
// §9.3).
[[nodiscard]] std::optional<HttpFailure> read_persistence(HttpVersion version,
                                                          const HttpFields& fields,
                                                          bool& keep_alive) noexcept;

// What Transfer-Encoding and Content-Length say (RFC 9112 §6.3, 3 to 6); Kind::none where neither
// is there. Stricter than it must be: one length is one line of one number, even if another would
// say the same, and both fields together are an attack.
[[nodiscard]] std::optional<HttpFailure> read_framing(HttpVersion version, const HttpFields& fields,
                                                      HttpFraming& framing) noexcept;

}  // namespace potok
