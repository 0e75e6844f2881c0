// Workload: messages from other threads, under the byte credit. Each that was accepted arrives once
// and in order, what is under way is bounded, and when all has arrived the whole credit is there.
#include <map>

#include "reactor/connection_table.hpp"
#include "tests/sim/traffic.hpp"
#include "tests/sim/workload.hpp"

namespace potok::sim {
namespace {

constexpr std::size_t kCredit = ConnectionTable::kCreditBytes;

// Says its number as its first word, so that the workload knows which client has which id.
class Receiver final : public Session {
  public:
    explicit Receiver(std::vector<ConnectionId>& ids) : ids_(ids) {}

    void on_open(Stream& stream) override { stream_ = &stream; }
    Consumed on_data(MutableBytes data) override {
        ids_.at(std::to_integer<std::size_t>(data[0])) = stream_->id();
        return {data.size()};
    }
    void on_end() override { stream_->finish(CloseReason::finished); }
    void on_close(CloseReason) override {}

  private:
    std::vector<ConnectionId>& ids_;
    Stream* stream_ = nullptr;
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

}  // namespace

void posted(World& world) {
    Random& random = world.random;
    // A buffer of a few bytes makes a megabyte a long story.
    world.faults.buffer_max = std::max<std::size_t>(world.faults.buffer_max, 32 * 1024);
    Rig rig(world, {.threads = static_cast<std::uint32_t>(random.between(1, 3))});
    rig.limits.queued_bytes_max = 4 * kCredit;
    rig.ledger().queued_bytes_bound = kCredit + 200'000;
    std::vector<ConnectionId> ids(random.between(1, 3));
    const std::uint16_t port =
        rig.listen([&ids](EventLoop&, const Address&) { return std::make_unique<Receiver>(ids); });
    rig.start();
    std::vector<std::unique_ptr<Feeder>> feeders;
    for (std::size_t i = 0; i < ids.size(); ++i) {
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
    const auto all_arrived = [&] {
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (!feeders[i]->done() || !rig.clients()[i]->got_all()) return false;
        }
        return true;
    };
    if (!world.run_until(all_arrived, std::chrono::minutes(10))) {
        world.fail("posted messages never arrived");
    }
    world.run_for(std::chrono::milliseconds(100));
    const std::string whole_credit(kCredit, 'c');
    for (std::size_t i = 0; i < ids.size(); ++i) {
        rig.clients()[i]->expect(whole_credit);
        const Bytes message = std::as_bytes(std::span(whole_credit));
        if (rig.group().send(ids[i], message, Duration::zero()) != PostStatus::posted) {
            world.fail("everything has arrived, and credit is still missing");
        }
    }
    rig.stop();
}

}  // namespace potok::sim
