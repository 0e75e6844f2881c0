// Workload: outgoing connections, to a server from outside, to one of our own, and to nobody. Each
// session hears exactly one outcome, in time, and who is connected gets what it is owed.
#include <memory>

#include "reactor/connector.hpp"
#include "tests/sim/traffic.hpp"
#include "tests/sim/workload.hpp"

namespace potok::sim {
namespace {

constexpr Duration kTimeout = std::chrono::seconds(2);

// A server that is not ours: sends back what it reads and closes at the client's end, or in the
// middle of it all.
class OutsideEcho final : private TcpOwner {
  public:
    OutsideEcho(World& world, TcpEnd& end) : world_(world), end_(end) {
        end_.set_owner(this);
        if (world.random.chance(200)) steps_ = world.random.mostly_small(20);
    }

  private:
    void on_change() override {
        if (std::exchange(planned_, true)) return;
        world_.at(world_.soon(std::chrono::milliseconds(2)), [this] { step(); });
    }

    void step() {
        planned_ = false;
        if (closed_) return;
        const IoResult sent = end_.send(std::as_bytes(std::span(owed_)));
        owed_.erase(0, sent.bytes);
        std::array<std::byte, 4096> room;
        const IoResult read = end_.receive(room);
        owed_.append(reinterpret_cast<const char*>(room.data()), read.bytes);
        const bool over = --steps_ == 0 || read.status == IoResult::Status::failed ||
                          (read.status == IoResult::Status::end && owed_.empty());
        if (over) {
            closed_ = true;
            end_.close(false);
        } else if (end_.unread() != 0 || (!owed_.empty() && end_.writable())) {
            on_change();
        }
    }

    World& world_;
    TcpEnd& end_;
    std::string owed_;
    std::size_t steps_ = SIZE_MAX;  // until it has had enough
    bool planned_ = false;
    bool closed_ = false;
};

// What the sessions of one world came to.
struct Outcomes {
    std::size_t heard = 0;
    std::size_t complete = 0;
};

// Says something, expects it back, and finishes.
class Caller final : public Session {
  public:
    Caller(World& world, Outcomes& outcomes, std::string words)
        : world_(world),
          outcomes_(outcomes),
          words_(std::move(words)),
          give_up_at_(world.now() + kTimeout) {}

    void on_open(Stream& stream) override {
        stream_ = &stream;
        if (stream.send(std::as_bytes(std::span(words_))) == SendStatus::rejected) {
            world_.fail("an empty queue took nothing");
        }
    }
    Consumed on_data(MutableBytes data) override {
        const std::string_view piece(reinterpret_cast<const char*>(data.data()), data.size());
        if (words_.compare(heard_, piece.size(), piece) != 0) {
            world_.fail("a caller was told something else than it had said");
        }
        heard_ += piece.size();
        if (heard_ == words_.size()) stream_->finish(CloseReason::finished);
        return {data.size()};
    }
    void on_end() override { stream_->finish(CloseReason::ended_by_peer); }
    void on_close(CloseReason reason) override {
        ++outcomes_.heard;
        if (stream_ == nullptr && world_.now() > give_up_at_ + std::chrono::milliseconds(600) +
                                                     2 * world_.faults.time_jump_max) {
            world_.fail("a connect that came to nothing took longer than its timeout");
        }
        if (reason != CloseReason::finished) return;
        ++outcomes_.complete;
        if (heard_ != words_.size()) world_.fail("a caller finished before it had heard all");
    }

  private:
    World& world_;
    Outcomes& outcomes_;
    const std::string words_;
    const Instant give_up_at_;
    Stream* stream_ = nullptr;
    std::size_t heard_ = 0;
};

}  // namespace

void outgoing(World& world) {
    Random& random = world.random;
    constexpr std::uint16_t kOutside = 7;
    constexpr std::uint16_t kNobody = 9;
    if (random.coin()) world.network.descriptors_max = random.between(8, 30);
    Rig rig(world, {.threads = static_cast<std::uint32_t>(random.between(1, 2))});
    std::vector<std::unique_ptr<OutsideEcho>> servers;
    world.network.serve_outside(kOutside, [&](TcpEnd& end) {
        servers.push_back(std::make_unique<OutsideEcho>(world, end));
    });
    const std::uint16_t own = rig.listen(echo_sessions(rig, EndpointScheme::tcp, false));
    rig.start();

    Outcomes outcomes;
    const std::size_t callers = random.between(1, 20);
    for (std::size_t i = 0; i < callers; ++i) {
        const std::array<std::uint16_t, 4> ports = {kOutside, kOutside, own, kNobody};
        ConnectOptions options;
        options.timeout = kTimeout;
        options.limits = &rig.limits;
        for (std::size_t tried = random.between(1, 3); tried > 0; --tried)
            options.addresses.push_back(Address::ipv4({10, 0, 0, 2}, random.pick(ports)));
        const std::string words = random_text(random, random.mostly_small(20'000));
        world.at(world.soon(std::chrono::milliseconds(200)), [&, options, words] {
            EventLoop& loop = rig.group().least_loaded();
            loop.post_call([&world, &rig, &outcomes, options, words](EventLoop& at) {
                Connector::start(at, options,
                                 rig.checked(std::make_unique<Caller>(world, outcomes, words)));
            });
        });
    }
    if (!world.run_until([&] { return outcomes.heard == callers; }, std::chrono::minutes(2))) {
        world.fail(std::to_string(callers - outcomes.heard) + " callers never heard how it ended");
    }
    rig.expect_calm();
    rig.stop();
}

}  // namespace potok::sim
