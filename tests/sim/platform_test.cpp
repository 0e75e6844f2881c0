// The simulated platform keeps the contracts that reactor/poller.hpp and reactor/socket.hpp state.
#include "tests/gtest_pch.hpp"
#include "tests/sim/calm_world.hpp"

namespace potok::sim {
namespace {

class Watched final : public Registration {
  public:
    explicit Watched(Socket socket) : Registration(std::move(socket)) {}

    [[nodiscard]] Socket& socket() noexcept { return socket_; }
    void on_ready(Readiness) override {}
};

class Platform : public testing::Test {
  protected:
    Platform() {
        auto listening = std::move(Socket::listen(Address::ipv4({10, 0, 0, 2}, 0), {})).value();
        peer_ = &world_.network.connect_from_outside(listening.local_address()->port());
        world_.settle();
        watched_ = std::make_unique<Watched>(listening.accept().socket);
    }

    std::size_t events() { return poller_->wait(Duration::zero()).size(); }
    void peer_says(std::string_view words) {
        EXPECT_EQ(peer_->send(std::as_bytes(std::span(words))).bytes, words.size());
        world_.settle();
    }

    CalmWorld world_;
    std::unique_ptr<Poller> poller_ = std::move(Poller::create()).value();
    TcpEnd* peer_ = nullptr;
    std::unique_ptr<Watched> watched_;
};

TEST_F(Platform, ReadinessIsReportedAsLongAsItLasts) {
    poller_->want(*watched_, Interest::read);
    EXPECT_EQ(events(), 0u);
    peer_says("words");
    EXPECT_EQ(events(), 1u);
    EXPECT_EQ(events(), 1u);
    std::array<std::byte, 10> room;
    EXPECT_EQ(watched_->socket().receive(room).bytes, 5u);
    EXPECT_EQ(events(), 0u);
    poller_->forget(*watched_);
}

TEST_F(Platform, WhoWantsNothingIsToldNothingNotEvenOfAReset) {
    poller_->want(*watched_, Interest::read);
    EXPECT_EQ(events(), 0u);
    poller_->want(*watched_, Interest::none);
    peer_->close(true);
    world_.settle();
    EXPECT_EQ(events(), 0u);
}

TEST_F(Platform, AWakeUpEndsTheSleepThatItFinds) {
    Instant woken{};
    world_.add_loop([&] {
        static_cast<void>(poller_->wait(std::nullopt));
        woken = world_.now();
    });
    world_.after(std::chrono::seconds(3), [&] { poller_->wake(); });
    const Instant begin = world_.now();
    EXPECT_TRUE(world_.run_until([&] { return world_.loops_ended(); }, std::chrono::seconds(9)));
    EXPECT_EQ(woken - begin, Duration(std::chrono::seconds(3)));
}

TEST_F(Platform, ASleepWithoutAWakeUpEndsAtItsTimeout) {
    world_.add_loop([&] { static_cast<void>(poller_->wait(std::chrono::seconds(2))); });
    const Instant begin = world_.now();
    EXPECT_TRUE(world_.run_until([&] { return world_.loops_ended(); }, std::chrono::seconds(9)));
    EXPECT_EQ(world_.now() - begin, Duration(std::chrono::seconds(2)));
}

TEST_F(Platform, ASleeperWhomNobodyWakesNeverEnds) {
    world_.add_loop([&] { static_cast<void>(poller_->wait(std::nullopt)); });
    EXPECT_FALSE(world_.run_until([&] { return world_.loops_ended(); }, std::chrono::hours(1)));
}

TEST_F(Platform, TheLowestFreeDescriptorIsUsedAgainAtOnce) {
    const auto connect = [] {
        return std::move(Socket::connect(Address::ipv4({10, 0, 0, 2}, 1), std::nullopt)).value();
    };
    Socket first = connect();
    const Socket second = connect();
    const SocketHandle number = first.handle();
    EXPECT_LT(number, second.handle());
    first.close();
    EXPECT_EQ(connect().handle(), number);
}

TEST_F(Platform, WithoutDescriptorsNobodyIsAccepted) {
    auto listening = std::move(Socket::listen(Address::ipv4({10, 0, 0, 2}, 0), {})).value();
    static_cast<void>(world_.network.connect_from_outside(listening.local_address()->port()));
    world_.settle();
    world_.network.descriptors_max = world_.network.open_count();
    EXPECT_EQ(listening.accept().cause, SystemCause::no_descriptors);
    world_.network.descriptors_max += 1;
    EXPECT_EQ(listening.accept().status, IoResult::Status::done);
}

TEST_F(Platform, ClosingWhatIsStillPolledIsFound) {
    poller_->want(*watched_, Interest::read);
    EXPECT_EQ(events(), 0u);
    EXPECT_THROW(world_.network.close(watched_->socket().handle()), WorldFailure);
    poller_->forget(*watched_);
}

TEST_F(Platform, UsingWhatIsNotOpenIsFound) {
    EXPECT_THROW(world_.network.close(77), WorldFailure);
}

TEST_F(Platform, ALoopThatTurnsForNothingIsFound) {
    world_.add_loop([&] {
        while (true)
            static_cast<void>(poller_->wait(Duration::zero()));
    });
    EXPECT_THROW(world_.run_for(std::chrono::seconds(1)), WorldFailure);
}

}  // namespace
}  // namespace potok::sim
