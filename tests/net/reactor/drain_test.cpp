// How the loops of a group end together.
#include "reactor/drain.hpp"

#include <future>

#include "reactor/connection.hpp"
#include "reactor/loop_group.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/peer.hpp"

namespace potok::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Ends only when the test says so: its last word is not its end.
class StayingSession : public Session {
  public:
    StayingSession(std::promise<Stream*>& asked) : asked_(asked) {}
    void on_open(Stream&) override {}
    Consumed on_data(MutableBytes data) override { return {data.size()}; }
    void on_end() override {}
    void on_drain(Stream& stream) override { asked_.set_value(&stream); }
    void on_close(CloseReason) override {}

  private:
    std::promise<Stream*>& asked_;
};

class DrainTest : public ::testing::Test, private SessionFactory {
  protected:
    DrainTest() {
        port = group->listen({Address::ipv4({127, 0, 0, 1}, 0), {}, this, &limits}).value().port();
        group->start();
    }

    template <class Call>
    void on_loop(std::uint32_t index, Call&& call) {
        std::promise<void> done;
        group->loop(index).post_call([&](EventLoop&) {
            call();
            done.set_value();
        });
        done.get_future().wait();
    }

    std::promise<Stream*> asked;
    ConnectionLimits limits;
    std::unique_ptr<LoopGroup> group = std::move(LoopGroup::create({.threads = 2})).value();
    std::uint16_t port = 0;

  private:
    std::unique_ptr<Session> make_session(EventLoop&, const Address&) override {
        return std::make_unique<StayingSession>(asked);
    }
};

TEST_F(DrainTest, ALoopWithoutConnectionsStaysForTheSakeOfTheOthers) {
    Peer peer(port);
    group->drain(seconds(60));
    Stream* const stream = asked.get_future().get();
    for (std::uint32_t i = 0; i < group->size(); ++i)
        on_loop(i, [] {});  // would never run on a loop that has ended
    stream->loop().post_call([stream](EventLoop&) { stream->abort(CloseReason::stopped); });
    group->join();
    EXPECT_EQ(group->connections(), 0u);
}

TEST_F(DrainTest, ASessionIsAskedOnceForItsLastWord) {
    Peer peer(port);
    group->drain(milliseconds(300));
    static_cast<void>(asked.get_future().get());
    group->join();  // a second call would have found the promise kept, and thrown
    peer.pump();
    EXPECT_TRUE(peer.was_reset()) << "the time was over";
}

TEST_F(DrainTest, ASecondDrainChangesNothing) {
    Peer peer(port);
    group->drain(milliseconds(100));
    group->drain(seconds(3600));
    group->join();
}

TEST_F(DrainTest, WithoutTimeEveryoneIsClosedAtOnce) {
    Peer peer(port);
    group->drain(Duration::zero());
    group->join();
    peer.pump();
    EXPECT_TRUE(peer.gone());
}

TEST_F(DrainTest, WhoeverListensTooLateDoesNotListen) {
    Peer peer(port);
    group->drain(milliseconds(200));
    static_cast<void>(asked.get_future().get());
    // No loop sees the listener before somebody waits at it.
    std::promise<void> connected;
    const std::shared_future<void> go_on = connected.get_future().share();
    group->post_to_all([go_on](EventLoop&) { go_on.wait(); });
    const auto late = group->listen({Address::ipv4({127, 0, 0, 1}, 0), {}, nullptr, &limits});
    ASSERT_TRUE(late.ok());
    Peer too_late(late.value().port());  // its session would have to come from nowhere
    connected.set_value();
    group->join();
    too_late.pump();
    EXPECT_TRUE(too_late.was_reset());
}

}  // namespace
}  // namespace potok::testing
