// Which of two bounds ends a connection whose peer takes nothing: ours, never a shorter one of the
// system's.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <climits>

#include "tests/support/loop_harness.hpp"

namespace potok::testing {
namespace {

constexpr int kDescriptorsMax = 1024;

// This process's end of the connection from that port; -1 where there is none.
int accepted_from(std::uint16_t port, std::uint16_t listening) {
    const auto port_of = [](auto name, int descriptor) {
        sockaddr_in address{};
        socklen_t length = sizeof address;
        const int failure = name(descriptor, reinterpret_cast<sockaddr*>(&address), &length);
        return failure == 0 ? ntohs(address.sin_port) : std::uint16_t{0};
    };
    for (int descriptor = 0; descriptor < kDescriptorsMax; ++descriptor) {
        const bool is_it = port_of(::getpeername, descriptor) == port &&
                           port_of(::getsockname, descriptor) == listening;
        if (is_it) return descriptor;
    }
    return -1;
}

class ConnectionSilence : public ::testing::Test {
  protected:
    // What the system's own bound is, on a connection with this progress timeout.
    std::chrono::milliseconds system_bound(Duration progress_timeout) {
        net.limits.progress_timeout = progress_timeout;
        const Peer& peer = net.add_peer();
        int bound = -1;
        socklen_t length = sizeof bound;
        const int descriptor = accepted_from(peer.local_port(), net.port());
        EXPECT_EQ(::getsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &bound, &length), 0);
        return std::chrono::milliseconds(bound);
    }

    LoopHarness net;
};

TEST_F(ConnectionSilence, TheSystemsBoundIsAMinuteForShortTimeouts) {
    EXPECT_EQ(system_bound(std::chrono::seconds(10)), std::chrono::minutes(1));
    EXPECT_EQ(system_bound(std::chrono::seconds(60)), std::chrono::minutes(1));
}

TEST_F(ConnectionSilence, ALongerProgressTimeoutIsTheSystemsBoundToo) {
    EXPECT_EQ(system_bound(std::chrono::minutes(10)), std::chrono::minutes(10));
    EXPECT_EQ(system_bound(std::chrono::hours(240)), std::chrono::hours(240));
}

TEST_F(ConnectionSilence, ATimeoutBeyondWhatTheSystemCountsIsTheLongestItCounts) {
    EXPECT_EQ(system_bound(std::chrono::hours(24 * 365)), std::chrono::milliseconds(INT_MAX));
}

TEST_F(ConnectionSilence, WithoutAProgressTimeoutTheSystemHasNoBoundEither) {
    EXPECT_EQ(system_bound(Duration::zero()), std::chrono::milliseconds(0));
}

TEST_F(ConnectionSilence, APeerThatTheSystemGivesUpMadeNoProgress) {
    net.limits.progress_timeout = std::chrono::hours(1);
    net.limits.queued_bytes_max = 64 << 20;
    Peer& peer = net.add_peer(4096);
    peer.stop_reading();
    const int descriptor = accepted_from(peer.local_port(), net.port());
    const int soon_ms = 1;
    ASSERT_EQ(::setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &soon_ms, sizeof soon_ms), 0);
    const std::string much(12'000'000, 'm');
    EXPECT_EQ(net.log(0).stream->send(bytes_of(much)), SendStatus::queued);
    net.until([&] { return net.log(0).closed == 1; });
    EXPECT_EQ(net.log(0).reason, CloseReason::no_progress);
}

}  // namespace
}  // namespace potok::testing
