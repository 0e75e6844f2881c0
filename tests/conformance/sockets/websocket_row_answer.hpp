// What a row of RFC 6455 or RFC 7692 lets be seen from outside: read from its events, in their
// notation.
#pragma once

#include <string>
#include <vector>

#include "tests/conformance/websocket_rows.hpp"
#include "tests/support/websocket_bytes.hpp"

namespace potok::conformance {

struct RowAnswer {
    std::vector<testing::ReadFrame> messages;  // whole ones, in order
    std::vector<testing::ReadFrame> controls;  // pongs, and our close frame
    std::vector<testing::ReadFrame> echoed;    // both, in the order of an echo server
};

// `masked`: as a client answers.
[[nodiscard]] RowAnswer answer_of(const WebSocketRow& row, bool masked);

// The rows that a program which keeps no context from one compressed message to the next can be
// put to: of both tables, for that role.
[[nodiscard]] std::vector<WebSocketRow> rows_for_sockets(WebSocketRole role);

// Takes the whole frames from the front of what the program said; a compressed one as what it
// stands for.
[[nodiscard]] std::vector<testing::ReadFrame> take_inflated_frames(std::string& bytes);

}  // namespace potok::conformance
