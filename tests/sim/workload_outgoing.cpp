// Workload: outgoing connections, by address and by name, to a server from outside, to one of our
// own, and to nobody. Each session hears exactly one outcome, in time, and who is connected gets
// what it is owed.
#include <array>
#include <memory>

#include "reactor/connector.hpp"
#include "reactor/resolver.hpp"
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

constexpr std::uint16_t kOutside = 7;
constexpr std::uint16_t kNobody = 9;

// Says something, expects it back, and finishes.
class Caller final : public Session {
  public:
    // `outcomes` counts those who have heard how it ended.
    Caller(World& world, std::size_t& outcomes, bool by_name, std::string words)
        : world_(world),
          outcomes_(outcomes),
          words_(std::move(words)),
          give_up_at_(world.now() + (by_name ? 5 : 1) * kTimeout) {}

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
        ++outcomes_;
        if (stream_ == nullptr && world_.now() > give_up_at_ + std::chrono::milliseconds(600) +
                                                     2 * world_.faults.time_jump_max) {
            world_.fail("a connect that came to nothing took longer than its timeout");
        }
        if (reason != CloseReason::finished) return;
        if (heard_ != words_.size()) world_.fail("a caller finished before it had heard all");
    }

  private:
    World& world_;
    std::size_t& outcomes_;
    const std::string words_;
    const Instant give_up_at_;
    Stream* stream_ = nullptr;
    std::size_t heard_ = 0;
};

// The addresses of a host that is asked for by name: some, or none.
NameAnswer look_up(const std::string&, std::uint16_t port) {
    Random& random = World::current().random;
    if (random.chance(300)) return SystemError{SystemCall::resolve, SystemCause::name_not_found};
    std::vector<Address> addresses(random.between(1, 3), Address::ipv4({10, 0, 0, 2}, port));
    return addresses;
}

// A call to a host whose name is looked up first; it may be called off meanwhile.
class CallByName final : private NameRequest {
  public:
    CallByName(World& world, EventLoop& loop, ConnectOptions options,
               std::unique_ptr<Session> session)
        : world_(world), loop_(loop), options_(std::move(options)), session_(std::move(session)) {}

    void begin(Resolver& resolver) {
        if (!resolver.resolve(loop_, *this, "host.example", options_.addresses[0].port())) {
            session_->on_close(CloseReason::name_not_resolved);
        }
    }
    void call_off() {
        if (!waiting()) return;
        cancel();
        called_off_ = true;
        session_->on_close(CloseReason::stopped);
    }

  private:
    void on_resolved(NameAnswer answer) override {
        if (called_off_) world_.fail("an answer came to a request that was called off");
        if (!answer) return session_->on_close(CloseReason::name_not_resolved);
        options_.addresses = answer.value();
        Connector::start(loop_, std::move(options_), std::move(session_));
    }

    World& world_;
    EventLoop& loop_;
    ConnectOptions options_;
    std::unique_ptr<Session> session_;
    bool called_off_ = false;
};

// All calls of a world.
class Calls {
  public:
    Calls(World& world, Rig& rig, std::uint16_t own_port)
        : world_(world), rig_(rig), ports_{kOutside, kOutside, own_port, kNobody} {}

    void make_one() {
        ConnectOptions options;
        options.timeout = kTimeout;
        options.limits = &rig_.limits;
        for (std::size_t tries = world_.random.between(1, 3); tries > 0; --tries) {
            options.addresses.push_back(Address::ipv4({10, 0, 0, 2}, world_.random.pick(ports_)));
        }
        rig_.group().least_loaded().post_call(
            [this, options](EventLoop& loop) { begin(loop, options); });
    }

    [[nodiscard]] std::size_t heard() const noexcept { return heard_; }

  private:
    void begin(EventLoop& loop, const ConnectOptions& options) {
        Random& random = world_.random;
        std::string words = random_text(random, random.mostly_small(20'000));
        const bool by_name = random.coin();
        auto session =
            rig_.checked(std::make_unique<Caller>(world_, heard_, by_name, std::move(words)));
        if (!by_name) return Connector::start(loop, options, std::move(session));
        by_name_.push_back(std::make_unique<CallByName>(world_, loop, options, std::move(session)));
        CallByName& call = *by_name_.back();
        call.begin(resolver_);
        if (!random.chance(300)) return;
        world_.at(world_.soon(std::chrono::milliseconds(300)),
                  [&loop, &call] { loop.post_call([&call](EventLoop&) { call.call_off(); }); });
    }

    World& world_;
    Rig& rig_;
    const std::array<std::uint16_t, 4> ports_;
    Resolver resolver_{Resolver::kWaitingMax, look_up};
    std::vector<std::unique_ptr<CallByName>> by_name_;
    std::size_t heard_ = 0;
};

}  // namespace

void outgoing(World& world) {
    Random& random = world.random;
    if (random.coin()) world.network.descriptors_max = random.between(8, 30);
    Rig rig(world, {.threads = static_cast<std::uint32_t>(random.between(1, 2))});
    std::vector<std::unique_ptr<OutsideEcho>> servers;
    world.network.serve_outside(kOutside, [&](TcpEnd& end) {
        servers.push_back(std::make_unique<OutsideEcho>(world, end));
    });
    const std::uint16_t own = rig.listen(echo_sessions(rig, EndpointScheme::tcp, false));
    rig.start();

    Calls calls(world, rig, own);
    const std::size_t callers = random.between(1, 20);
    for (std::size_t i = 0; i < callers; ++i)
        world.at(world.soon(std::chrono::milliseconds(200)), [&calls] { calls.make_one(); });
    if (!world.run_until([&] { return calls.heard() == callers; }, std::chrono::minutes(2))) {
        world.fail(std::to_string(callers - calls.heard()) + " callers never heard how it ended");
    }
    rig.expect_calm();
    rig.stop();
}

}  // namespace potok::sim
