// Workloads: TLS. Echo to clients from outside who speak it, and to such as do not; and both ends
// ours. Whoever ends in order gets every byte and the close_notify; whose TCP ends without one is
// never taken for one who ended.
#include <memory>

#include "reactor/connector.hpp"
#include "reactor/event_loop.hpp"
#include "tests/sim/tls_traffic.hpp"
#include "tests/sim/traffic.hpp"
#include "tests/sim/workload.hpp"

namespace potok::sim {
namespace {

constexpr std::size_t kRecordsOfOneReceive = ReceiveBlock::kDataBytes / 8;

// What one receive brings, decrypted, encrypted again; and as much that was held above.
void bound_what_waits(Rig& rig) {
    rig.ledger().queued_bytes_bound = 2 * (rig.limits.queued_bytes_max + ReceiveBlock::kDataBytes +
                                           2 * kMessageMax + kRecordsOfOneReceive);
    rig.ledger().held_bytes_bound = 4 * kMessageMax + ReceiveBlock::kDataBytes;
}

// ---- From outside

// Of those who came, whom the server may take for one who ended in order.
struct Comers {
    std::size_t all = 0;
    std::size_t closers = 0;
};

// In place of TLS.
ClientPlan stranger_plan(Random& random) {
    ClientPlan plan;
    draw_pace(random, plan);
    const std::array<std::string, 4> openings = {
        "GET / HTTP/1.1\r\nHost: here\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n",
        std::string("\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03", 11), ""};
    plan.to_send = random.pick(openings);
    if (random.coin()) plan.to_send += random_text(random, random.mostly_small(4096));
    plan.judge = [](std::string_view) {};
    plan.ending = random.coin() ? ClientPlan::Ending::stay : ClientPlan::Ending::half_close;
    return plan;
}

ClientPlan speaker_plan(World& world, int version, EndpointScheme scheme, Comers& comers) {
    using Ending = ClientPlan::Ending;
    Random& random = world.random;
    ClientPlan plan = echo_plan(random, scheme, usual_volume(random));
    plan.sends_before_it_reads = false;
    TlsTalk talk{.says = plan.expected, .owed = plan.expected};
    // Its end is that of TLS; that of TCP waits for the server's.
    if (plan.ending == Ending::half_close) plan.ending = Ending::stay;
    talk.closes = plan.ending == Ending::stay;
    if (talk.closes) ++comers.closers;
    speak_tls(world, version, talk, plan);
    if (plan.turn_at != 0) plan.turn_at = random.below(2 * talk.says.size() + 2000);
    return plan;
}

// ---- Both ends ours

struct Outcomes {
    std::size_t opened = 0;
    std::size_t closed = 0;
    std::size_t finished = 0;
};

// The last byte of a text whose echo ends first, in the delivery that brought it.
constexpr char kFullStop = '!';

// Echoes, and finishes with a full stop, or when its client does.
class FullStopEcho final : public Session {
  public:
    explicit FullStopEcho(World& world) : world_(world) {}

    void on_open(Stream& stream) override { stream_ = &stream; }
    Consumed on_data(MutableBytes data) override {
        const SendStatus status =
            world_.random.coin() ? stream_->send(data) : stream_->send_in_place(data);
        if (status == SendStatus::rejected) return {0, Consumed::Next::paused};
        if (text_of(data).back() == kFullStop) stream_->finish(CloseReason::finished);
        return {data.size()};
    }
    void on_drained() override { stream_->resume_reading(); }
    void on_end() override { stream_->finish(CloseReason::finished); }
    void on_close(CloseReason) override {}

  private:
    World& world_;
    Stream* stream_ = nullptr;
};

// Says its text, as much at a time as there is room for, reads the echo with pauses, and finishes
// when it is whole, or behind the echo's end where the text has a full stop.
class TlsCaller final : public Session, private Timer {
  public:
    TlsCaller(World& world, Outcomes& outcomes)
        : world_(world),
          outcomes_(outcomes),
          text_(random_text(world.random, usual_volume(world.random))) {
        if (has_full_stop_) text_.back() = kFullStop;
    }

    void on_open(Stream& stream) override {
        stream_ = &stream;
        ++outcomes_.opened;
        say_more();
    }
    Consumed on_data(MutableBytes data) override {
        if (paused_) world_.fail("input was delivered to a session that had paused");
        Random& random = world_.random;
        const bool pauses = random.chance(300);
        const std::size_t taken = pauses ? random.below(data.size() + 1) : data.size();
        hear(text_of(data.first(taken)));
        if (!pauses || heard_ == text_.size()) return {taken};
        if (random.coin()) return {taken, Consumed::Next::later};
        paused_ = true;
        const Duration rest = random.between(Duration(0), Duration(std::chrono::milliseconds(30)));
        stream_->loop().timers().arm(*this, stream_->loop().now() + rest);
        return {taken, Consumed::Next::paused};
    }
    void on_drained() override { say_more(); }
    void on_end() override {
        if (!has_full_stop_ || heard_ != text_.size())
            world_.fail("an echo ended before its client was done");
        stream_->finish(CloseReason::finished);
    }
    void on_close(CloseReason reason) override {
        ++outcomes_.closed;
        if (reason != CloseReason::finished) return;
        ++outcomes_.finished;
        if (heard_ != text_.size()) world_.fail("a client finished before it had heard all");
    }

  private:
    void hear(std::string_view echo) {
        if (std::string_view(text_).substr(heard_, echo.size()) != echo)
            world_.fail("a client was told something else than it had said");
        heard_ += echo.size();
        if (heard_ == text_.size() && !has_full_stop_) stream_->finish(CloseReason::finished);
    }

    void say_more() {
        while (said_ < text_.size()) {
            const std::string_view rest = std::string_view(text_).substr(said_);
            const std::string_view next =
                rest.substr(0, world_.random.mostly_small(std::min(rest.size(), kMessageMax)));
            if (!say(next)) return;
            said_ += next.size();
        }
    }

    bool say(std::string_view next) {
        if (world_.random.coin()) return stream_->send(bytes_of(next)) != SendStatus::rejected;
        if (!stream_->takes(next.size())) return false;
        const std::size_t half = next.size() / 2;
        for (const std::string_view piece : {next.substr(0, half), next.substr(half)})
            static_cast<void>(stream_->send_piece(bytes_of(piece)));
        return true;
    }

    void on_timer(Instant) override {
        paused_ = false;
        stream_->resume_reading();
    }

    World& world_;
    Outcomes& outcomes_;
    const bool has_full_stop_ = world_.random.coin();
    std::string text_;
    Stream* stream_ = nullptr;
    std::size_t said_ = 0;
    std::size_t heard_ = 0;
    bool paused_ = false;
};

}  // namespace

void echo_tls(World& world) {
    Random& random = world.random;
    Rig rig(world, {.threads = static_cast<std::uint32_t>(random.between(1, 3))});
    rig.limits = usual_limits(random);
    const bool impatient = random.chance(200);
    // The slowest of these clients is no attacker.
    rig.limits.handshake_timeout = impatient ? std::chrono::seconds(1) : std::chrono::seconds(120);
    bound_what_waits(rig);
    TlsWorld tls(world);
    const std::array<EndpointScheme, 3> schemes = {EndpointScheme::lp, EndpointScheme::line,
                                                   EndpointScheme::tcp};
    const EndpointScheme scheme = random.pick(schemes);
    const std::uint16_t port = rig.listen(tls.servers(rig, echo_sessions(rig, scheme, false)));
    rig.start();
    Comers comers;
    comers.all = random.between(1, 12);
    for (std::size_t i = 0; i < comers.all; ++i) {
        world.at(world.soon(std::chrono::milliseconds(300)), [&, port, scheme] {
            const bool stranger = world.random.chance(150);
            ClientPlan plan = stranger ? stranger_plan(world.random)
                                       : speaker_plan(world, tls.version, scheme, comers);
            if (impatient) plan.must_get_all = false;
            rig.connect(port, std::move(plan));
        });
    }
    rig.await_clients(comers.all, std::chrono::minutes(10));
    if (random.chance(300)) rig.expect_calm();
    // Two sessions a connection are checked.
    if (rig.ledger().closed_because(CloseReason::finished) > 2 * comers.closers)
        world.fail("who was cut off was taken for one who ended");
    random.coin() ? rig.end_in_order(std::chrono::seconds(3)) : rig.stop();
}

void tls_both_ends(World& world) {
    Random& random = world.random;
    world.faults.time_jumps = 0;
    Rig rig(world, {.threads = static_cast<std::uint32_t>(random.between(1, 3))});
    rig.limits = usual_limits(random);
    bound_what_waits(rig);
    TlsWorld tls(world);
    const std::uint16_t port = rig.listen(tls.servers(rig, [&world](EventLoop&, const Address&) {
        return std::make_unique<FullStopEcho>(world);
    }));
    rig.start();
    Outcomes outcomes;
    const auto call = [&](EventLoop& loop) {
        ConnectOptions options;
        options.addresses.push_back(Address::ipv4({10, 0, 0, 2}, port));
        options.limits = &rig.limits;
        auto caller = std::make_unique<TlsCaller>(world, outcomes);
        Connector::start(loop, std::move(options),
                         rig.checked(tls.over_tls(loop, false, rig.checked(std::move(caller)))));
    };
    // All at once they have to wait for their turns.
    const std::size_t callers = random.between(1, 24);
    const Duration spread = std::chrono::milliseconds(random.coin() ? 200 : 0);
    for (std::size_t i = 0; i < callers; ++i) {
        world.at(world.soon(spread), [&rig, &call] { rig.group().least_loaded().post_call(call); });
    }
    if (!world.run_until([&] { return outcomes.closed == callers; }, std::chrono::minutes(10))) {
        world.fail(std::to_string(callers - outcomes.closed) + " clients came to no end");
    }
    if (outcomes.finished != outcomes.opened) {
        world.fail(std::to_string(outcomes.opened) + " clients shook hands, and " +
                   std::to_string(outcomes.finished) + " finished");
    }
    if (tls.failed != 0) world.fail("a handshake of ours with ours failed");
    rig.expect_calm();
    rig.stop();
}

}  // namespace potok::sim
