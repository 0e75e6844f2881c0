// Workload: a broadcast among WebSockets on several loops, and its program ends in good order in
// the middle. Members come late, read slowly, ping, and leave; whoever stays hears all that it is
// owed (hearing.hpp), gets each pong in its turn, and at the drain its own last words back, then
// 1001. Who cannot keep up is shut out, and no queue nor any message half there is longer than
// its limit.
#include <algorithm>
#include <memory>
#include <vector>

#include "protocol/session/websocket_link.hpp"
#include "tests/conformance/websocket_bytes.hpp"
#include "tests/sim/hearing.hpp"
#include "tests/sim/traffic.hpp"
#include "tests/sim/websocket_traffic.hpp"
#include "tests/sim/workload.hpp"

namespace potok::sim {
namespace {

using conformance::First;

constexpr std::size_t kPayloadMax = 4096;
constexpr std::size_t kFrameMax = kFrameHeaderMax + kMessageMax;

class Member {
  public:
    Member(World& world, Publications& publications, std::size_t self, bool hears_all)
        : world_(world),
          publications_(publications),
          self_(self),
          hearing_(world, publications, self, hears_all) {}

    void come(Rig& rig, std::uint16_t port, bool slowly) {
        ClientPlan plan;
        plan.to_send = upgrade_request();
        plan.ending = ClientPlan::Ending::stay;
        plan.view = websocket_view(world_, WebSocketEnd::goes_away);
        plan.judge = [this](std::string_view piece) { take(piece); };
        slowly ? read_slowly(world_.random, plan) : draw_pace(world_.random, plan);
        client_ = &rig.connect(port, std::move(plan));
    }

    [[nodiscard]] bool has_come() const noexcept { return client_ != nullptr; }
    [[nodiscard]] Client& client() noexcept { return *client_; }
    [[nodiscard]] bool has_left() const noexcept { return left_; }

    // A message to all, and sometimes a ping.
    void publish() {
        Random& random = world_.random;
        const bool text = random.coin();
        const std::string payload =
            publications_.next_stamp(self_) +
            random_payload(random, text, random.mostly_small(kPayloadMax) - 1);
        const unsigned opcode = text ? First::text_begins : First::binary_begins;
        publications_.add(self_, server_frame(First::last | opcode, payload));
        client_->send(say_in_frames(random, opcode, payload, pongs_owed_));
        ends_at_.push_back(client_->to_send());
        if (random.chance(200)) ping();
    }

    void leave() {
        left_ = true;
        publications_.withdraw(self_);
        client_->leave();
    }

    [[nodiscard]] bool has_heard_all() const {
        return hearing_.has_heard_all() && pongs_owed_.empty();
    }

    [[nodiscard]] bool has_heard_itself() const { return hearing_.heard_of_itself() != 0; }

    // Says no more. What of it had arrived by now has to come back.
    void fall_silent() {
        if (client_->done()) return;
        client_->stop_sending();
        const auto end = std::upper_bound(ends_at_.begin(), ends_at_.end(), client_->delivered());
        owed_of_its_own_ = static_cast<std::size_t>(end - ends_at_.begin());
    }

    void expect_its_own() const {
        if (left_ || client_->was_cut_off()) return;
        if (hearing_.heard_of_itself() >= owed_of_its_own_) return;
        world_.fail(client_->description() + " heard " +
                    std::to_string(hearing_.heard_of_itself()) + " of its own messages, and " +
                    std::to_string(owed_of_its_own_) + " had arrived before the drain");
    }

  private:
    void ping() {
        const std::string payload = random_text(world_.random, world_.random.mostly_small(125));
        pongs_owed_ += server_frame(First::pong, payload);
        client_->send(client_frame(world_.random, First::ping, payload));
    }

    void take(std::string_view piece) {
        unread_ += piece;
        std::string_view rest = unread_;
        for (auto frame = see_frame(rest); frame && frame->bytes() <= rest.size();
             frame = see_frame(rest)) {
            const std::string_view wire = rest.substr(0, frame->bytes());
            frame->is_control() ? take_pong(wire)
                                : hearing_.take(wire, wire.substr(frame->header_bytes));
            rest.remove_prefix(wire.size());
        }
        unread_.erase(0, unread_.size() - rest.size());
    }

    void take_pong(std::string_view wire) {
        if (!pongs_owed_.starts_with(wire)) world_.fail("a member got a frame that it is not owed");
        pongs_owed_.erase(0, wire.size());
    }

    World& world_;
    Publications& publications_;
    const std::size_t self_;
    Hearing hearing_;
    Client* client_ = nullptr;
    std::string unread_;
    std::string pongs_owed_;
    std::vector<std::size_t> ends_at_;  // its messages, in all that it says
    std::size_t owed_of_its_own_ = 0;
    bool left_ = false;
};

// What kind of world it is.
struct Terms {
    bool lossless;  // queues without a limit: nobody is shut out
    bool together;  // all are members before the first message
    bool orderly;   // no fault that may keep the last words from being read
};

Terms draw_terms(World& world) {
    Terms terms{};
    terms.lossless = world.random.coin();
    terms.together = terms.lossless && world.random.coin();
    terms.orderly = world.random.coin();
    if (terms.orderly) {
        world.faults.spurious_block = 0;
        world.faults.short_receive = 0;
        world.faults.accept_error = 0;
        world.faults.time_jumps = 0;
    }
    return terms;
}

LoopGroupOptions draw_options(Random& random, const Terms& terms) {
    LoopGroupOptions options;
    options.threads = static_cast<std::uint32_t>(random.between(2, 4));
    if (!terms.lossless && random.chance(250)) {
        options.memory_budget_bytes = random.between(64 * 1024, 512 * 1024);
    }
    return options;
}

void set_bounds(Rig& rig, const Terms& terms) {
    if (terms.lossless) {
        rig.limits.queued_bytes_max = 64 * 1024 * 1024;
        rig.limits.idle_timeout = Duration::zero();
    }
    // An empty queue takes one message of any length.
    rig.ledger().queued_bytes_bound = std::max(rig.limits.queued_bytes_max, kFrameMax);
    // A message half there, and a control frame that waits for room.
    rig.ledger().held_bytes_bound =
        kMessageHeadroom + kMessageMax + kFrameHeaderMax + kControlPayloadMax;
}

// All who take part in a world.
class Assembly {
  public:
    Assembly(World& world, Rig& rig, std::uint16_t port, const Terms& terms)
        : world_(world), rig_(rig), terms_(terms), publications_(world.random.between(2, 10)) {
        for (std::size_t self = 0; self < publications_.publishers(); ++self) {
            members_.push_back(
                std::make_unique<Member>(world, publications_, self, terms.together));
            const Duration late = std::chrono::milliseconds(world.random.coin() ? 50 : 0);
            const bool slowly = world.random.chance(300);
            world.at(terms.together ? world.now() : world.soon(late),
                     [this, port, slowly, self] { members_[self]->come(rig_, port, slowly); });
        }
    }

    void await_arrival() {
        const auto all_here = [this] {
            // Each WebSocket is the successor of an HTTP connection.
            if (terms_.together) return rig_.ledger().handed_over == members_.size();
            return std::all_of(members_.begin(), members_.end(),
                               [](const auto& member) { return member->has_come(); });
        };
        if (!world_.run_until(all_here, std::chrono::minutes(1))) {
            world_.fail("members of a broadcast could not join");
        }
    }

    void publish(std::size_t most) {
        for (const auto& member : members_) {
            for (std::size_t count = world_.random.mostly_small(most); count > 0; --count)
                member->publish();
        }
    }

    void let_some_leave() {
        for (const auto& member : members_) {
            if (!world_.random.chance(150)) continue;
            world_.at(world_.soon(std::chrono::milliseconds(100)),
                      [&left = *member] { left.leave(); });
        }
    }

    void await_all_heard() {
        const auto is_done = [this](const auto& member) {
            return is_gone(*member) || member->has_heard_all();
        };
        const auto all_heard = [&] {
            return std::all_of(members_.begin(), members_.end(), is_done);
        };
        if (world_.run_until(all_heard, std::chrono::minutes(10))) return;
        const auto waits = std::find_if_not(members_.begin(), members_.end(), is_done);
        world_.fail((*waits)->client().description() + " never heard all of a broadcast");
    }

    // The drain, in the middle of what goes on.
    void end(bool in_a_hurry) {
        const bool last_words = terms_.orderly && !in_a_hurry;
        for (const auto& member : members_) {
            if (last_words) member->fall_silent();
        }
        const Duration hurry = world_.random.between(Duration(0), std::chrono::seconds(1));
        rig_.end_in_order(in_a_hurry ? hurry : Duration(std::chrono::minutes(2)));
        rig_.await_clients(members_.size(), std::chrono::minutes(10));
        if (!in_a_hurry && rig_.ledger().closed_because(CloseReason::drain_timeout) != 0) {
            world_.fail("a member outlasted a drain");
        }
        if (!last_words) return;
        for (const auto& member : members_) {
            static_cast<void>(is_gone(*member));
            member->expect_its_own();
        }
    }

  private:
    // Before its time: it left, or was shut out where that may be.
    [[nodiscard]] bool is_gone(Member& member) {
        if (member.has_left()) return true;
        if (!member.client().done()) return false;
        const bool was_member = terms_.together || member.has_heard_itself();
        if (terms_.lossless && was_member && member.client().was_cut_off()) {
            world_.fail(member.client().description() + " was shut out of a broadcast");
        }
        return true;
    }

    World& world_;
    Rig& rig_;
    const Terms terms_;
    Publications publications_;
    std::vector<std::unique_ptr<Member>> members_;
};

}  // namespace

void broadcast_websocket(World& world) {
    Random& random = world.random;
    const Terms terms = draw_terms(world);
    const LoopGroupOptions options = draw_options(random, terms);
    Rig rig(world, options);
    rig.limits = usual_limits(random);
    set_bounds(rig, terms);
    const std::uint16_t port = rig.listen(echo_sessions(rig, EndpointScheme::ws, true));
    rig.start();
    Assembly assembly(world, rig, port, terms);
    assembly.await_arrival();
    assembly.publish(40);
    if (random.coin()) assembly.let_some_leave();
    if (random.coin()) assembly.await_all_heard();
    assembly.publish(20);
    world.run_for(random.between(Duration(0), Duration(std::chrono::milliseconds(100))));
    assembly.end(random.chance(200));
}

}  // namespace potok::sim
