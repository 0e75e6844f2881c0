// WebSocket traffic: what clients of a WebSocket echo say, byte by byte of RFC 6455, and how they
// understand what comes back.
//
// What is owed are the server's frames, the pings left out: those come at times of their own, and
// are answered. The handshake's answer is looked at and left out too. A server that ends in order
// says so by a close frame, unless the client's end came first. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tests/sim/client.hpp"
#include "tests/sim/random.hpp"
#include "tests/sim/talk.hpp"

namespace potok::sim {

class World;

// The request to open a WebSocket.
[[nodiscard]] std::string upgrade_request();

// A frame as a client sends it, and as a server does. `first`: its first byte.
[[nodiscard]] std::string client_frame(Random& random, unsigned first, std::string_view payload);
[[nodiscard]] std::string server_frame(unsigned first, std::string_view payload);
[[nodiscard]] std::string close_body(unsigned code, std::string_view reason = {});

// A server's frame, as far as its header tells; none: that is not whole.
struct SeenFrame {
    std::uint8_t first;  // its first byte
    std::size_t header_bytes;
    std::size_t payload_bytes;

    [[nodiscard]] bool is_control() const noexcept { return (first & 0x08) != 0; }
    [[nodiscard]] std::size_t bytes() const noexcept { return header_bytes + payload_bytes; }
};
[[nodiscard]] std::optional<SeenFrame> see_frame(std::string_view unread);

// A message as a client says it, in fragments or not, with pings and pongs between: what it is
// owed for those is added to `owed`.
[[nodiscard]] std::string say_in_frames(Random& random, unsigned opcode, std::string_view payload,
                                        std::string& owed);
// One that is text, whole letters of it, or binary.
[[nodiscard]] std::string random_payload(Random& random, bool text, std::size_t bytes);

// The handshake and whole messages, together about so many bytes, in fragments or not, with pings
// and pongs between.
[[nodiscard]] Talk websocket_talk(Random& random, std::size_t bytes_max);

// Adds what ends a WebSocket: a close frame, or a broken rule; behind it, perhaps, what nobody may
// look at any more.
void say_close(Random& random, Talk& talk);
void break_a_rule(Random& random, Talk& talk);

// How the server may end it: as it is told to, or at any time because it goes away (1001), which is
// then left out like a ping.
enum class WebSocketEnd : std::uint8_t { as_owed, goes_away };

[[nodiscard]] std::shared_ptr<ClientView> websocket_view(World& world,
                                                         WebSocketEnd end = WebSocketEnd::as_owed);

// A client of the echo: what it says, what it must get, and how it ends.
[[nodiscard]] ClientPlan websocket_plan(World& world, std::size_t bytes_max);

}  // namespace potok::sim
