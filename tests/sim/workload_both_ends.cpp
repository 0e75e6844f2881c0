// Workload: WebSockets of which both ends are ours: the client's opening and its link against the
// server's, in one program. Whoever gets through the handshake gets every echo, and the close frame
// back that it sent; who asks where there are no WebSockets is refused. In half of the runs they
// agree to compress.
#include <array>
#include <deque>
#include <memory>

#include "protocol/session/websocket_link.hpp"
#include "protocol/session/websocket_opening.hpp"
#include "reactor/connector.hpp"
#include "reactor/event_loop.hpp"
#include "tests/sim/traffic.hpp"
#include "tests/sim/workload.hpp"

namespace potok::sim {
namespace {

constexpr std::uint16_t kOwnCode = 4001;

struct Outcomes {
    std::size_t heard = 0;
    std::size_t accepted = 0;
    std::size_t finished = 0;
};

// Which of our listeners is called.
enum class Callee : std::uint8_t { websocket, plain_http };

// Says its messages, as many at a time as there is room for, and closes when all came back.
class Caller final : public Session, public WebSocketOpening::Observer {
  public:
    Caller(World& world, Callee callee, EventLoop& loop, const WebSocketSettings& settings,
           MessageCompression& compression, Outcomes& outcomes)
        : world_(world),
          callee_(callee),
          compression_(compression),
          outcomes_(outcomes),
          link_(settings, loop.budget()) {
        const std::size_t longest = world.random.mostly_small(kMessageMax);
        for (std::size_t count = world.random.between(1, 20); count > 0; --count)
            unsent_.push_back(random_text(world.random, world.random.mostly_small(longest) - 1));
    }

    // ---- As the opening's observer
    void on_accepted(const UpgradeAnswer& answer) override {
        if (callee_ != Callee::websocket)
            world_.fail("a WebSocket was opened where there are none");
        if (answer.deflate) link_.compress_by(compression_, *answer.deflate);
        ++outcomes_.accepted;
    }
    void on_refused(const OpeningFailure& failure) override {
        const bool due =
            callee_ == Callee::plain_http && failure.kind == OpeningFailure::Kind::status;
        if (!due) world_.fail("our server refused our client");
    }

    // ---- As the stream's session
    void on_open(Stream& stream) override {
        link_.open(stream);
        say_more();
    }
    Consumed on_data(MutableBytes data) override { return link_.feed(data, *this); }
    void on_drained() override {
        link_.go_on(*this);
        say_more();
    }
    void on_turn() override { link_.go_on(*this); }
    void on_end() override { link_.end(); }
    void on_alarm() override { link_.alarm(); }
    void on_close(CloseReason reason) override {
        ++outcomes_.heard;
        if (reason != CloseReason::finished) return;
        ++outcomes_.finished;
        if (!closed_by_peer_ || !expected_.empty() || !unsent_.empty()) {
            world_.fail("a WebSocket finished before it had heard all");
        }
    }
    MutableBytes receive_target() override { return link_.receive_target(); }

    // ---- As the link's sink
    bool on_message(MessageType type, MutableBytes payload) { return take(type, payload); }
    bool on_message_block(MessageType type, const BlockRef& block) {
        return take(type, block->bytes().subspan(kMessageHeadroom));
    }
    CloseReason on_peer_close(std::uint16_t code, Bytes) {
        if (code != kOwnCode) world_.fail("a close frame came back with another code");
        closed_by_peer_ = true;
        return CloseReason::ended_by_peer;
    }

  private:
    static MessageType type_of(const std::string& message) {
        return message.size() % 2 == 0 ? MessageType::text : MessageType::binary;
    }

    bool take(MessageType type, Bytes payload) {
        const bool is_next = !expected_.empty() && text_of(payload) == expected_.front() &&
                             type == type_of(expected_.front());
        if (!is_next) world_.fail("a WebSocket was told something else than it had said");
        expected_.pop_front();
        if (expected_.empty() && unsent_.empty()) {
            link_.close(kOwnCode, "enough", CloseReason::finished);
        }
        return true;
    }

    void say_more() {
        while (!unsent_.empty()) {
            const std::string& next = unsent_.front();
            if (link_.send(type_of(next), bytes_of(next)) == SendStatus::rejected) return;
            expected_.push_back(next);
            unsent_.pop_front();
        }
    }

    World& world_;
    const Callee callee_;
    MessageCompression& compression_;
    Outcomes& outcomes_;
    WebSocketLink link_;
    std::deque<std::string> unsent_;
    std::deque<std::string> expected_;
    bool closed_by_peer_ = false;
};

}  // namespace

void websocket_both_ends(World& world) {
    Random& random = world.random;
    world.faults.time_jumps = 0;
    Rig rig(world, {.threads = static_cast<std::uint32_t>(random.between(1, 3))});
    rig.limits = usual_limits(random);
    WebTimes times;
    times.ping_interval = std::chrono::seconds(random.between(1, 3));
    const std::uint16_t websocket_port =
        rig.listen(echo_sessions(rig, EndpointScheme::ws, false, times));
    const std::uint16_t http_port =
        rig.listen(echo_sessions(rig, EndpointScheme::http, false, times));
    rig.start();

    UpgradeAsk ask{.host = "here"};
    if (random.coin()) ask.deflate.emplace();
    std::array<MessageCompression, 3> compressions;  // one a loop
    const HttpLimits limits;
    WebSocketSettings settings;
    settings.role = WebSocketRole::client;
    settings.ping_interval = times.ping_interval;
    Outcomes outcomes;
    const auto call = [&](EventLoop& loop) {
        const Callee callee = world.random.chance(100) ? Callee::plain_http : Callee::websocket;
        const std::uint16_t port = callee == Callee::websocket ? websocket_port : http_port;
        auto caller = std::make_unique<Caller>(world, callee, loop, settings,
                                               compressions[loop.index()], outcomes);
        Caller& observer = *caller;
        ConnectOptions options;
        options.addresses.push_back(Address::ipv4({10, 0, 0, 2}, port));
        options.limits = &rig.limits;
        Connector::start(loop, std::move(options),
                         rig.checked(std::make_unique<WebSocketOpening>(ask, limits, observer,
                                                                        std::move(caller))));
    };
    const std::size_t callers = random.between(1, 12);
    for (std::size_t i = 0; i < callers; ++i) {
        world.at(world.soon(std::chrono::milliseconds(200)),
                 [&rig, &call] { rig.group().least_loaded().post_call(call); });
    }
    if (!world.run_until([&] { return outcomes.heard == callers; }, std::chrono::minutes(10))) {
        world.fail(std::to_string(callers - outcomes.heard) + " WebSockets came to no end");
    }
    if (outcomes.finished != outcomes.accepted) {
        world.fail(std::to_string(outcomes.accepted) + " WebSockets were opened, and " +
                   std::to_string(outcomes.finished) + " finished");
    }
    rig.expect_calm();
    rig.stop();
}

}  // namespace potok::sim
