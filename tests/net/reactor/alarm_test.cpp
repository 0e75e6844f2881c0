// The session's own clock: one alarm a connection.
#include "tests/support/loop_harness.hpp"

namespace potok::testing {
namespace {

using std::chrono::milliseconds;

// A peer and its session, which has said nothing yet.
class AlarmTest : public ::testing::Test {
  protected:
    Stream& open() {
        net.add_peer();
        net.until([&] { return net.log(0).opened == 1; });
        return *net.log(0).stream;
    }

    LoopHarness net;
};

TEST_F(AlarmTest, RingsOnceAndNotBeforeItsTime) {
    Stream& stream = open();
    const Instant set = net.loop().now();
    stream.set_alarm(milliseconds(40));
    net.until([&] { return net.log(0).alarms == 1; });
    EXPECT_GE(net.loop().now() - set, milliseconds(40));
    const Instant rung = net.loop().now();
    net.until([&] { return net.loop().now() - rung > milliseconds(80); });
    EXPECT_EQ(net.log(0).alarms, 1);
}

TEST_F(AlarmTest, TheLastOneSetCounts) {
    Stream& stream = open();
    stream.set_alarm(milliseconds(1));
    stream.set_alarm(milliseconds(120));
    stream.set_alarm(milliseconds(60));
    const Instant set = net.loop().now();
    net.until([&] { return net.log(0).alarms == 1; });
    EXPECT_GE(net.loop().now() - set, milliseconds(60));
}

TEST_F(AlarmTest, ZeroTakesItBack) {
    Stream& stream = open();
    stream.set_alarm(milliseconds(20));
    stream.set_alarm(Duration::zero());
    const Instant set = net.loop().now();
    net.until([&] { return net.loop().now() - set > milliseconds(80); });
    EXPECT_EQ(net.log(0).alarms, 0);
}

TEST_F(AlarmTest, MayBeSetAgainWhileItRings) {
    int left = 3;
    net.script.on_alarm = [&](Stream& stream) {
        if (--left != 0) stream.set_alarm(milliseconds(1));
    };
    open().set_alarm(milliseconds(1));
    net.until([&] { return left == 0; });
    EXPECT_EQ(net.log(0).alarms, 3);
}

TEST_F(AlarmTest, RingsForASessionThatDoesNotRead) {
    Stream& stream = open();
    stream.pause_reading();
    stream.set_alarm(milliseconds(1));
    net.until([&] { return net.log(0).alarms == 1; });
}

TEST_F(AlarmTest, DoesNotRingOnceTheStreamEnds) {
    net.limits.linger_timeout = milliseconds(100);
    Stream& stream = open();
    stream.set_alarm(milliseconds(20));
    stream.finish(CloseReason::finished);
    stream.set_alarm(milliseconds(20));
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).alarms, 0);
}

TEST_F(AlarmTest, DoesNotPutOffADeadline) {
    net.limits.idle_timeout = milliseconds(50);
    net.script.on_alarm = [](Stream& stream) { stream.set_alarm(milliseconds(20)); };
    Stream& stream = open();
    stream.set_alarm(milliseconds(20));
    net.until([&] { return stream.is_open() == false; });
    EXPECT_GE(net.log(0).alarms, 1);
}

}  // namespace
}  // namespace potok::testing
