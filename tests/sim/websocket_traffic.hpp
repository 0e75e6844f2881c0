// WebSocket traffic: what clients of a WebSocket echo say, byte by byte of RFC 6455, and how they
// understand what comes back.
//
// What is owed are the server's frames, the pings left out: those come at times of their own, and
// are answered. The handshake's answer is looked at and left out too. One thread.
#pragma once

#include <cstdint>
#include <memory>
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

// The handshake and whole messages, together about so many bytes, in fragments or not, with pings
// and pongs between.
[[nodiscard]] Talk websocket_talk(Random& random, std::size_t bytes_max);

// Adds what ends a WebSocket: a close frame, or a broken rule; behind it, perhaps, what nobody may
// look at any more.
void say_close(Random& random, Talk& talk);
void break_a_rule(Random& random, Talk& talk);

// Shared by the clients of a world: the server may have said that it goes away (1001) by now.
struct GoingAway {
    bool allowed = false;
};

[[nodiscard]] std::shared_ptr<ClientView> websocket_view(
    World& world, std::shared_ptr<const GoingAway> going_away = nullptr);

// A client of the echo: what it says, what it must get, and how it ends.
[[nodiscard]] ClientPlan websocket_plan(World& world, std::size_t bytes_max);

}  // namespace potok::sim
