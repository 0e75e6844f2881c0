// The grammar of Sec-WebSocket-Extensions (RFC 6455 §9.1):
//
//   1#( token *( ";" token [ "=" ( token | quoted-string that is a token ) ] ) )
//
// An offer is read piece by piece, in views of the field. A malformed one fails the handshake, also
// where nothing in it would be taken. Pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "protocol/http_head.hpp"

namespace potok {

struct WebSocketParameter {
    std::string_view name;
    std::optional<std::string_view> value;  // without quotes; may then still have backslashes in it
};

// Takes the next parameter off the front of `rest`, which begins with its ";". False if it is
// malformed.
[[nodiscard]] bool take_parameter(std::string_view& rest, WebSocketParameter& parameter) noexcept;

// Whether one element of the list is well formed.
[[nodiscard]] bool is_extension(std::string_view element) noexcept;

// Whether every line of the field is, taken together with at least one extension; true where there
// is no such field.
[[nodiscard]] bool extensions_are_valid(const HttpFields& fields) noexcept;

}  // namespace potok
