// A room: what one says, all hear, on whatever loop they live.
//
//   example_broadcast [PORT]
#include <cstdio>
#include <cstdlib>

#include "reactor/broadcast_group.hpp"
#include "reactor/loop_group.hpp"

namespace {

using namespace potok;

class Guest final : public Session, private BroadcastGroup::Member {
  public:
    explicit Guest(BroadcastGroup& room) : room_(room) {}

  private:
    void on_open(Stream& stream) override {
        stream_ = &stream;
        room_.join(*this, stream);
    }
    Consumed on_data(MutableBytes data) override {
        if (room_.publish(*this, data)) return {data.size()};
        return {0, Consumed::Next::paused};  // the other loops are behind: wait for them
    }
    void on_publish_room() override { stream_->resume_reading(); }
    void on_end() override { stream_->finish(CloseReason::finished); }
    void on_close(CloseReason) override { room_.leave(*this); }

    BroadcastGroup& room_;
    Stream* stream_ = nullptr;
};

class Door final : public SessionFactory {
  public:
    explicit Door(BroadcastGroup& room) : room_(room) {}

  private:
    std::unique_ptr<Session> make_session(EventLoop&, const Address&) override {
        return std::make_unique<Guest>(room_);
    }

    BroadcastGroup& room_;
};

}  // namespace

int main(int count, char** arguments) {
    const auto port = static_cast<std::uint16_t>(count > 1 ? std::atoi(arguments[1]) : 0);
    const ConnectionLimits limits;
    auto created = LoopGroup::create({});
    if (!created) return 3;
    LoopGroup& loops = *created.value();
    BroadcastGroup room(loops);
    Door door(room);
    const auto address = loops.listen({Address::ipv4({127, 0, 0, 1}, port), {}, &door, &limits});
    if (!address) return 3;
    std::printf("listening %s\n", address.value().to_string().c_str());
    std::fflush(stdout);
    loops.start();
    loops.join();
}
