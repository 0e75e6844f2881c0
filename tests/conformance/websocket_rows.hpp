// RFC 6455 §5 to §8 (and §1.4, §10.4), for what comes in over an open WebSocket, as a table: one
// row a rule, the bytes that put it to the test, and what has to become of them. The opening
// handshake (§4) has a table of its own: handshake_rows.hpp.
//
// A row binds a server, a client or both; the bytes are those that its peer sends. What is expected
// is written in the notation of tests/unit/protocol/websocket_subject.hpp:
//
//     T(6869)  B(00ff)  [ping:00]  [pong:]  [close 1000:]  !name_of_a_failure
//
// and the code that our own close frame then has: 0 where the connection stays open, 1005 where the
// frame has none, as the one that it answers. Rows are data:
// the engine is put to them here, sockets elsewhere. Where the RFC leaves a choice, the rule says
// what we chose.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/websocket.hpp"

namespace potok::conformance {

// What was agreed on for permessage-deflate.
enum class RowCompression : std::uint8_t { none, without_context, with_context };

struct WebSocketRow {
    std::string section;  // "5.2"
    std::string rule;     // in our words
    WebSocketRole role;   // whom it binds
    std::string bytes;    // what its peer sends
    std::string events;
    std::uint16_t close_code = 0;
    RowCompression compression = RowCompression::none;
};

// The largest message that every row allows.
inline constexpr std::uint64_t kRowsMaxMessage = 70'000;

[[nodiscard]] std::vector<WebSocketRow> websocket_rows();

// RFC 7692 §6 and §7.2, for what comes in where compression was agreed on. A compressed message
// is written as what it stands for, once it is whole.
[[nodiscard]] std::vector<WebSocketRow> websocket_deflate_rows();

}  // namespace potok::conformance
