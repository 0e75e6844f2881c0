// Workloads: the program ends in the middle of the traffic. In order: what a client had sent by
// then is answered and nobody is held up beyond the timeout. At once: nothing is left behind.
#include <array>

#include "tests/sim/traffic.hpp"
#include "tests/sim/workload.hpp"

namespace potok::sim {
namespace {

constexpr std::array<EndpointScheme, 3> kSchemes = {EndpointScheme::lp, EndpointScheme::line,
                                                    EndpointScheme::tcp};

constexpr std::array<ClientPlan::Ending, 5> kEndings = {
    ClientPlan::Ending::stay, ClientPlan::Ending::stay, ClientPlan::Ending::half_close,
    ClientPlan::Ending::half_close, ClientPlan::Ending::go_silent};

// A client, and what it says. It falls silent at the drain, or goes on.
struct Talker {
    Client* client;
    std::string says;
};

// Owed to those who fall silent: to one that goes on sending, the reset for what nobody reads any
// more may come before it has read.
void expect_answers(const std::vector<Talker>& talkers, EndpointScheme scheme) {
    for (const auto& [client, says] : talkers) {
        if (client->done() || client->turned_away()) continue;
        client->stop_sending();
        const std::string_view arrived = std::string_view(says).substr(0, client->delivered());
        client->must_get_at_least(whole_messages(scheme, arrived));
    }
}

LoopGroupOptions some_loops(Random& random) {
    LoopGroupOptions options;
    options.threads = static_cast<std::uint32_t>(random.between(1, 3));
    return options;
}

}  // namespace

void drain_with_traffic(World& world) {
    Random& random = world.random;
    // What says "nothing there" while there is something may lose it at a drain, and a system does
    // not say so.
    world.faults.spurious_block = 0;
    world.faults.short_receive = 0;
    world.faults.accept_error = 0;
    world.faults.time_jumps = 0;
    const EndpointScheme scheme = random.pick(kSchemes);
    Rig rig(world, some_loops(random));
    rig.limits = usual_limits(random);
    const std::uint16_t port = rig.listen(echo_sessions(rig, scheme, false));
    rig.start();
    std::vector<Talker> talkers;
    const std::size_t count = random.between(1, 10);
    for (std::size_t i = 0; i < count; ++i) {
        ClientPlan plan;
        draw_pace(random, plan);
        plan.to_send = messages(random, scheme, random.mostly_small(100'000));
        plan.expected = plan.to_send;
        plan.ending = random.pick(kEndings);
        plan.turn_at = random.mostly_small(2 * plan.to_send.size());
        std::string says = plan.to_send;
        talkers.push_back({&rig.connect(port, std::move(plan)), std::move(says)});
    }
    world.run_for(random.between(Duration(0), Duration(std::chrono::milliseconds(50))));
    const bool in_a_hurry = random.chance(300);
    if (!in_a_hurry && random.coin()) expect_answers(talkers, scheme);
    const Duration hurry = random.between(Duration(0), Duration(std::chrono::seconds(1)));
    rig.end_in_order(in_a_hurry ? hurry : Duration(std::chrono::minutes(2)));
    rig.await_clients(count, std::chrono::minutes(10));
}

void stop_with_traffic(World& world) {
    Random& random = world.random;
    const EndpointScheme scheme = random.pick(kSchemes);
    Rig rig(world, some_loops(random));
    rig.limits = usual_limits(random);
    const std::uint16_t port = rig.listen(echo_sessions(rig, scheme, random.coin()));
    rig.start();
    const std::size_t count = random.between(1, 20);
    for (std::size_t i = 0; i < count; ++i) {
        ClientPlan plan = echo_plan(random, scheme, usual_volume(random));
        plan.must_get_all = false;
        plan.judge = [](std::string_view) {};
        rig.connect(port, std::move(plan));
    }
    world.run_for(random.between(Duration(0), Duration(std::chrono::milliseconds(30))));
    if (random.chance(300)) rig.group().drain(std::chrono::milliseconds(1));
    rig.stop();
}

}  // namespace potok::sim
