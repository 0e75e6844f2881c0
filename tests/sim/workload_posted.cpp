// Workload: messages from other threads, under the byte credit. Each that was accepted arrives once
// and in order, what is under way is bounded, and when all has arrived the whole credit is there.
#include <algorithm>

#include "reactor/connection.hpp"
#include "reactor/connection_table.hpp"
#include "tests/sim/traffic.hpp"
#include "tests/sim/workload.hpp"

namespace potok::sim {
namespace {

constexpr std::size_t kCredit = ConnectionTable::kCreditBytes;

// Its peer's first byte is a number: so the workload knows which client has which id.
class Receiver final : public Session {
  public:
    explicit Receiver(std::vector<ConnectionId>& ids) : ids_(ids) {}

    void on_open(Stream& stream) override { stream_ = &stream; }
    Consumed on_data(MutableBytes data) override {
        if (!known_) ids_.at(std::to_integer<std::size_t>(data[0])) = stream_->id();
        known_ = true;
        return {data.size()};
    }
    void on_end() override { stream_->finish(CloseReason::finished); }
    void on_close(CloseReason) override {}

  private:
    std::vector<ConnectionId>& ids_;
    Stream* stream_ = nullptr;
    bool known_ = false;
};

// Posts to its client until it has posted enough, at its own pace.
class Feeder {
  public:
    Feeder(World& world, Rig& rig, Client& client, std::size_t bytes)
        : world_(world), rig_(rig), client_(client), left_(bytes) {}

    [[nodiscard]] bool done() const noexcept { return left_ == 0; }

    void feed(const ConnectionId& id) {
        if (done()) return;
        world_.at(world_.soon(std::chrono::milliseconds(5)), [this, &id] { feed(id); });
        if (!id) return;
        const std::size_t bytes = std::min(left_, world_.random.mostly_small(200'000));
        const std::string message = random_text(world_.random, bytes);
        const auto status =
            rig_.group().send(id, std::as_bytes(std::span(message)), Duration::zero());
        if (status == PostStatus::gone) world_.fail("a connection is gone that nobody closed");
        if (status != PostStatus::posted) return;
        client_.expect(message);
        left_ -= bytes;
    }

  private:
    World& world_;
    Rig& rig_;
    Client& client_;
    std::size_t left_;
};

// A client that comes and goes. Its id is used long after: it must never name whoever has its slot
// by then.
void pass_by(World& world, Rig& rig, std::uint16_t port, std::vector<ConnectionId>& ids,
             std::size_t number) {
    ClientPlan plan;
    plan.to_send = std::string(1, static_cast<char>(number));
    rig.connect(port, std::move(plan));
    for (int use = 0; use < 8; ++use) {
        world.at(world.soon(std::chrono::milliseconds(200)), [&world, &rig, &id = ids[number]] {
            rig.group().post(id, [&world, asked = id](Connection& found) {
                if (found.id() != asked) world.fail("an id names another connection than its own");
            });
        });
    }
}

}  // namespace

void posted(World& world) {
    Random& random = world.random;
    // A buffer of a few bytes makes a megabyte a long story.
    world.faults.buffer_max = std::max<std::size_t>(world.faults.buffer_max, 32 * 1024);
    Rig rig(world, {.threads = static_cast<std::uint32_t>(random.between(1, 3))});
    rig.limits.queued_bytes_max = 4 * kCredit;
    rig.ledger().queued_bytes_bound = kCredit + 200'000;
    const std::size_t receivers = random.between(1, 3);
    const std::size_t passers_by = random.between(0, 20);
    std::vector<ConnectionId> ids(receivers + passers_by);
    const std::uint16_t port =
        rig.listen([&ids](EventLoop&, const Address&) { return std::make_unique<Receiver>(ids); });
    rig.start();
    std::vector<std::unique_ptr<Feeder>> feeders;
    for (std::size_t i = 0; i < receivers; ++i) {
        ClientPlan plan;
        draw_pace(random, plan);
        plan.piece_max = 64 * 1024;
        plan.to_send = std::string(1, static_cast<char>(i));
        plan.ending = ClientPlan::Ending::stay;
        Client& client = rig.connect(port, std::move(plan));
        feeders.push_back(
            std::make_unique<Feeder>(world, rig, client, random.between(1, 2 * kCredit)));
        feeders.back()->feed(ids[i]);
    }
    for (std::size_t number = receivers; number < ids.size(); ++number) {
        world.at(world.soon(std::chrono::milliseconds(100)),
                 [&, number] { pass_by(world, rig, port, ids, number); });
    }
    const auto all_arrived = [&] {
        for (std::size_t i = 0; i < receivers; ++i) {
            if (!feeders[i]->done() || !rig.clients()[i]->got_all()) return false;
        }
        return true;
    };
    if (!world.run_until(all_arrived, std::chrono::minutes(10))) {
        world.fail("posted messages never arrived");
    }
    world.run_for(std::chrono::milliseconds(100));
    const std::string whole_credit(kCredit, 'c');
    for (std::size_t i = 0; i < receivers; ++i) {
        rig.clients()[i]->expect(whole_credit);
        const Bytes message = std::as_bytes(std::span(whole_credit));
        if (rig.group().send(ids[i], message, Duration::zero()) != PostStatus::posted) {
            world.fail("everything has arrived, and credit is still missing");
        }
    }
    rig.stop();
}

}  // namespace potok::sim
