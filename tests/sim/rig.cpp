#include "tests/sim/rig.hpp"

#include <algorithm>
#include <utility>

namespace potok::sim {
namespace {

// What a loop may turn in a second in which nothing happens: its timers, and no more.
constexpr std::uint64_t kCalmIterations = 200;

}  // namespace

class Rig::Factory final : public SessionFactory {
  public:
    Factory(Rig& rig, MakeSession make) : rig_(rig), make_(std::move(make)) {}

    std::unique_ptr<Session> make_session(EventLoop& loop, const Address& peer) override {
        return rig_.checked(make_(loop, peer));
    }
    void on_refused(const Address&, CloseReason reason) override {
        ++rig_.ledger_.refused;
        rig_.world_.count_ending(reason);
    }

  private:
    Rig& rig_;
    const MakeSession make_;
};

Rig::Rig(World& world, LoopGroupOptions options) : world_(world) {
    auto created = LoopGroup::create(std::move(options));
    if (!created) world_.fail("the loops could not be created");
    group_ = std::move(created).value();
}

Rig::~Rig() {
    // Its loops lie where the failure left them, in the middle of anything.
    if (!world_.failed()) return;
    static_cast<void>(group_.release());
    for (auto& factory : factories_)
        static_cast<void>(factory.release());
}

std::uint16_t Rig::listen(MakeSession make_session, bool reuse_port) {
    factories_.push_back(std::make_unique<Factory>(*this, std::move(make_session)));
    ListenOptions options;
    options.reuse_port = reuse_port;
    const auto bound = group_->listen(
        {Address::ipv4({10, 0, 0, 2}, 0), options, factories_.back().get(), &limits});
    if (!bound) world_.fail("no listener could be opened");
    return bound.value().port();
}

void Rig::start() {
    for (std::uint32_t i = 0; i < group_->size(); ++i) {
        world_.add_loop([&loop = group_->loop(i)] { loop.run(); });
    }
}

Client& Rig::connect(std::uint16_t port, ClientPlan plan) {
    clients_.push_back(std::make_unique<Client>(world_, world_.network.connect_from_outside(port),
                                                std::move(plan)));
    return *clients_.back();
}

std::unique_ptr<Session> Rig::checked(std::unique_ptr<Session> session) {
    return std::make_unique<CheckedSession>(world_, ledger_, std::move(session));
}

void Rig::await_clients(std::size_t count, Duration longest) {
    const auto is_done = [](const auto& client) { return client->done(); };
    const auto all_done = [&] {
        return clients_.size() == count && std::all_of(clients_.begin(), clients_.end(), is_done);
    };
    if (world_.run_until(all_done, longest)) return;
    const auto stuck = std::find_if_not(clients_.begin(), clients_.end(), is_done);
    world_.fail(stuck == clients_.end() ? std::string("clients never came")
                                        : (*stuck)->description() + " came to no end");
}

void Rig::expect_calm() {
    // What clients left behind is cleared away first.
    world_.run_for(std::chrono::seconds(4));
    const std::uint64_t before = world_.iterations();
    world_.run_for(std::chrono::seconds(1));
    const std::uint64_t turned = world_.iterations() - before;
    if (turned > kCalmIterations * group_->size()) {
        world_.fail("loops with nothing to do turned " + std::to_string(turned) +
                    " times in a second");
    }
}

void Rig::end_in_order(Duration timeout) {
    group_->drain(timeout);
    await_loops(timeout + std::chrono::seconds(2));
    if (group_->connections() != 0) world_.fail("connections are counted that are gone");
    expect_nothing_left();
}

void Rig::stop() {
    group_->stop();
    await_loops(std::chrono::seconds(1));
    expect_nothing_left();
}

void Rig::await_loops(Duration longest) {
    // A jump of the clock is nobody's doing.
    const Duration jumps = 2 * world_.faults.time_jump_max;
    if (!world_.run_until([this] { return world_.loops_ended(); }, longest + jumps)) {
        world_.fail("the loops did not end in time");
    }
}

void Rig::expect_nothing_left() {
    if (ledger_.closed + ledger_.handed_over != ledger_.made) {
        world_.fail(std::to_string(ledger_.made) + " sessions were made, " +
                    std::to_string(ledger_.handed_over) + " have a successor, and " +
                    std::to_string(ledger_.closed) + " were told that they are closed");
    }
    if (group_->budget().used() != 0) {
        world_.fail(std::to_string(group_->budget().used()) +
                    " bytes of the memory budget were never given back");
    }
    group_.reset();
    if (world_.network.open_count() != 0) {
        world_.fail(std::to_string(world_.network.open_count()) + " descriptors were left open");
    }
}

}  // namespace potok::sim
