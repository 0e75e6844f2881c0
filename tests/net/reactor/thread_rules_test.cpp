// What belongs to a loop's thread and is called from another is a programmer's error, and is told.
#include <thread>

#include "reactor/broadcast_group.hpp"
#include "reactor/connection.hpp"
#include "reactor/listener.hpp"
#include "reactor/resolver.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/loop_harness.hpp"

namespace potok::testing {
namespace {

// The program that calls it from a thread of its own ends there.
template <class Call>
void expect_refused(const char* what, Call call) {
    SCOPED_TRACE(what);
    EXPECT_DEATH(std::thread(call).join(), "in_loop_thread");
}

class ThreadRulesTest : public ::testing::Test {
  protected:
    static Stream& connected(LoopHarness& net) {
        net.add_peer();
        return *net.log(0).stream;
    }

    LoopHarness net;
    Stream& stream = connected(net);
};

TEST_F(ThreadRulesTest, AStreamIsItsLoopsThreadsOnly) {
    const Bytes message = bytes_of("message");
    expect_refused("send", [&] { static_cast<void>(stream.send(message)); });
    expect_refused("send in place", [&] { static_cast<void>(stream.send_in_place(message)); });
    expect_refused("pause", [&] { stream.pause_reading(); });
    expect_refused("resume", [&] { stream.resume_reading(); });
    expect_refused("finish", [&] { stream.finish(CloseReason::finished); });
    expect_refused("abort", [&] { stream.abort(CloseReason::finished); });
    expect_refused("set an alarm", [&] { stream.set_alarm(std::chrono::seconds(1)); });
    expect_refused("hand over", [&] { stream.hand_over(nullptr); });
    expect_refused("begin a handshake", [&] { stream.begin_handshake(); });
    expect_refused("end a handshake", [&] { stream.end_handshake(); });
}

TEST_F(ThreadRulesTest, ALoopTakesGuestsAndRunsOnItsThreadOnly) {
    expect_refused("run once", [&] { net.loop().run_once(Duration::zero()); });
    expect_refused("listen",
                   [&] { Listener::open(net.loop(), Socket(), ListenerConfiguration{}); });
}

TEST_F(ThreadRulesTest, ABroadcastGroupIsUsedOnTheMembersThreadOnly) {
    class Nobody : public BroadcastGroup::Member {
        void on_publish_room() override {}
    } member;
    const auto loops = std::move(LoopGroup::create({.threads = net.loop().index() + 1})).value();
    BroadcastGroup group(*loops);
    expect_refused("join", [&] { group.join(member, stream); });
    group.join(member, stream);
    expect_refused("publish", [&] { static_cast<void>(group.publish(member, Bytes{})); });
    expect_refused("leave", [&] { group.leave(member); });
    group.leave(member);
}

TEST_F(ThreadRulesTest, ANameIsAskedForOnTheLoopsThreadOnly) {
    class Nobody : public NameRequest {
      public:
        void on_resolved(NameAnswer) override {}
    } request;
    Resolver resolver;
    expect_refused("resolve", [&] {
        static_cast<void>(resolver.resolve(net.loop(), request, "127.0.0.1", 1));
    });
}

// It would wait for itself.
TEST(ThreadRules, NoLoopWaitsForCredit) {
    const auto wait_on_a_loop = [] {
        const auto loops = std::move(LoopGroup::create({.threads = 1})).value();
        loops->start();
        loops->loop(0).post_call([&loops](EventLoop&) {
            static_cast<void>(
                loops->send(ConnectionId(0, 0, 1), bytes_of("message"), std::chrono::seconds(1)));
            loops->stop();
        });
        loops->join();
    };
    EXPECT_DEATH(wait_on_a_loop(), "on_loop_thread");
}

}  // namespace
}  // namespace potok::testing
