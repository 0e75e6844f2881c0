// Workload: broadcast over several loops. Every member gets each publisher's messages in order and
// without a gap from the first that it got; and its own all of them, as it is a member before it
// can publish.
#include <cstring>
#include <map>

#include "tests/sim/traffic.hpp"
#include "tests/sim/workload.hpp"

namespace potok::sim {
namespace {

struct Stamp {
    std::uint32_t publisher;
    std::uint32_t number;
};

std::string stamped(Random& random, const Stamp& stamp, std::size_t padding) {
    std::string payload(sizeof stamp, '\0');
    std::memcpy(payload.data(), &stamp, sizeof stamp);
    return length_prefixed(payload + random_text(random, padding));
}

// Takes a member's input apart and holds every publisher to its numbers.
class Listening {
  public:
    // `hears_all`: it was a member before anybody published.
    Listening(World& world, std::uint32_t self, bool hears_all)
        : world_(world), self_(self), hears_all_(hears_all) {}

    void take(std::string_view piece) {
        unread_ += piece;
        const std::size_t whole = whole_messages(EndpointScheme::lp, unread_);
        for (std::size_t at = 0; at < whole;)
            at += take_message(std::string_view(unread_).substr(at));
        unread_.erase(0, whole);
    }

    // How many of that publisher's, if the first that came was the first of all.
    [[nodiscard]] std::uint32_t heard_of(std::uint32_t publisher) const {
        const auto heard = next_.find(publisher);
        return heard == next_.end() ? 0 : heard->second;
    }

  private:
    std::size_t take_message(std::string_view message) {
        const auto header = read_header(LengthPrefix{}, std::as_bytes(std::span(message)));
        Stamp stamp{};
        if (header.payload_bytes < sizeof stamp) world_.fail("a broadcast message lost its stamp");
        std::memcpy(&stamp, message.data() + header.header_bytes, sizeof stamp);
        const auto [next, first] = next_.emplace(stamp.publisher, stamp.number);
        const bool owed_all = hears_all_ || stamp.publisher == self_;
        const bool from_the_start = !first || !owed_all || stamp.number == 0;
        if (next->second != stamp.number || !from_the_start) {
            world_.fail("publisher " + std::to_string(stamp.publisher) + " said " +
                        std::to_string(stamp.number) + " where " + std::to_string(next->second) +
                        " was due");
        }
        ++next->second;
        return static_cast<std::size_t>(header.header_bytes + header.payload_bytes);
    }

    World& world_;
    const std::uint32_t self_;
    const bool hears_all_;
    std::string unread_;
    std::map<std::uint32_t, std::uint32_t> next_;
};

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
    const auto members = static_cast<std::uint32_t>(random.between(1, 8));
    std::vector<std::unique_ptr<Listening>> listening;
    for (std::uint32_t self = 0; self < members; ++self) {
        listening.push_back(std::make_unique<Listening>(world, self, together));
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
    std::vector<std::uint32_t> published;
    for (std::uint32_t self = 0; self < members; ++self) {
        published.push_back(static_cast<std::uint32_t>(random.mostly_small(60)));
        for (std::uint32_t number = 0; number < published.back(); ++number) {
            rig.clients()[self]->send(stamped(random, {self, number}, random.mostly_small(4096)));
        }
    }
    const auto has_heard = [&](std::uint32_t self) {
        const Client& client = *rig.clients()[self];
        if (client.done() && lossless) {
            world.fail(client.description() + " was shut out of a broadcast");
        }
        if (client.done()) return true;
        for (std::uint32_t publisher = 0; publisher < members; ++publisher) {
            const bool owed = together || publisher == self;
            if (owed && listening[self]->heard_of(publisher) < published[publisher]) return false;
        }
        return true;
    };
    const auto all_heard = [&] {
        for (std::uint32_t self = 0; self < members; ++self) {
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
