// Workload: deadlines. A silent peer is closed for the right reason, not before its time and not
// long after it; beside it, one that keeps talking is left alone.
#include <array>

#include "tests/sim/traffic.hpp"
#include "tests/sim/workload.hpp"

namespace potok::sim {
namespace {

// Deadlines are kept in steps of 17 ms; beyond that, what a busy world needs to get to it.
constexpr Duration kSlack = std::chrono::milliseconds(300);

// Shakes hands by its first byte, echoes what follows, and may talk first.
class Host final : public Session {
  public:
    Host(World& world, bool handshake, std::size_t greeting)
        : world_(world), handshake_(handshake), greeting_(greeting) {}

    void on_open(Stream& stream) override {
        stream_ = &stream;
        if (handshake_) stream.begin_handshake();
        if (greeting_ == 0) return;
        const std::vector<std::byte> words(greeting_);
        if (stream.send(words) == SendStatus::rejected) world_.fail("an empty queue took nothing");
    }
    Consumed on_data(MutableBytes data) override {
        if (std::exchange(handshake_, false)) stream_->end_handshake();
        static_cast<void>(stream_->send_in_place(data));
        return {data.size()};
    }
    void on_end() override { stream_->finish(CloseReason::finished); }
    void on_close(CloseReason) override {}

  private:
    World& world_;
    Stream* stream_ = nullptr;
    bool handshake_;
    const std::size_t greeting_;
};

ClientPlan silent_plan() {
    ClientPlan plan;
    plan.ending = ClientPlan::Ending::go_silent;
    return plan;
}

// A client that says a word in each quarter of the deadline.
void keep_talking(World& world, Client& client, Duration deadline, int words) {
    if (words == 0) return client.leave();
    client.expect("word");
    client.send("word");
    world.after(deadline / 4, [&world, &client, deadline, words] {
        keep_talking(world, client, deadline, words - 1);
    });
}

}  // namespace

void deadlines(World& world) {
    Random& random = world.random;
    world.faults.time_jumps = 0;
    // What delays an accept is not the deadline's doing.
    world.faults.accept_error = 0;
    world.faults.arm_refused = 0;
    world.faults.latency_max = std::min(world.faults.latency_max, Duration(1'000'000));
    const std::array<CloseReason, 3> reasons = {
        CloseReason::idle_timeout, CloseReason::handshake_timeout, CloseReason::no_progress};
    const CloseReason reason = random.pick(reasons);
    const Duration deadline =
        random.between(Duration(std::chrono::milliseconds(1000)), std::chrono::seconds(4));
    Rig rig(world, {.threads = 1});
    const bool talks_first = reason == CloseReason::no_progress;
    const bool handshake = reason == CloseReason::handshake_timeout;
    if (reason == CloseReason::idle_timeout) rig.limits.idle_timeout = deadline;
    if (handshake) rig.limits.handshake_timeout = deadline;
    if (talks_first) rig.limits.progress_timeout = deadline;
    // A later deadline that was there first must not hide it.
    const bool idle_later = reason != CloseReason::idle_timeout && random.coin();
    if (idle_later) rig.limits.idle_timeout = std::chrono::minutes(2);
    const std::size_t greeting = talks_first ? 2 * world.faults.buffer_max : 0;
    const std::uint16_t port = rig.listen([&](EventLoop&, const Address&) {
        return std::make_unique<Host>(world, handshake, greeting);
    });
    rig.start();

    if (!talks_first) {
        ClientPlan talking;
        talking.ending = ClientPlan::Ending::stay;
        keep_talking(world, rig.connect(port, std::move(talking)), deadline, 12);
    }
    const Instant begin = world.now();
    const std::size_t silent = random.between(1, 6);
    for (std::size_t i = 0; i < silent; ++i)
        rig.connect(port, silent_plan());
    rig.await_clients(rig.clients().size(), deadline * 6);
    const Duration linger =
        reason == CloseReason::idle_timeout ? rig.limits.linger_timeout : Duration(0);
    for (const auto& client : rig.clients()) {
        if (!client->was_cut_off()) continue;
        const Duration lived = client->done_at() - begin;
        if (lived < deadline || lived > deadline + kSlack + linger) {
            world.fail(client->description() + " was closed after " +
                       std::to_string(lived.count() / 1'000'000) + " ms, the deadline being " +
                       std::to_string(deadline.count() / 1'000'000) + " ms");
        }
    }
    world.run_for(std::chrono::seconds(3));
    if (rig.ledger().closed_because(reason) != silent) {
        world.fail(std::to_string(rig.ledger().closed_because(reason)) + " of " +
                   std::to_string(silent) + " silent clients were closed for their silence");
    }
    rig.expect_calm();
    rig.stop();
}

}  // namespace potok::sim
