// Workloads: what happens in a world, each aimed at a limit. A workload sets the loops and the
// clients up, says what each of them is owed, and brings the world to its end.
#pragma once

#include <span>
#include <string_view>

namespace potok::sim {

class World;

struct Workload {
    std::string_view name;
    void (*run)(World& world);
};

// Echo in the three protocols: readers slow and fast, half-closes, resets, silence.
void echo_length_prefixed(World& world);
void echo_lines(World& world);
void echo_raw(World& world);
// The same over WebSockets and as HTTP bodies: fragments, pings, pipelines, broken rules.
void echo_websocket(World& world);
void echo_http(World& world);
// One message to all, over several loops.
void broadcast(World& world);
// The same among WebSockets, with a drain in the middle.
void broadcast_websocket(World& world);
// Sessions that pause, leave tails and go on later.
void pauses(World& world);
// Messages from other threads, under the byte credit.
void posted(World& world);
// Deadlines: idleness, the handshake, no progress.
void deadlines(World& world);
// More connections than there may be, and fewer descriptors than connections.
void storm(World& world);
// Less memory than the clients would have held for them.
void memory_budget(World& world);
// Outgoing connections to servers that answer, refuse and stay silent.
void outgoing(World& world);
// The program ends in the middle of the traffic, with and without order.
void drain_with_traffic(World& world);
void stop_with_traffic(World& world);
void drain_with_web_traffic(World& world);
// Deadlines of HTTP, and pings that nobody answers.
void web_deadlines(World& world);
// WebSockets of which both ends are ours.
void websocket_both_ends(World& world);
// TLS: echo to clients from outside, and both ends ours.
void echo_tls(World& world);
void tls_both_ends(World& world);

// All of them.
[[nodiscard]] std::span<const Workload> workloads() noexcept;

}  // namespace potok::sim
