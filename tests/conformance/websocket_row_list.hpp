// What the families of rows are written with: a list for one role, and events in their notation.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/conformance/websocket_bytes.hpp"
#include "tests/conformance/websocket_rows.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::conformance {

using test::hex;

inline std::string text_event(std::string_view payload) {
    return "T(" + hex(payload) + ")";
}

inline std::string binary_event(std::string_view payload) {
    return "B(" + hex(payload) + ")";
}

inline std::string close_event(unsigned code, std::string_view reason = {}) {
    return "[close " + std::to_string(code) + ":" + hex(reason) + "]";
}

inline std::string number(unsigned value) {
    return std::to_string(value);
}

// The rows of one role; each part of the RFC adds its own.
class Rows {
  public:
    explicit Rows(WebSocketRole role) : role_(role), peer(role) {}

    void open(std::string section, std::string rule, std::string bytes, std::string events) {
        rows.push_back({section, rule, role_, bytes, events, 0});
    }
    void closed(std::string section, std::string rule, std::string bytes, std::string events,
                unsigned code) {
        rows.push_back({section, rule, role_, bytes, events, static_cast<std::uint16_t>(code)});
    }

    [[nodiscard]] bool is_server() const { return role_ == WebSocketRole::server; }

  private:
    WebSocketRole role_;

  public:
    const Peer peer;
    std::vector<WebSocketRow> rows;
};

// §5.5, §7: control frames and the closing handshake.
void add_control_rows(Rows& to);

// §5.6, §8.1: what is text and what is not.
void add_text_rows(Rows& to);

}  // namespace potok::conformance
