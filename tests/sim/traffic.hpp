// Traffic: what workloads share: the echo server under test and plans for its clients.
#pragma once

#include <cstddef>
#include <string>

#include "protocol/session/endpoint_address.hpp"
#include "tests/sim/client.hpp"
#include "tests/sim/random.hpp"
#include "tests/sim/rig.hpp"

namespace potok::sim {

// The longest message that the echo server takes, payload alone.
inline constexpr std::size_t kMessageMax = 64 * 1024;

// The limits of most worlds: a queue of a drawn length, and deadlines that only silence can miss.
[[nodiscard]] ConnectionLimits usual_limits(Random& random);

// The deadlines of HTTP and WebSocket; zero: none.
struct WebTimes {
    Duration head_timeout = std::chrono::seconds(5);
    Duration body_timeout = std::chrono::seconds(10);
    Duration idle_timeout = std::chrono::seconds(60);  // between two requests
    Duration ping_interval = std::chrono::seconds(25);
};

// Sessions of server/echo in that protocol, for Rig::listen().
[[nodiscard]] Rig::MakeSession echo_sessions(Rig& rig, EndpointScheme scheme, bool broadcast,
                                             const WebTimes& times = {});

// Whole messages of the protocol, together at most about so many bytes.
[[nodiscard]] std::string messages(Random& random, EndpointScheme scheme, std::size_t bytes_max);
[[nodiscard]] std::string length_prefixed(std::string_view payload);
[[nodiscard]] std::string random_text(Random& random, std::size_t bytes);

// How much of `bytes` an echo server owes for: its whole messages.
[[nodiscard]] std::size_t whole_messages(EndpointScheme scheme, std::string_view bytes);

// A client that keeps a pace, fast or slow, but never so slow that it makes no progress.
void draw_pace(Random& random, ClientPlan& plan);
// One that reads by far more slowly than it speaks: all that a server says has to wait for room.
void read_slowly(Random& random, ClientPlan& plan);
// A client of the echo server: what it says, what it must get, and how it ends.
[[nodiscard]] ClientPlan echo_plan(Random& random, EndpointScheme scheme, std::size_t bytes_max);
// Mostly little, sometimes more than any queue or buffer holds.
[[nodiscard]] std::size_t usual_volume(Random& random);

}  // namespace potok::sim
