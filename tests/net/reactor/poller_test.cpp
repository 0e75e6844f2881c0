// The contract of every poller, as its header states it.
#include "reactor/poller.hpp"

#include <thread>

#include "tests/gtest_pch.hpp"
#include "tests/support/peer.hpp"

namespace potok::testing {
namespace {

class Watched final : public Registration {
  public:
    explicit Watched(Socket socket) : Registration(std::move(socket)) {}
    void on_ready(Readiness) override {}
    [[nodiscard]] Socket& socket() { return socket_; }
};

class PollerTest : public ::testing::Test {
  protected:
    // An accepted connection and its other end.
    Watched& connect() {
        peers.push_back(std::make_unique<Peer>(listener.local_address()->port()));
        watched.push_back(std::make_unique<Watched>(std::move(listener.accept().socket)));
        return *watched.back();
    }

    [[nodiscard]] std::span<const PollEvent> look() { return poller->wait(Duration::zero()); }

    // Sends on the other end of the last connection; loopback has delivered it on return.
    void peer_sends(std::string_view text) {
        peers.back()->send(text);
        peers.back()->pump();
    }

    Socket listener = std::move(Socket::listen(Address::ipv4({127, 0, 0, 1}, 0), {})).value();
    std::unique_ptr<Poller> poller = std::move(Poller::create()).value();
    std::vector<std::unique_ptr<Peer>> peers;
    std::vector<std::unique_ptr<Watched>> watched;
};

TEST_F(PollerTest, ReportsWhatIsWantedAndReady) {
    Watched& connection = connect();
    poller->want(connection, Interest::read);
    EXPECT_TRUE(look().empty()) << "nothing has come";
    peer_sends("x");
    const auto events = look();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].registration, &connection);
    EXPECT_TRUE(events[0].readiness.readable);
    EXPECT_FALSE(events[0].readiness.writable);
    poller->forget(connection);
}

TEST_F(PollerTest, ReportsTheSameAgainUntilItIsTaken) {
    Watched& connection = connect();
    poller->want(connection, Interest::read);
    peer_sends("x");
    EXPECT_EQ(look().size(), 1u);
    EXPECT_EQ(look().size(), 1u);
    std::array<std::byte, 8> room;
    EXPECT_EQ(connection.socket().receive(room).bytes, 1u);
    EXPECT_TRUE(look().empty());
    poller->forget(connection);
}

TEST_F(PollerTest, WritingIsReportedOnlyWhereItIsWanted) {
    Watched& connection = connect();
    poller->want(connection, Interest::read);
    EXPECT_TRUE(look().empty());
    poller->want(connection, Interest::read_write);
    ASSERT_EQ(look().size(), 1u);
    poller->want(connection, Interest::read);
    EXPECT_TRUE(look().empty());
    poller->forget(connection);
}

TEST_F(PollerTest, NoInterestReportsNothingNotEvenAReset) {
    Watched& connection = connect();
    poller->want(connection, Interest::read);
    peer_sends("x");
    poller->want(connection, Interest::none);
    EXPECT_TRUE(look().empty());
    peers.back()->reset();
    EXPECT_TRUE(look().empty());
    poller->want(connection, Interest::read);
    EXPECT_EQ(look().size(), 1u) << "and is told of it when it asks again";
    poller->forget(connection);
}

TEST_F(PollerTest, AResetIsReadinessInEveryWantedDirection) {
    Watched& connection = connect();
    poller->want(connection, Interest::read_write);
    peers.back()->reset();
    const auto events = look();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_TRUE(events[0].readiness.readable);
    EXPECT_TRUE(events[0].readiness.writable);
    poller->forget(connection);
}

TEST_F(PollerTest, AnInterestThatChangedAndChangedBackIsWhatItWas) {
    Watched& connection = connect();
    poller->want(connection, Interest::read);
    EXPECT_TRUE(look().empty());
    poller->want(connection, Interest::none);
    poller->want(connection, Interest::read_write);
    poller->want(connection, Interest::read);
    EXPECT_TRUE(look().empty()) << "writing is not wanted any more";
    peer_sends("x");
    EXPECT_EQ(look().size(), 1u);
    poller->forget(connection);
}

TEST_F(PollerTest, AForgottenRegistrationIsNeverReportedAndMayBeDestroyed) {
    Watched& armed = connect();
    poller->want(armed, Interest::read);
    EXPECT_TRUE(look().empty());
    peer_sends("x");
    Watched& only_wanted = connect();
    poller->want(only_wanted, Interest::read);
    peer_sends("x");
    poller->forget(armed);
    poller->forget(only_wanted);
    EXPECT_TRUE(armed.quiet() && only_wanted.quiet());
    watched.clear();
    EXPECT_TRUE(look().empty());
}

TEST_F(PollerTest, AForgottenRegistrationMayBeWatchedAgain) {
    Watched& connection = connect();
    poller->want(connection, Interest::read);
    EXPECT_TRUE(look().empty());
    poller->forget(connection);
    poller->forget(connection);
    peer_sends("x");
    EXPECT_TRUE(look().empty());
    poller->want(connection, Interest::read);
    EXPECT_EQ(look().size(), 1u);
    poller->forget(connection);
}

TEST_F(PollerTest, AForgottenRegistrationMayHaveAnotherSocket) {
    Watched& first = connect();
    Watched& second = connect();
    poller->want(first, Interest::read);
    EXPECT_TRUE(look().empty());
    poller->forget(first);
    first.socket() = std::move(second.socket());
    poller->want(first, Interest::read);
    peer_sends("to the second");
    EXPECT_EQ(look().size(), 1u);
    poller->forget(first);
}

// More than one wait reports at once: none of them starves.
TEST_F(PollerTest, AllOfManyReadySocketsAreReported) {
    constexpr std::size_t kMany = 600;  // a wait reports 512
    for (std::size_t i = 0; i < kMany; ++i) {
        poller->want(connect(), Interest::read_write);
    }
    std::vector<const Registration*> seen;
    for (int i = 0; i < 4; ++i) {
        for (const PollEvent& event : look())
            seen.push_back(event.registration);
    }
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    EXPECT_EQ(seen.size(), watched.size());
    for (const auto& each : watched)
        poller->forget(*each);
}

TEST_F(PollerTest, AWakeEndsTheNextWaitAndIsNoEvent) {
    poller->wake();
    EXPECT_TRUE(poller->wait(std::nullopt).empty());
}

TEST_F(PollerTest, AWakeFromAnotherThreadEndsASleep) {
    std::thread waker([&] { poller->wake(); });
    EXPECT_TRUE(poller->wait(std::nullopt).empty());
    waker.join();
}

TEST_F(PollerTest, AShortTimeoutEndsByItself) {
    EXPECT_TRUE(poller->wait(std::chrono::microseconds(100)).empty());
    EXPECT_TRUE(poller->wait(Duration(-1)).empty());
}

}  // namespace
}  // namespace potok::testing
