// Several loops on threads of their own: placement, messages between threads, ending.
#include "reactor/loop_group.hpp"

#include <condition_variable>
#include <future>
#include <mutex>
#include <set>

#include "reactor/broadcast_group.hpp"
#include "reactor/connection.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/peer.hpp"

namespace potok::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A sender looks once more when its time is over: with less it would hide that nobody woke it.
constexpr Duration kLongerThanAnyTest = seconds(60);

// What the sessions of all loops report, for a test thread to wait on.
class Board {
  public:
    template <class Change>
    void update(Change&& change) {
        const std::lock_guard lock(mutex_);
        change();
        changed_.notify_all();
    }
    template <class Condition>
    [[nodiscard]] bool wait(Condition&& condition) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, seconds(20), condition);
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
};

struct Seen {
    Board board;
    std::vector<ConnectionId> opened;
    std::vector<CloseReason> closed;
};

class EchoSession : public Session {
  public:
    explicit EchoSession(Seen& seen) : seen_(seen) {}
    void on_open(Stream& stream) override {
        stream_ = &stream;
        seen_.board.update([&] { seen_.opened.push_back(stream.id()); });
    }
    Consumed on_data(MutableBytes data) override {
        const SendStatus status = stream_->send_in_place(data);
        return status == SendStatus::rejected ? Consumed{0, Consumed::Next::paused}
                                              : Consumed{data.size()};
    }
    void on_drained() override { stream_->resume_reading(); }
    void on_end() override { stream_->finish(CloseReason::finished); }
    void on_close(CloseReason reason) override {
        seen_.board.update([&] { seen_.closed.push_back(reason); });
    }

  private:
    Seen& seen_;
    Stream* stream_ = nullptr;
};

class EchoFactory : public SessionFactory {
  public:
    explicit EchoFactory(Seen& seen) : seen_(seen) {}
    std::unique_ptr<Session> make_session(EventLoop&, const Address&) override {
        return std::make_unique<EchoSession>(seen_);
    }

  private:
    Seen& seen_;
};

class LoopGroupTest : public ::testing::Test {
  protected:
    void start(std::uint32_t threads, std::uint32_t connections_max = 10'000,
               ListenOptions options = {},
               std::size_t memory_budget_bytes = MemoryBudget::kUnlimited) {
        group = std::move(LoopGroup::create(
                              {.threads = threads,
                               .connections_max = connections_max,
                               .memory_budget_bytes = memory_budget_bytes,
                               .on_ended = [this] { seen.board.update([&] { ++ended; }); }}))
                    .value();
        const auto bound =
            group->listen({Address::ipv4({127, 0, 0, 1}, 0), options, &factory, &limits});
        ASSERT_TRUE(bound.ok());
        port = bound.value().port();
        group->start();
    }

    Peer& add_peer(int receive_buffer_bytes = 0) {
        const std::size_t before = opened();
        peers.push_back(std::make_unique<Peer>(port, receive_buffer_bytes));
        EXPECT_TRUE(seen.board.wait([&] { return seen.opened.size() > before; }));
        return *peers.back();
    }

    std::size_t opened() {
        std::size_t count = 0;
        seen.board.update([&] { count = seen.opened.size(); });
        return count;
    }

    // Pumps every peer until the condition holds.
    void until(const std::function<bool()>& condition) {
        const Instant give_up = Clock::now() + seconds(20);
        while (!condition()) {
            ASSERT_LT(Clock::now(), give_up) << "waited in vain";
            for (const auto& peer : peers)
                peer->pump();
            std::this_thread::yield();
        }
    }

    Seen seen;
    EchoFactory factory{seen};
    ConnectionLimits limits;
    int ended = 0;
    std::vector<std::unique_ptr<Peer>> peers;
    std::unique_ptr<LoopGroup> group;
    std::uint16_t port = 0;
};

TEST_F(LoopGroupTest, PlacesEachConnectionOnTheLeastLoadedLoop) {
    start(3);
    for (int i = 0; i < 9; ++i)
        add_peer();
    for (std::uint32_t i = 0; i < 3; ++i)
        EXPECT_EQ(group->loop(i).load(), 3u);
}

TEST_F(LoopGroupTest, AStormIsSpreadToo) {
    start(2);
    for (int i = 0; i < 200; ++i)
        peers.push_back(std::make_unique<Peer>(port));
    ASSERT_TRUE(seen.board.wait([&] { return seen.opened.size() == 200; }));
    EXPECT_EQ(group->loop(0).load(), 100u);
    EXPECT_EQ(group->loop(1).load(), 100u);
}

TEST_F(LoopGroupTest, WithReusePortEveryLoopListens) {
    start(2, 10'000, {.reuse_port = true});
    for (int i = 0; i < 64; ++i)
        add_peer();
    EXPECT_EQ(group->loop(0).load() + group->loop(1).load(), 64u);
    EXPECT_GT(group->loop(0).load(), 0u);
    EXPECT_GT(group->loop(1).load(), 0u);
}

TEST_F(LoopGroupTest, OverTheConnectionLimitPeersAreRefusedWithoutAByte) {
    start(2, 3);
    for (int i = 0; i < 3; ++i)
        add_peer();
    peers.push_back(std::make_unique<Peer>(port));
    Peer& refused = *peers.back();
    until([&] { return refused.gone(); });
    EXPECT_EQ(refused.received(), "");
    peers.front()->close();
    ASSERT_TRUE(seen.board.wait([&] { return seen.closed.size() == 1; }));
    until([&] { return group->connections() == 2; });
    EXPECT_FALSE(add_peer().gone()) << "a place that was left is given again";
}

// Whoever holds the memory is closed, not who lives on the loop that noticed.
TEST_F(LoopGroupTest, OverTheMemoryBudgetTheLargestHolderOfAllLoopsIsClosed) {
    constexpr std::size_t kBudget = 64'000'000;
    limits.queued_bytes_max = 10 * kBudget;
    limits.progress_timeout = seconds(60);
    start(2, 10'000, {}, kBudget);
    Peer& modest = add_peer(4096);
    Peer& hog = add_peer(4096);
    Peer& talker = add_peer();  // with the modest one on its loop, which is awake all the time
    modest.stop_reading();
    hog.stop_reading();
    const std::string piece(100'000, 'p');
    // What the system has buffered for it by then makes it a few more millions, not a quarter.
    until([&] {
        if (modest.all_sent()) modest.send(piece);
        return group->budget().used() > 1'000'000;
    });
    until([&] {
        if (hog.all_sent()) hog.send(piece);
        if (talker.all_sent()) talker.send("talk");
        return hog.gone();
    });
    for (int i = 0; i < 100; ++i) {
        static_cast<void>(talker.take_received());
        talker.send("on");
        until([&] { return talker.received().ends_with("on"); });
    }
    EXPECT_FALSE(modest.gone());
    seen.board.update(
        [&] { EXPECT_EQ(seen.closed, std::vector<CloseReason>{CloseReason::memory_budget}); });
}

// A loop whose peers do not read sleeps: the one that notices has to wake it.
TEST_F(LoopGroupTest, OverTheMemoryBudgetTheLargestHolderIsClosedAlthoughItsLoopSleeps) {
    constexpr std::size_t kBudget = 64'000'000;
    limits.queued_bytes_max = 10 * kBudget;
    limits.progress_timeout = seconds(60);
    start(2, 10'000, {}, kBudget);
    Peer& hog = add_peer(4096);
    Peer& modest = add_peer(4096);
    hog.stop_reading();
    modest.stop_reading();
    const std::string piece(100'000, 'p');
    until([&] {
        if (hog.all_sent()) hog.send(piece);
        return group->budget().used() > 57'000'000;
    });
    // From here on only the other loop has something to do. It goes over the limit; but relief may
    // come late, so no more is on its way than the hard limit has room for.
    constexpr std::size_t kOnItsWay = 4'000'000;
    const std::size_t before = group->budget().used();
    std::size_t said = 0;
    until([&] {
        std::size_t closed = 0;
        seen.board.update([&] { closed = seen.closed.size(); });
        const bool wants_more = !group->budget().exceeded() && closed == 0;
        const bool arrived = before + said < group->budget().used() + kOnItsWay;
        if (wants_more && arrived && modest.all_sent()) {
            modest.send(piece);
            said += piece.size();
        }
        return closed != 0;
    });
    for (Peer* peer : {&hog, &modest})
        peer->start_reading();
    until([&] { return hog.gone(); });
    EXPECT_FALSE(modest.gone());
    seen.board.update(
        [&] { EXPECT_EQ(seen.closed, std::vector<CloseReason>{CloseReason::memory_budget}); });
}

TEST_F(LoopGroupTest, APortInUseIsASystemError) {
    start(1);
    const auto second = group->listen({Address::ipv4({127, 0, 0, 1}, port), {}, &factory, &limits});
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().call, SystemCall::bind);
    EXPECT_EQ(second.error().cause, SystemCause::address_in_use);
}

TEST_F(LoopGroupTest, AnAddressThatIsNotLocalIsASystemError) {
    start(1);
    const auto foreign = group->listen({Address::ipv4({192, 0, 2, 1}, 0), {}, &factory, &limits});
    ASSERT_FALSE(foreign.ok());
    EXPECT_EQ(foreign.error().cause, SystemCause::address_not_local);
}

TEST_F(LoopGroupTest, ADualStackListenerAnswersIpv4AndNamesThePeerSo) {
    group = std::move(LoopGroup::create({.threads = 1})).value();
    const auto bound = group->listen({Address::dual_stack_any(0), {}, &factory, &limits});
    ASSERT_TRUE(bound.ok());
    port = bound.value().port();
    group->start();
    Peer& peer = add_peer();
    peer.send("v4");
    until([&] { return peer.received() == "v4"; });
}

// ---- Messages from other threads

TEST_F(LoopGroupTest, AnyThreadSendsToAnyConnectionInOrder) {
    start(2);
    for (int i = 0; i < 4; ++i)
        add_peer();
    std::vector<std::thread> senders;
    for (std::size_t i = 0; i < 4; ++i) {
        senders.emplace_back([this, id = seen.opened[i]] {
            for (int n = 0; n < 2000; ++n) {
                const std::string message = std::to_string(n) + " ";
                ASSERT_EQ(group->send(id, bytes_of(message), seconds(10)), PostStatus::posted);
            }
        });
    }
    std::string expected;
    for (int n = 0; n < 2000; ++n)
        expected += std::to_string(n) + " ";
    until([&] {
        return std::all_of(peers.begin(), peers.end(), [&](const auto& peer) {
            return peer->received().size() == expected.size();
        });
    });
    for (std::thread& sender : senders)
        sender.join();
    for (const auto& peer : peers)
        EXPECT_TRUE(peer->received() == expected);
}

TEST_F(LoopGroupTest, WithoutCreditASenderWaitsAndGoesOnWhenThePeerReads) {
    start(1);
    Peer& peer = add_peer(4096);
    const ConnectionId id = seen.opened[0];
    const std::string message(100'000, 'c');
    std::size_t posted = 0;
    while (group->send(id, bytes_of(message), milliseconds(50)) == PostStatus::posted) {
        ++posted;
        ASSERT_LT(posted, 1000u) << "what is on its way to one connection is bounded";
    }
    std::thread sender([&] {
        EXPECT_EQ(group->send(id, bytes_of(message), kLongerThanAnyTest), PostStatus::posted);
    });
    until([&] { return peer.received().size() == (posted + 1) * message.size(); });
    sender.join();
}

TEST_F(LoopGroupTest, AMessageLargerThanTheCreditPassesAlone) {
    start(1);
    Peer& peer = add_peer(4096);
    const std::string large(20'000'000, 'L');  // more than any socket buffers
    EXPECT_EQ(group->send(seen.opened[0], bytes_of(large), seconds(10)), PostStatus::posted);
    EXPECT_EQ(group->send(seen.opened[0], bytes_of("tail"), Duration::zero()),
              PostStatus::no_credit);
    until([&] { return peer.received().size() == large.size(); });
    EXPECT_EQ(group->send(seen.opened[0], bytes_of("tail"), seconds(10)), PostStatus::posted);
    until([&] { return peer.received().size() == large.size() + 4; });
}

// What would not fit in the credit's counter is refused before anybody looks at it.
TEST_F(LoopGroupTest, AMessageThatNoCreditCanCountIsRefused) {
    start(1);
    Peer& peer = add_peer();
    const std::byte nothing_behind_it{};
    const Bytes endless(&nothing_behind_it, std::size_t{ConnectionTable::kMessageBytesMax} + 1);
    EXPECT_EQ(group->send(seen.opened[0], endless, seconds(10)), PostStatus::too_long);
    EXPECT_EQ(group->send(seen.opened[0], bytes_of("next"), seconds(10)), PostStatus::posted);
    until([&] { return peer.received() == "next"; });
}

TEST_F(LoopGroupTest, AStaleIdIsAQuietNoOp) {
    start(1);
    add_peer().close();
    ASSERT_TRUE(seen.board.wait([&] { return seen.closed.size() == 1; }));
    add_peer();  // may well have the slot of the first
    EXPECT_EQ(group->send(seen.opened[0], bytes_of("x"), Duration::zero()), PostStatus::gone);
    EXPECT_EQ(group->send(ConnectionId{}, bytes_of("x"), Duration::zero()), PostStatus::gone);
    EXPECT_EQ(group->send(ConnectionId(200, 1, 1), bytes_of("x"), Duration::zero()),
              PostStatus::gone);
    std::atomic<bool> called{false};
    group->post(seen.opened[0], [&](Connection&) { called = true; });
    EXPECT_EQ(group->send(seen.opened[1], bytes_of("y"), Duration::zero()), PostStatus::posted);
    until([&] { return peers[1]->received() == "y"; });
    EXPECT_FALSE(called);
}

TEST_F(LoopGroupTest, AWaitingSenderLearnsThatItsConnectionIsGone) {
    start(1);
    Peer& peer = add_peer(4096);
    const ConnectionId id = seen.opened[0];
    const std::string message(500'000, 'c');
    while (group->send(id, bytes_of(message), milliseconds(50)) == PostStatus::posted) {
    }
    std::atomic<bool> told{false};
    std::thread sender([&] {
        // A slow loop may still have had room in the socket's buffers for some.
        PostStatus status = PostStatus::posted;
        while (status == PostStatus::posted)
            status = group->send(id, bytes_of(message), kLongerThanAnyTest);
        EXPECT_EQ(status, PostStatus::gone);
        told = true;
    });
    peer.reset();
    until([&] { return told.load(); });
    sender.join();
}

// ---- Ending

TEST_F(LoopGroupTest, StopClosesEverythingAtOnce) {
    start(2);
    for (int i = 0; i < 10; ++i)
        add_peer();
    group->stop();
    group->join();
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(seen.closed, std::vector<CloseReason>(10, CloseReason::stopped));
}

TEST_F(LoopGroupTest, DrainAnswersEveryoneThenEnds) {
    start(2);
    for (int i = 0; i < 50; ++i)
        add_peer();
    for (const auto& peer : peers)
        peer->send("before the end");
    for (const auto& peer : peers)
        peer->pump();
    group->drain(seconds(10));
    until([&] {
        return std::all_of(peers.begin(), peers.end(), [](const auto& p) { return p->gone(); });
    });
    for (const auto& peer : peers) {
        EXPECT_EQ(peer->received(), "before the end");
        EXPECT_FALSE(peer->was_reset());
        peer->close();
    }
    group->join();
    EXPECT_EQ(seen.closed, std::vector<CloseReason>(50, CloseReason::drained));
}

TEST_F(LoopGroupTest, AConnectionThatOutlastsTheDrainIsClosedByName) {
    limits.linger_timeout = seconds(30);
    start(2);
    add_peer();  // does not end when the server does
    group->drain(milliseconds(100));
    group->join();
    EXPECT_EQ(seen.closed, std::vector<CloseReason>{CloseReason::drain_timeout});
}

// While a loop is busy, clients wait in the system's queue. They are the last to be let in.
TEST_F(LoopGroupTest, DrainAnswersThoseWhoHadConnectedButWereNotYetAccepted) {
    start(2);
    std::promise<void> busy;
    std::promise<void> released;
    group->loop(0).post_call([&busy, gate = released.get_future().share()](EventLoop&) {
        busy.set_value();
        gate.wait();
    });
    busy.get_future().wait();  // from here on it accepts nobody
    for (int i = 0; i < 100; ++i) {
        peers.push_back(std::make_unique<Peer>(port));
        peers.back()->send("waiting at the door");
        peers.back()->pump();
    }
    group->drain(seconds(10));
    // The other loop has heard of it: without the first it must not conclude that all are gone.
    std::promise<void> heard;
    group->loop(1).post_call([&](EventLoop&) { heard.set_value(); });
    heard.get_future().wait();
    released.set_value();
    until([&] {
        return std::all_of(peers.begin(), peers.end(), [](const auto& p) { return p->gone(); });
    });
    for (const auto& peer : peers) {
        EXPECT_EQ(peer->received(), "waiting at the door");
        EXPECT_FALSE(peer->was_reset());
        peer->close();
    }
    group->join();
    EXPECT_EQ(seen.closed, std::vector<CloseReason>(100, CloseReason::drained));
}

TEST_F(LoopGroupTest, AnEmptyGroupDrainsAtOnce) {
    start(3);
    group->drain(seconds(60));
    group->join();
    EXPECT_EQ(ended, 1);
}

TEST_F(LoopGroupTest, DrainIsNotUndoneByStop) {
    limits.linger_timeout = seconds(30);
    start(2);
    add_peer();
    group->drain(seconds(60));
    group->stop();
    group->join();
    EXPECT_EQ(seen.closed, std::vector<CloseReason>{CloseReason::stopped});
}

}  // namespace
}  // namespace potok::testing
