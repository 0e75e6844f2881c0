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
    Listening(World& world, std::uint32_t self) : world_(world), self_(self) {}

    void take(std::string_view piece) {
        unread_ += piece;
        const std::size_t whole = whole_messages(EndpointScheme::lp, unread_);
        for (std::size_t at = 0; at < whole;)
            at += take_message(std::string_view(unread_).substr(at));
        unread_.erase(0, whole);
    }

    [[nodiscard]] std::uint32_t own_messages() const {
        const auto own = next_.find(self_);
        return own == next_.end() ? 0 : own->second;
    }

  private:
    std::size_t take_message(std::string_view message) {
        const auto header = read_header(LengthPrefix{}, std::as_bytes(std::span(message)));
        Stamp stamp{};
        if (header.payload_bytes < sizeof stamp) world_.fail("a broadcast message lost its stamp");
        std::memcpy(&stamp, message.data() + header.header_bytes, sizeof stamp);
        const auto [next, first] = next_.emplace(stamp.publisher, stamp.number);
        const bool from_the_start = !first || stamp.publisher != self_ || stamp.number == 0;
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
    if (lossless) rig.limits.queued_bytes_max = 64 * 1024 * 1024;
    const std::uint16_t port = rig.listen(echo_sessions(rig, EndpointScheme::lp, true));
    rig.start();
    const auto members = static_cast<std::uint32_t>(random.between(1, 8));
    std::vector<std::unique_ptr<Listening>> listening;
    std::vector<std::uint32_t> published;
    for (std::uint32_t self = 0; self < members; ++self) {
        listening.push_back(std::make_unique<Listening>(world, self));
        ClientPlan plan;
        draw_pace(random, plan);
        plan.ending = ClientPlan::Ending::stay;
        published.push_back(static_cast<std::uint32_t>(random.mostly_small(60)));
        for (std::uint32_t number = 0; number < published.back(); ++number) {
            plan.to_send += stamped(random, {self, number}, random.mostly_small(4096));
        }
        plan.judge = [&heard = *listening.back()](std::string_view piece) { heard.take(piece); };
        rig.connect(port, std::move(plan));
    }
    const auto heard_all = [&] {
        for (std::uint32_t self = 0; self < members; ++self) {
            if (rig.clients()[self]->was_cut_off() && lossless) {
                world.fail(rig.clients()[self]->description() + " was cut off from a broadcast");
            }
            if (rig.clients()[self]->done()) continue;
            if (listening[self]->own_messages() < published[self]) return false;
        }
        return true;
    };
    if (!world.run_until(heard_all, std::chrono::minutes(10))) {
        world.fail("members of a broadcast never got what they had published");
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
