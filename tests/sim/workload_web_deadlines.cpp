// Workload: the deadlines of WebSocket and HTTP. Who falls silent is told so where there is a way
// to say it, and is gone in time and not before. One that answers pings is left alone, and so is
// one that still reads.
#include <array>

#include "tests/sim/http_traffic.hpp"
#include "tests/sim/traffic.hpp"
#include "tests/sim/websocket_traffic.hpp"
#include "tests/sim/workload.hpp"

namespace potok::sim {
namespace {

constexpr Duration kSlack = std::chrono::milliseconds(300);
constexpr Duration kForever = std::chrono::minutes(5);

// A silence, and what is to come of it.
struct Silence {
    ClientPlan plan;
    CloseReason reason{};
    Duration first{};  // no end before …
    Duration last{};   // … and none after
};

ClientPlan http_silence(World& world, std::string says, std::string owed) {
    ClientPlan plan;
    plan.to_send = std::move(says);
    plan.expected = std::move(owed);
    plan.ending = ClientPlan::Ending::stay;
    plan.must_get_all = true;
    plan.view = http_view(world, {{}});
    return plan;
}

// A quarter of the ping interval for each of its parts: the first ping comes after 0.4 to 0.8 of
// it, and two waits of 0.4 follow.
Silence unanswered_pings(Duration interval, WebTimes& times) {
    times.ping_interval = interval;
    Silence silence;
    silence.plan.to_send = upgrade_request();
    silence.plan.ending = ClientPlan::Ending::go_silent;
    silence.plan.turn_at = silence.plan.to_send.size();
    silence.reason = CloseReason::ping_timeout;
    silence.first = interval;
    silence.last = 2 * interval;
    return silence;
}

Silence draw_silence(World& world, Duration deadline, WebTimes& times) {
    static constexpr std::string_view kHead =
        "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\n";
    times = {.head_timeout = kForever,
             .body_timeout = kForever,
             .idle_timeout = kForever,
             .ping_interval = kForever};
    const std::string_view half_head = kHead.substr(0, world.random.between(1, kHead.size() - 1));
    switch (world.random.below(5)) {
        case 0:
            times.head_timeout = deadline;
            return {http_silence(world, {}, {}), CloseReason::handshake_timeout, deadline,
                    deadline};
        case 1:
            times.head_timeout = deadline;
            return {http_silence(world, std::string(half_head), "<408 close>"),
                    CloseReason::handshake_timeout, deadline, deadline};
        case 2:
            // Something may come just after the clock was set: then it is set once more.
            times.body_timeout = deadline;
            return {http_silence(world, std::string(kHead) + "half", "<408 close>"),
                    CloseReason::no_progress, deadline, 2 * deadline};
        case 3:
            times.idle_timeout = deadline;
            return {http_silence(world, "GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n", "<200>ok\n"),
                    CloseReason::idle_timeout, deadline, 2 * deadline};
        default:
            return unanswered_pings(deadline, times);
    }
}

// An open WebSocket that says nothing, and answers pings.
Client& connect_listener(World& world, Rig& rig, std::uint16_t port) {
    ClientPlan plan;
    plan.to_send = upgrade_request();
    plan.ending = ClientPlan::Ending::stay;
    plan.view = websocket_view(world);
    return rig.connect(port, std::move(plan));
}

// Its body is due when it can have read the 100 that it waits for: behind an answer that takes it
// longer to read than a silent client would be given.
ClientPlan slow_reader(World& world) {
    Random& random = world.random;
    const std::string long_body = random_text(random, 60'000);
    ClientPlan plan;
    plan.to_send = "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 60000\r\n\r\n" + long_body +
                   "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n"
                   "Expect: 100-continue\r\n\r\n";
    plan.expected = "<200>" + long_body + "<200>body";
    plan.ending = ClientPlan::Ending::close_answered;
    plan.must_get_all = true;
    plan.pause_max = std::chrono::milliseconds(100);
    plan.read_max = 500;
    plan.view = http_view(world, {{}, {.may_continue = true, .on_continue = "body"}});
    return plan;
}

void be_patient(World& world, Duration deadline) {
    Rig rig(world, {.threads = 1});
    const std::uint16_t port = rig.listen(echo_sessions(
        rig, EndpointScheme::http, false, {.head_timeout = kForever, .body_timeout = deadline}));
    rig.start();
    const std::size_t readers = world.random.between(1, 3);
    for (std::size_t i = 0; i < readers; ++i)
        rig.connect(port, slow_reader(world));
    rig.await_clients(readers, std::chrono::minutes(2));
    rig.stop();
}

void expect_in_time(World& world, const Client& client, Instant begin, const Silence& silence) {
    const Duration lived = client.done_at() - begin;
    if (lived >= silence.first && lived <= silence.last + kSlack) return;
    world.fail(client.description() + " lived for " + std::to_string(lived.count() / 1'000'000) +
               " ms, and should have between " + std::to_string(silence.first.count() / 1'000'000) +
               " and " + std::to_string(silence.last.count() / 1'000'000) + " ms");
}

}  // namespace

void web_deadlines(World& world) {
    Random& random = world.random;
    world.faults.time_jumps = 0;
    world.faults.accept_error = 0;
    world.faults.arm_refused = 0;
    world.faults.latency_max = std::min(world.faults.latency_max, Duration(1'000'000));
    // What a server says to the silent fits their buffers.
    world.faults.buffer_min = world.faults.buffer_max = 4096;
    const Duration deadline =
        random.between(Duration(std::chrono::milliseconds(1000)), std::chrono::seconds(4));
    if (random.chance(200)) return be_patient(world, deadline);
    WebTimes times;
    const Silence silence = draw_silence(world, deadline, times);
    Rig rig(world, {.threads = 1});
    const std::uint16_t port = rig.listen(echo_sessions(rig, EndpointScheme::ws, false, times));
    rig.start();

    const bool pings = times.ping_interval == deadline;
    if (pings) {
        Client& listener = connect_listener(world, rig, port);
        world.after(8 * deadline, [&world, &listener] {
            if (listener.done()) world.fail(listener.description() + " answered pings in vain");
            listener.leave();
        });
    }
    const Instant begin = world.now();
    const std::size_t silent = random.between(1, 6);
    const std::size_t others = rig.clients().size();
    for (std::size_t i = 0; i < silent; ++i) {
        ClientPlan plan = silence.plan;
        if (!pings) plan.view = http_view(world, {{}});
        rig.connect(port, std::move(plan));
    }
    rig.await_clients(others + silent, 10 * deadline);
    for (std::size_t i = others; i < others + silent; ++i)
        expect_in_time(world, *rig.clients()[i], begin, silence);
    world.run_for(std::chrono::seconds(6));
    if (rig.ledger().closed_because(silence.reason) != silent) {
        world.fail(std::to_string(rig.ledger().closed_because(silence.reason)) + " of " +
                   std::to_string(silent) + " silent clients were closed for their silence");
    }
    rig.expect_calm();
    rig.stop();
}

}  // namespace potok::sim
