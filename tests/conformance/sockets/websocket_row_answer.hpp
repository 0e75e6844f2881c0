// What a row of RFC 6455 lets be seen from outside: read from its events, in their notation.
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

}  // namespace potok::conformance
