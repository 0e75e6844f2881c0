// The smallest server: what a peer sends comes back to it, on as many loops as there are cores.
//
//   example_echo [PORT]
#include <cstdio>
#include <cstdlib>

#include "reactor/loop_group.hpp"

namespace {

using namespace potok;

class Echo final : public Session {
    void on_open(Stream& stream) override { stream_ = &stream; }
    Consumed on_data(MutableBytes data) override {
        if (stream_->send_in_place(data) != SendStatus::rejected) return {data.size()};
        return {0, Consumed::Next::paused};  // the peer does not read: keep it, and wait
    }
    void on_drained() override { stream_->resume_reading(); }
    void on_end() override { stream_->finish(CloseReason::finished); }
    void on_close(CloseReason) override {}

    Stream* stream_ = nullptr;
};

class Echoes final : public SessionFactory {
    std::unique_ptr<Session> make_session(EventLoop&, const Address&) override {
        return std::make_unique<Echo>();
    }
};

}  // namespace

int main(int count, char** arguments) {
    const auto port = static_cast<std::uint16_t>(count > 1 ? std::atoi(arguments[1]) : 0);
    Echoes echoes;
    const ConnectionLimits limits;
    auto loops = LoopGroup::create({});
    if (!loops) return 3;
    const auto address =
        loops.value()->listen({Address::ipv4({127, 0, 0, 1}, port), {}, &echoes, &limits});
    if (!address) return 3;
    std::printf("listening %s\n", address.value().to_string().c_str());
    std::fflush(stdout);
    loops.value()->start();
    loops.value()->join();
}
