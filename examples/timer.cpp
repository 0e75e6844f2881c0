// A clock: every second each peer is told how long it has been here. What it says is thrown away.
//
//   example_timer [PORT]
//
// A session is a Timer too, and arms itself again each time; nothing is allocated for that.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "reactor/loop_group.hpp"

namespace {

using namespace potok;

constexpr Duration kTick = std::chrono::seconds(1);

class Clockwork final : public Session, private Timer {
    void on_open(Stream& stream) override {
        stream_ = &stream;
        begin_ = stream.loop().now();
        on_timer(begin_);
    }
    void on_timer(Instant now) override {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(now - begin_).count();
        const std::string line = std::to_string(seconds) + " s\n";
        if (stream_->send(bytes_of(line)) == SendStatus::rejected) {
            return stream_->abort(CloseReason::slow_reader);  // it has not read for weeks
        }
        stream_->loop().timers().arm(*this, deadline_after(now));
    }
    Consumed on_data(MutableBytes data) override { return {data.size()}; }
    void on_end() override { stream_->finish(CloseReason::finished); }
    void on_close(CloseReason) override { TimerWheel::disarm(*this); }

    // Counted from the beginning: what fires late now and then does not drift.
    Instant deadline_after(Instant now) const {
        return begin_ + ((now - begin_) / kTick + 1) * kTick;
    }

    Stream* stream_ = nullptr;
    Instant begin_{};
};

class Clockmaker final : public SessionFactory {
    std::unique_ptr<Session> make_session(EventLoop&, const Address&) override {
        return std::make_unique<Clockwork>();
    }
};

}  // namespace

int main(int count, char** arguments) {
    const auto port = static_cast<std::uint16_t>(count > 1 ? std::atoi(arguments[1]) : 0);
    Clockmaker clockmaker;
    const ConnectionLimits limits;
    auto loops = LoopGroup::create({.threads = 1});
    if (!loops) return 3;
    const auto address =
        loops.value()->listen({Address::ipv4({127, 0, 0, 1}, port), {}, &clockmaker, &limits});
    if (!address) return 3;
    std::printf("listening %s\n", address.value().to_string().c_str());
    std::fflush(stdout);
    loops.value()->start();
    loops.value()->join();
}
