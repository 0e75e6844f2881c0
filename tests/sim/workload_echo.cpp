// Workloads: echo in every protocol. Who reads gets every byte back, in order, whatever the
// network does; who breaks off is forgotten without a trace.
#include "tests/sim/http_traffic.hpp"
#include "tests/sim/traffic.hpp"
#include "tests/sim/websocket_traffic.hpp"
#include "tests/sim/workload.hpp"

namespace potok::sim {
namespace {

constexpr std::size_t kAnswerHeadMax = 1024;

ClientPlan plan_of(World& world, EndpointScheme scheme) {
    const std::size_t volume = usual_volume(world.random);
    if (scheme == EndpointScheme::ws) return websocket_plan(world, volume);
    if (scheme == EndpointScheme::http) return http_plan(world, volume);
    return echo_plan(world.random, scheme, volume);
}

void echo(World& world, EndpointScheme scheme) {
    Random& random = world.random;
    LoopGroupOptions options;
    options.threads = static_cast<std::uint32_t>(random.between(1, 3));
    Rig rig(world, options);
    rig.limits = usual_limits(random);
    // What one receive brings, and a message that began before it, is promised without a limit.
    rig.ledger().queued_bytes_bound =
        rig.limits.queued_bytes_max + ReceiveBlock::kDataBytes + 2 * kMessageMax;
    // A message half there, in a block of up to twice its bytes; and one answer that waits for
    // room.
    rig.ledger().held_bytes_bound = 2 * kMessageMax + kMessageMax + kAnswerHeadMax;
    // The slowest of these clients is no attacker.
    WebTimes times;
    times.head_timeout = times.body_timeout = times.idle_timeout = std::chrono::minutes(2);
    if (random.coin()) times.ping_interval = std::chrono::seconds(2);
    const std::uint16_t port = rig.listen(echo_sessions(rig, scheme, false, times), random.coin());
    rig.start();
    const std::size_t clients = random.between(1, 12);
    for (std::size_t i = 0; i < clients; ++i) {
        world.at(world.soon(std::chrono::milliseconds(300)),
                 [&world, &rig, port, scheme] { rig.connect(port, plan_of(world, scheme)); });
    }
    rig.await_clients(clients, std::chrono::minutes(10));
    if (random.chance(300)) rig.expect_calm();
    if (random.coin()) {
        rig.end_in_order(std::chrono::seconds(3));
    } else {
        rig.stop();
    }
}

}  // namespace

void echo_length_prefixed(World& world) {
    echo(world, EndpointScheme::lp);
}

void echo_lines(World& world) {
    echo(world, EndpointScheme::line);
}

void echo_raw(World& world) {
    echo(world, EndpointScheme::tcp);
}

void echo_websocket(World& world) {
    echo(world, EndpointScheme::ws);
}

void echo_http(World& world) {
    echo(world, EndpointScheme::http);
}

}  // namespace potok::sim
