// Workloads: too many connections, too few descriptors, too little memory. Whoever is let in is
// served, who is not learns it, and afterwards there is room again.
#include <array>

#include "tests/sim/traffic.hpp"
#include "tests/sim/workload.hpp"

namespace potok::sim {
namespace {

// One that comes when the others have gone: it has to be served as if they had never been.
void expect_service(Rig& rig, World& world, std::uint16_t port) {
    // Listeners that had to wait look again after a while.
    world.run_for(std::chrono::seconds(3));
    ClientPlan plan;
    plan.to_send = messages(world.random, EndpointScheme::lp, 2000);
    plan.expected = plan.to_send;
    plan.must_get_all = true;
    rig.connect(port, std::move(plan));
    rig.await_clients(rig.clients().size(), std::chrono::minutes(1));
}

// One that is owed little more than the system buffers for it, and reads nothing of it.
ClientPlan little_unread(World& world) {
    constexpr std::size_t kBuffered = 1024;
    world.faults.buffer_min = kBuffered;
    world.faults.buffer_max = kBuffered;
    ClientPlan plan;
    plan.to_send = messages(world.random, EndpointScheme::lp, kBuffered + 200);
    plan.expected = plan.to_send;
    plan.ending = ClientPlan::Ending::go_silent;
    plan.turn_at = plan.to_send.size();
    plan.sends_before_it_reads = true;
    return plan;
}

// Few who are owed much; or more than the budget has chunks for, who are owed little: a chunk
// counts whole.
std::vector<ClientPlan> plans_beyond(World& world, std::size_t budget_bytes) {
    Random& random = world.random;
    std::vector<ClientPlan> plans;
    if (random.coin()) {
        const std::size_t chunks = budget_bytes / BlockPool::kBlockBytes;
        plans.resize(chunks + random.between(1, 20));
        for (ClientPlan& plan : plans)
            plan = little_unread(world);
        return plans;
    }
    plans.resize(random.between(2, 12));
    for (ClientPlan& plan : plans) {
        plan = echo_plan(random, EndpointScheme::lp, random.between(10'000, 250'000));
        plan.sends_before_it_reads = random.coin();
        plan.must_get_all = false;
    }
    return plans;
}

}  // namespace

void storm(World& world) {
    Random& random = world.random;
    const bool few_descriptors = random.coin();
    const auto most = static_cast<std::uint32_t>(random.between(2, 40));
    LoopGroupOptions options;
    options.threads = static_cast<std::uint32_t>(random.between(1, 3));
    if (!few_descriptors) options.connections_max = most;
    // Two a poller, the listener and its reserve, and so many for connections.
    if (few_descriptors) world.network.descriptors_max = 2 * options.threads + 2 + most;
    const bool reuse_port = !few_descriptors && random.coin();
    Rig rig(world, options);
    const std::uint16_t port =
        rig.listen(echo_sessions(rig, EndpointScheme::lp, false), reuse_port);
    rig.start();
    const std::size_t clients = random.between(most, 4 * most);
    const std::array<Duration, 2> spreads = {Duration(0), std::chrono::milliseconds(500)};
    const Duration spread = random.pick(spreads);
    for (std::size_t i = 0; i < clients; ++i) {
        world.at(world.soon(spread), [&world, &rig, port] {
            ClientPlan plan = echo_plan(world.random, EndpointScheme::lp, 2000);
            plan.must_get_all = false;
            if (plan.ending == ClientPlan::Ending::go_silent) {
                plan.ending = ClientPlan::Ending::half_close;
            }
            rig.connect(port, std::move(plan));
        });
    }
    rig.await_clients(clients, std::chrono::minutes(5));
    if (!few_descriptors && rig.group().connections() > most) {
        world.fail("there are more connections than there may be");
    }
    expect_service(rig, world, port);
    rig.expect_calm();
    rig.stop();
}

void memory_budget(World& world) {
    Random& random = world.random;
    LoopGroupOptions options;
    options.threads = static_cast<std::uint32_t>(random.between(1, 2));
    options.memory_budget_bytes = random.between(64 * 1024, 512 * 1024);
    Rig rig(world, options);
    rig.limits = usual_limits(random);
    if (random.coin()) rig.limits.progress_timeout = std::chrono::seconds(2);
    const std::uint16_t port = rig.listen(echo_sessions(rig, EndpointScheme::lp, false));
    rig.start();
    for (ClientPlan& plan : plans_beyond(world, options.memory_budget_bytes))
        rig.connect(port, std::move(plan));
    const std::size_t hard_limit = options.memory_budget_bytes + options.memory_budget_bytes / 8;
    // Whoever holds the most goes at once, on whatever loop it is.
    const Duration patience = std::chrono::seconds(1) + 2 * world.faults.time_jump_max;
    Instant last_within = world.now();
    const auto all_done = [&] {
        const std::size_t used = rig.group().budget().used();
        if (used > hard_limit) world.fail("the memory budget was passed");
        if (used <= options.memory_budget_bytes) last_within = world.now();
        if (world.now() - last_within > patience) {
            world.fail("more memory is held than the budget has, and nobody gives any back");
        }
        return std::all_of(rig.clients().begin(), rig.clients().end(),
                           [](const auto& client) { return client->done(); });
    };
    if (!world.run_until(all_done, std::chrono::minutes(10))) {
        world.fail("clients of a server without memory came to no end");
    }
    expect_service(rig, world, port);
    rig.expect_calm();
    rig.stop();
}

}  // namespace potok::sim
