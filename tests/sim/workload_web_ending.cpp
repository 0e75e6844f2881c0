// Workload: the program ends in good order in the middle of WebSocket and HTTP traffic. What a
// client had said by then is answered, a WebSocket hears 1001, and the last response says that it
// is the last.
#include <algorithm>
#include <array>

#include "tests/sim/http_traffic.hpp"
#include "tests/sim/traffic.hpp"
#include "tests/sim/websocket_traffic.hpp"
#include "tests/sim/workload.hpp"

namespace potok::sim {
namespace {

constexpr std::array<ClientPlan::Ending, 5> kEndings = {
    ClientPlan::Ending::stay, ClientPlan::Ending::stay, ClientPlan::Ending::stay,
    ClientPlan::Ending::half_close, ClientPlan::Ending::go_silent};

// A client, and what it says. It falls silent at the drain, or goes on.
struct Talker {
    Client* client;
    Talk talk;
};

Talk draw_talk(World& world, EndpointScheme scheme, ClientPlan& plan) {
    const std::size_t volume = world.random.mostly_small(60'000);
    if (scheme == EndpointScheme::ws) {
        plan.view = websocket_view(world, WebSocketEnd::goes_away);
        return websocket_talk(world.random, volume);
    }
    HttpTalk talk = http_talk(world.random, volume);
    plan.view = http_view(world, talk.asked, HttpEnd::any_time);
    return talk;
}

Talker connect(World& world, Rig& rig, std::uint16_t port, EndpointScheme scheme) {
    ClientPlan plan;
    draw_pace(world.random, plan);
    Talk talk = draw_talk(world, scheme, plan);
    plan.to_send = talk.says;
    plan.expected = talk.owed;
    plan.ending = world.random.pick(kEndings);
    plan.turn_at = world.random.mostly_small(talk.says.size() + talk.owed.size());
    return {&rig.connect(port, std::move(plan)), std::move(talk)};
}

// Owed to those who fall silent, as in drain_with_traffic.
void expect_answers(const std::vector<Talker>& talkers) {
    for (const auto& [client, talk] : talkers) {
        if (client->done() || client->turned_away()) continue;
        client->stop_sending();
        client->must_get_at_least(talk.owed_for(client->delivered()));
    }
}

// Two minutes are enough for all who are still there.
void expect_last_words(World& world, Rig& rig) {
    const auto silent = std::count_if(rig.clients().begin(), rig.clients().end(),
                                      [](const auto& client) { return client->turned_away(); });
    const std::size_t outlasted = rig.ledger().closed_because(CloseReason::drain_timeout);
    if (outlasted > static_cast<std::size_t>(silent)) {
        world.fail(std::to_string(outlasted) + " connections outlasted a drain, and " +
                   std::to_string(silent) + " clients had fallen silent");
    }
}

}  // namespace

void drain_with_web_traffic(World& world) {
    Random& random = world.random;
    world.faults.spurious_block = 0;
    world.faults.short_receive = 0;
    world.faults.accept_error = 0;
    world.faults.time_jumps = 0;
    const EndpointScheme scheme = random.coin() ? EndpointScheme::ws : EndpointScheme::http;
    Rig rig(world, {.threads = static_cast<std::uint32_t>(random.between(1, 3))});
    rig.limits = usual_limits(random);
    const std::uint16_t port = rig.listen(echo_sessions(rig, scheme, false));
    rig.start();
    std::vector<Talker> talkers;
    const std::size_t count = random.between(1, 10);
    for (std::size_t i = 0; i < count; ++i)
        talkers.push_back(connect(world, rig, port, scheme));
    world.run_for(random.between(Duration(0), Duration(std::chrono::milliseconds(50))));
    const bool in_a_hurry = random.chance(300);
    if (!in_a_hurry && random.coin()) expect_answers(talkers);
    const Duration hurry = random.between(Duration(0), Duration(std::chrono::seconds(1)));
    rig.end_in_order(in_a_hurry ? hurry : Duration(std::chrono::minutes(2)));
    rig.await_clients(count, std::chrono::minutes(10));
    if (!in_a_hurry) expect_last_words(world, rig);
}

}  // namespace potok::sim
