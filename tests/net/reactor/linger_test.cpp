// Between our end and the peer's: how long it is waited for, and what of its input is thrown away.
#include "tests/support/loop_harness.hpp"

namespace potok::testing {
namespace {

using std::chrono::milliseconds;

TEST(Linger, AFinishedPeerThatKeepsSendingIsListenedToOnlySoLong) {
    LoopHarness net;
    net.limits.linger_bytes_max = 100'000;
    net.limits.linger_timeout = milliseconds(100);
    Peer& peer = net.add_peer();
    net.log(0).stream->finish(CloseReason::protocol_error);
    peer.send(std::string(10'000'000, 'x'));
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_LT(net.loop().counters().bytes_received.value(), 1u) << "discarded input is not counted";
    net.until([&] { return peer.was_reset(); });
}

// Closing with input unread would reset the peer, and destroy what it has not read yet.
TEST(Linger, APeerThatKeepsSendingStillGetsEverythingBeforeTheEnd) {
    LoopHarness net;
    net.limits.linger_bytes_max = 10'000;
    net.limits.linger_timeout = std::chrono::seconds(60);
    Peer& peer = net.add_peer(4096);
    peer.stop_reading();
    Stream& stream = *net.log(0).stream;
    const std::string message(500'000, 'm');
    EXPECT_EQ(stream.send(bytes_of(message)), SendStatus::queued);
    stream.finish(CloseReason::drained);
    peer.send(std::string(300'000, 'x'));
    net.steps(20);
    peer.start_reading();
    net.until([&] { return peer.gone(); });
    EXPECT_TRUE(peer.ended()) << "an end, not a reset";
    EXPECT_EQ(peer.received().size(), message.size());
}

TEST(Linger, APeerThatNeverEndsIsWaitedForOnlySoLongAndTheReasonStays) {
    for (const CloseReason reason :
         {CloseReason::finished, CloseReason::drained, CloseReason::message_too_long}) {
        LoopHarness net;
        net.limits.linger_timeout = milliseconds(50);
        net.add_peer();
        net.log(0).stream->finish(reason);
        net.until([&] { return net.log(0).closed == 1; });
        EXPECT_EQ(net.log(0).reason, reason);
    }
}

// Whatever was sent has arrived, and nothing of the peer's is under way: a reset destroys nothing.
TEST(Linger, APeerThatHasBeenSilentForTheWholeLingeringIsNotWaitedFor) {
    LoopHarness net;
    net.limits.linger_timeout = milliseconds(200);
    Peer& peer = net.add_peer();
    const Instant opened = net.loop().now();
    net.until([&] { return net.loop().now() - opened > milliseconds(250); });
    net.log(0).stream->finish(CloseReason::drained);
    net.steps(2);
    EXPECT_EQ(net.log(0).closed, 1);
    EXPECT_EQ(net.log(0).reason, CloseReason::drained);
    net.until([&] { return peer.gone(); });
    EXPECT_TRUE(peer.ended()) << "an end, not a reset";
}

TEST(Linger, WhoWasPausedIsWaitedForSinceWhatItSentIsUnread) {
    LoopHarness net;
    net.limits.linger_timeout = milliseconds(200);
    Peer& peer = net.add_peer();
    net.log(0).stream->pause_reading();
    peer.send("unread");
    const Instant opened = net.loop().now();
    net.until([&] { return net.loop().now() - opened > milliseconds(250); });
    net.log(0).stream->finish(CloseReason::drained);
    net.until([&] { return peer.gone(); });
    EXPECT_TRUE(peer.ended()) << "an end, not a reset";
}

}  // namespace
}  // namespace potok::testing
