// Workload: sessions that take what they like of their input, pause with the rest held, and resume
// later, from a timer. Nothing of what was held, and no end behind it, may get lost.
#include <memory>

#include "tests/sim/traffic.hpp"
#include "tests/sim/workload.hpp"

namespace potok::sim {
namespace {

class PausingEcho final : public Session, private Timer {
  public:
    explicit PausingEcho(World& world) : world_(world) {}

    void on_open(Stream& stream) override { stream_ = &stream; }

    Consumed on_data(MutableBytes data) override {
        if (paused_) world_.fail("input was delivered to a session that had paused");
        Random& random = world_.random;
        const std::size_t taken = random.coin() ? data.size() : random.below(data.size() + 1);
        const Bytes answer = data.first(taken);
        if (taken != 0 && !say(answer)) {
            paused_ = true;  // until on_drained()
            return {0, Consumed::Next::paused};
        }
        if (taken == data.size() && random.coin()) return {taken, Consumed::Next::more};
        paused_ = true;
        const Duration rest = random.between(Duration(0), Duration(std::chrono::milliseconds(30)));
        stream_->loop().timers().arm(*this, stream_->loop().now() + rest);
        return {taken, Consumed::Next::paused};
    }
    void on_end() override {
        if (paused_) world_.fail("the end was delivered to a session that had paused");
        stream_->finish(CloseReason::finished);
    }
    void on_drained() override { resume(); }
    void on_close(CloseReason) override {}

  private:
    bool say(Bytes answer) {
        const SendStatus status =
            world_.random.coin() ? stream_->send(answer) : stream_->send_in_place(answer);
        return status != SendStatus::rejected;
    }

    void on_timer(Instant) override { resume(); }

    void resume() {
        paused_ = false;
        stream_->resume_reading();
    }

    World& world_;
    Stream* stream_ = nullptr;
    bool paused_ = false;
};

}  // namespace

void pauses(World& world) {
    Random& random = world.random;
    Rig rig(world, {.threads = 1});
    rig.limits = usual_limits(random);
    const std::uint16_t port = rig.listen(
        [&world](EventLoop&, const Address&) { return std::make_unique<PausingEcho>(world); });
    rig.start();
    const std::size_t clients = random.between(1, 8);
    for (std::size_t i = 0; i < clients; ++i)
        rig.connect(port, echo_plan(random, EndpointScheme::tcp, usual_volume(random)));
    rig.await_clients(clients, std::chrono::minutes(10));
    if (random.coin()) rig.expect_calm();
    rig.stop();
}

}  // namespace potok::sim
