// Workload: broadcast over several loops. Every member hears what it is owed (hearing.hpp), or is
// shut out as too slow where that is allowed.
#include <memory>
#include <vector>

#include "protocol/length_prefixed.hpp"
#include "tests/sim/hearing.hpp"
#include "tests/sim/traffic.hpp"
#include "tests/sim/workload.hpp"

namespace potok::sim {
namespace {

// Takes a member's input apart.
class Listening {
  public:
    explicit Listening(const Hearing& hearing) : hearing_(hearing) {}

    void take(std::string_view piece) {
        unread_ += piece;
        const std::string_view whole =
            std::string_view(unread_).substr(0, whole_messages(EndpointScheme::lp, unread_));
        for (std::size_t at = 0; at < whole.size();) {
            const auto header =
                read_header(LengthPrefix{}, std::as_bytes(std::span(whole.substr(at))));
            const std::string_view wire =
                whole.substr(at, header.header_bytes + header.payload_bytes);
            hearing_.take(wire, wire.substr(header.header_bytes));
            at += wire.size();
        }
        unread_.erase(0, whole.size());
    }

    [[nodiscard]] const Hearing& hearing() const noexcept { return hearing_; }

  private:
    Hearing hearing_;
    std::string unread_;
};

std::string publish(Random& random, Publications& publications, std::size_t self) {
    std::string wire = length_prefixed(publications.next_stamp(self) +
                                       random_text(random, random.mostly_small(4096)));
    publications.add(self, wire);
    return wire;
}

}  // namespace

void broadcast(World& world) {
    Random& random = world.random;
    LoopGroupOptions options;
    options.threads = static_cast<std::uint32_t>(random.between(1, 4));
    Rig rig(world, options);
    rig.limits = usual_limits(random);
    const bool lossless = random.coin();
    if (lossless) {
        rig.limits.queued_bytes_max = 64 * 1024 * 1024;
        rig.limits.idle_timeout = Duration::zero();
    }
    const bool together = lossless && random.coin();  // all are members before the first message
    const std::uint16_t port = rig.listen(echo_sessions(rig, EndpointScheme::lp, true));
    rig.start();
    const std::size_t members = random.between(1, 8);
    Publications publications(members);
    std::vector<std::unique_ptr<Listening>> listening;
    for (std::size_t self = 0; self < members; ++self) {
        listening.push_back(
            std::make_unique<Listening>(Hearing(world, publications, self, together)));
        ClientPlan plan;
        draw_pace(random, plan);
        plan.ending = ClientPlan::Ending::stay;
        plan.judge = [&heard = *listening.back()](std::string_view piece) { heard.take(piece); };
        rig.connect(port, std::move(plan));
    }
    const auto all_joined = [&] { return rig.ledger().opened == members; };
    if (together && !world.run_until(all_joined, std::chrono::minutes(1))) {
        world.fail("members of a broadcast could not join");
    }
    for (std::size_t self = 0; self < members; ++self) {
        for (std::size_t count = random.mostly_small(60); count > 0; --count)
            rig.clients()[self]->send(publish(random, publications, self));
    }
    const auto has_heard = [&](std::size_t self) {
        const Client& client = *rig.clients()[self];
        if (client.done() && lossless) {
            world.fail(client.description() + " was shut out of a broadcast");
        }
        return client.done() || listening[self]->hearing().has_heard_all();
    };
    const auto all_heard = [&] {
        for (std::size_t self = 0; self < members; ++self) {
            if (!has_heard(self)) return false;
        }
        return true;
    };
    if (!world.run_until(all_heard, std::chrono::minutes(10))) {
        world.fail("members of a broadcast never got what they were owed");
    }
    if (random.coin()) {
        for (const auto& client : rig.clients())
            client->leave();
        rig.await_clients(members, std::chrono::minutes(1));
        rig.expect_calm();
    }
    rig.stop();
}

}  // namespace potok::sim
