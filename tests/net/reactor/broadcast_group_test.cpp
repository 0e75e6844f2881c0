// One message to all members on all loops.
#include "reactor/broadcast_group.hpp"

#include <atomic>
#include <future>

#include "tests/gtest_pch.hpp"
#include "tests/support/peer.hpp"

namespace potok::testing {
namespace {

using std::chrono::seconds;

struct Tally {
    std::atomic<int> opened{0};
    std::atomic<int> closed{0};
    std::atomic<int> slow{0};
    std::atomic<int> refused{0};
    std::atomic<int> room{0};
    std::atomic<bool> refused_leave{false};
    std::atomic<bool> replies_first{false};
    std::atomic<bool> joins_packed{false};
    std::atomic<bool> packs_nothing{false};
    ConnectionId last_opened{};  // good once `opened` was read
};

// Publishes all it gets; keeps it back while the group says "not now", or leaves it for good.
class Publisher : public Session, private BroadcastGroup::Member {
  public:
    Publisher(BroadcastGroup& group, Tally& tally) : group_(group), tally_(tally) {}
    void on_open(Stream& stream) override {
        stream_ = &stream;
        group_.join(
            *this, stream,
            tally_.joins_packed ? BroadcastGroup::Form::packed : BroadcastGroup::Form::plain);
        tally_.last_opened = stream.id();
        ++tally_.opened;
    }
    Consumed on_data(MutableBytes data) override {
        if (tally_.replies_first) {
            EXPECT_NE(stream_->send(bytes_of("!")), SendStatus::rejected);
        }
        if (left_ || publish(data)) return {data.size()};
        if (tally_.refused_leave) leave();
        ++tally_.refused;
        return left_ ? Consumed{data.size()} : Consumed{0, Consumed::Next::paused};
    }
    void on_end() override { stream_->finish(CloseReason::finished); }
    void on_posted(Stream&, Bytes message) override { EXPECT_TRUE(publish(message)); }
    void on_close(CloseReason reason) override {
        group_.leave(*this);
        if (reason == CloseReason::slow_reader) ++tally_.slow;
        ++tally_.closed;
    }

  private:
    void on_publish_room() override {
        ++tally_.room;
        stream_->resume_reading();
    }
    void leave() {
        group_.leave(*this);
        left_ = true;
    }
    // The packed form of a message is its first byte, in brackets.
    bool publish(Bytes message) {
        const std::string packed = "<" + std::string(text_of(message.first(1))) + ">";
        const bool packs = group_.wants_packed() && !tally_.packs_nothing;
        return group_.publish(*this, {message, packs ? bytes_of(packed) : Bytes{}});
    }

    BroadcastGroup& group_;
    Tally& tally_;
    Stream* stream_ = nullptr;
    bool left_ = false;
};

class BroadcastGroupTest : public ::testing::TestWithParam<std::uint32_t>, private SessionFactory {
  protected:
    explicit BroadcastGroupTest(std::size_t memory_budget = MemoryBudget::kUnlimited) {
        LoopGroupOptions options;
        options.threads = GetParam();
        options.memory_budget_bytes = memory_budget;
        loops = std::move(LoopGroup::create(std::move(options))).value();
        group.emplace(*loops);
        port = loops->listen({Address::ipv4({127, 0, 0, 1}, 0), {}, this, &limits}).value().port();
        loops->start();
    }
    ~BroadcastGroupTest() override {
        loops->stop();
        loops->join();
    }

    Peer& add_peer(int receive_buffer_bytes = 0) {
        const int before = tally.opened;
        peers.push_back(std::make_unique<Peer>(port, receive_buffer_bytes));
        until([&] { return tally.opened > before; });
        return *peers.back();
    }

    void until(const std::function<bool()>& condition) {
        const Instant give_up = Clock::now() + seconds(20);
        while (!condition()) {
            ASSERT_LT(Clock::now(), give_up) << "waited in vain";
            for (const auto& peer : peers)
                peer->pump();
            std::this_thread::yield();
        }
    }

    Tally tally;
    ConnectionLimits limits;
    std::unique_ptr<LoopGroup> loops;
    std::optional<BroadcastGroup> group;
    std::vector<std::unique_ptr<Peer>> peers;
    std::uint16_t port = 0;

  private:
    std::unique_ptr<Session> make_session(EventLoop&, const Address&) override {
        return std::make_unique<Publisher>(*group, tally);
    }
};

TEST_P(BroadcastGroupTest, ReachesEveryMemberOnceTheSenderIncluded) {
    for (int i = 0; i < 30; ++i)
        add_peer();
    peers[7]->send("to all");
    until([&] {
        return std::all_of(peers.begin(), peers.end(),
                           [](const auto& peer) { return peer->received() == "to all"; });
    });
}

TEST_P(BroadcastGroupTest, WhoJoinedForThePackedFormIsSentThatAndTheOthersThePlainOne) {
    EXPECT_FALSE(group->wants_packed());
    for (int i = 0; i < 20; ++i) {
        tally.joins_packed = i % 3 == 0;
        add_peer();
    }
    EXPECT_TRUE(group->wants_packed());
    peers[7]->send("a");
    const auto expect_all = [&](const std::string& plain, const std::string& packed) {
        until([&] {
            for (std::size_t i = 0; i < peers.size(); ++i) {
                if (!peers[i]) continue;
                if (peers[i]->received() != (i % 3 == 0 ? packed : plain)) return false;
            }
            return true;
        });
    };
    expect_all("a", "<a>");
    for (std::size_t i = 0; i < peers.size(); i += 3)
        peers[i]->half_close();
    until([&] { return !group->wants_packed(); });
    peers[7]->send("b");
    until([&] { return peers[8]->received() == "ab" && peers[19]->received() == "ab"; });
}

TEST_P(BroadcastGroupTest, WithoutAPackedFormAllAreSentThePlainOne) {
    tally.joins_packed = true;
    add_peer();
    tally.joins_packed = false;
    tally.packs_nothing = true;
    add_peer().send("plain");
    until([&] { return peers[0]->received() == "plain" && peers[1]->received() == "plain"; });
}

TEST_P(BroadcastGroupTest, KeepsEachSendersOrderAtEveryReceiver) {
    for (int i = 0; i < 6; ++i)
        add_peer();
    constexpr int kMessages = 500;
    // Each sender's numbers, in a letter of its own: what every receiver must see of it, in order.
    for (int n = 0; n < kMessages; ++n) {
        for (std::size_t i = 0; i < 3; ++i) {
            peers[i]->send(std::string(1, static_cast<char>('a' + i)) + std::to_string(n) + ";");
        }
    }
    std::size_t total = 0;
    for (int n = 0; n < kMessages; ++n)
        total += 3 * (std::to_string(n).size() + 2);
    until([&] {
        return std::all_of(peers.begin(), peers.end(),
                           [&](const auto& peer) { return peer->received().size() == total; });
    });
    for (const auto& peer : peers) {
        std::array<int, 3> next{};
        std::string_view rest = peer->received();
        while (!rest.empty()) {
            const auto end = rest.find(';');
            const auto sender = static_cast<std::size_t>(rest[0] - 'a');
            ASSERT_EQ(rest.substr(1, end - 1), std::to_string(next.at(sender)++));
            rest.remove_prefix(end + 1);
        }
    }
}

TEST_P(BroadcastGroupTest, AReaderThatStopsIsClosedByNameAndHoldsUpNobody) {
    limits.queued_bytes_max = 100'000;
    limits.progress_timeout = seconds(60);
    Peer& slow = add_peer(4096);
    slow.stop_reading();
    Peer& sender = add_peer();
    const std::string message(50'000, 'b');
    std::size_t sent = 0;
    until([&] {
        // One at a time: on a busy machine who says more than it has heard is a slow reader itself.
        if (sender.received().size() == sent) {
            sender.send(message);
            sent += message.size();
        }
        return tally.slow == 1;
    });
    until([&] { return sender.received().size() == sent; });
    EXPECT_EQ(tally.closed, 1);
}

TEST_P(BroadcastGroupTest, ALargeMessageReachesAllFromOneBlock) {
    for (int i = 0; i < 5; ++i)
        add_peer();
    const std::string message(900'000, 'L');
    peers[0]->send(message);
    until([&] {
        return std::all_of(peers.begin(), peers.end(), [&](const auto& peer) {
            return peer->received().size() == message.size();
        });
    });
    until([&] { return loops->budget().used() == 0; });
}

TEST_P(BroadcastGroupTest, MembersMayLeaveWhileMessagesAreUnderWay) {
    for (int i = 0; i < 40; ++i)
        add_peer();
    for (int round = 0; round < 20; ++round) {
        for (std::size_t i = 0; i < peers.size(); ++i)
            peers[i]->send("message ");
        for (const auto& peer : peers)
            peer->pump();
        peers[static_cast<std::size_t>(round) * 2]->reset();
    }
    until([&] { return tally.closed == 20; });
    // Others' messages may still be on their way, before it and after it.
    peers.back()->send("last");
    until([&] { return peers.back()->received().find("last") != std::string::npos; });
}

// It takes no more, which is no slowness: what waits for it still arrives, and then the end.
TEST_P(BroadcastGroupTest, AMemberThatIsFinishingGetsWhatWasQueuedForIt) {
    limits.linger_timeout = seconds(60);
    limits.progress_timeout = seconds(60);
    limits.queued_bytes_max = 100'000'000;
    Peer& sender = add_peer();
    Peer& finishing = add_peer(64 * 1024);
    finishing.stop_reading();
    // On every loop: what they have received, their loop has queued for the others.
    for (std::uint32_t i = 0; i < 2 * GetParam(); ++i)
        add_peer();
    const std::string large(8'000'000, 'q');
    sender.send(large);
    until([&] {
        return std::all_of(peers.begin(), peers.end(), [&](const auto& peer) {
            return peer.get() == &finishing || peer->received().size() == large.size();
        });
    });
    finishing.half_close();
    until([&] { return loops->budget().used() > 0; });
    sender.send("after");
    until([&] { return sender.received().size() == large.size() + 5; });
    finishing.start_reading();
    until([&] { return finishing.gone(); });
    EXPECT_TRUE(finishing.ended()) << "an end, not a reset";
    EXPECT_GE(finishing.received().size(), large.size());
}

class BroadcastOverBudgetTest : public BroadcastGroupTest {
  protected:
    static constexpr std::size_t kBudget = 1'000'000;
    BroadcastOverBudgetTest() : BroadcastGroupTest(kBudget) {}
};

TEST_P(BroadcastOverBudgetTest, WhoDoesNotReadGivesWayAndNobodyElse) {
    limits.queued_bytes_max = 100'000'000;
    limits.progress_timeout = seconds(60);
    Peer& stuck = add_peer(4096);
    stuck.stop_reading();
    Peer& reader = add_peer();
    const ConnectionId publisher = tally.last_opened;
    std::size_t said = 0;
    const auto say = [&](std::size_t bytes) {
        const std::string message(bytes, 'b');
        ASSERT_EQ(loops->send(publisher, bytes_of(message), seconds(0)), PostStatus::posted);
        said += bytes;
        until([&] { return reader.received().size() == said || tally.closed > 1; });
    };
    // What is beyond the system's buffers waits here, for one peer.
    until([&] {
        say(100'000);
        return loops->budget().used() > kBudget - 150'000;
    });
    EXPECT_EQ(tally.closed, 0);
    say(400'000);
    until([&] { return tally.closed != 0; });
    say(1000);
    EXPECT_EQ(tally.closed, 1);
}

// The plain one would not fit, and nobody here is sent it.
TEST_P(BroadcastOverBudgetTest, AFormThatNobodyIsSentTakesNoMemory) {
    tally.joins_packed = true;
    Peer& reader = add_peer();
    MemoryBudget& budget = loops->loop(0).budget();
    constexpr std::size_t kOthers = kBudget - 1000;
    ASSERT_TRUE(budget.charge(kOthers));
    const std::string message(kBudget / 4, 'l');
    ASSERT_EQ(loops->send(tally.last_opened, bytes_of(message), seconds(0)), PostStatus::posted);
    until([&] { return reader.received() == "<l>" || tally.closed != 0; });
    EXPECT_EQ(tally.closed, 0);
    budget.release(kOthers);
}

// What the publisher has just said is no queue that could give way.
TEST_P(BroadcastOverBudgetTest, WhereNobodyOfThemHoldsTheMemoryAllOfThemEnd) {
    Peer& publisher = add_peer();
    add_peer();
    tally.replies_first = true;
    MemoryBudget& budget = loops->loop(0).budget();
    constexpr std::size_t kOthers = kBudget + kBudget / 8;
    ASSERT_TRUE(budget.charge(kOthers));
    publisher.send("too much");
    until([&] { return tally.closed == 2; });
    budget.release(kOthers);
}

// Holds a loop at this place of its commands until it is released.
class Barrier {
  public:
    explicit Barrier(EventLoop& loop) {
        loop.post_call([this](EventLoop&) {
            reached_.set_value();
            released_.get_future().wait();
        });
    }
    void wait_until_reached() { reached_.get_future().wait(); }
    void release() { released_.set_value(); }

  private:
    std::promise<void> reached_;
    std::promise<void> released_;
};

class BroadcastBetweenLoopsTest : public BroadcastGroupTest {
  protected:
    static constexpr std::size_t kTooMuch = 3 * BroadcastGroup::kInFlightMax;

    // Whatever this loop was told before has been done.
    void settle(std::uint32_t index) {
        std::promise<void> done;
        loops->loop(index).post_call([&done](EventLoop&) { done.set_value(); });
        done.get_future().wait();
    }
};

// Or one that speaks would fill the memory with what a busy loop has not fetched yet.
TEST_P(BroadcastBetweenLoopsTest, WhatIsOnItsWayToABusyLoopIsBoundedAndGoesOnWhenItIsFetched) {
    limits.queued_bytes_max = 64 * 1024 * 1024;
    Peer& sender = add_peer();
    Peer& hearer = add_peer();
    Barrier busy(loops->loop(1));
    busy.wait_until_reached();
    sender.send(std::string(kTooMuch, 'b'));
    until([&] { return tally.refused != 0; });
    EXPECT_LT(sender.received().size(), kTooMuch);
    busy.release();
    until([&] {
        return hearer.received().size() == kTooMuch && sender.received().size() == kTooMuch;
    });
    EXPECT_EQ(tally.closed, 0);
}

// Not at each message that arrives: it would be woken for one, and refused at the next.
TEST_P(BroadcastBetweenLoopsTest, OneThatWaitsIsToldOnceHalfOfThatHasArrived) {
    limits.queued_bytes_max = 64 * 1024 * 1024;
    Peer& sender = add_peer();
    Peer& hearer = add_peer();
    constexpr std::size_t kFirst = 100'000;
    Barrier before(loops->loop(1));
    sender.send(std::string(kFirst, 'f'));
    until([&] { return sender.received().size() == kFirst; });
    Barrier after(loops->loop(1));
    sender.send(std::string(kTooMuch, 'b'));
    until([&] { return tally.refused != 0; });
    before.release();
    after.wait_until_reached();
    settle(0);
    EXPECT_EQ(tally.room, 0);
    after.release();
    until([&] { return hearer.received().size() == kFirst + kTooMuch; });
    EXPECT_GE(tally.room, 1);
}

TEST_P(BroadcastBetweenLoopsTest, OneThatLeftTheGroupHearsOfNoRoom) {
    limits.queued_bytes_max = 64 * 1024 * 1024;
    tally.refused_leave = true;
    Peer& sender = add_peer();
    add_peer();
    Barrier busy(loops->loop(1));
    sender.send(std::string(kTooMuch, 'b'));
    until([&] { return tally.refused != 0; });
    busy.release();
    settle(1);
    settle(0);
    EXPECT_EQ(tally.room, 0);
}

INSTANTIATE_TEST_SUITE_P(Loops, BroadcastGroupTest, ::testing::Values(1u, 2u, 4u),
                         [](const auto& each) { return std::to_string(each.param) + "_loops"; });

INSTANTIATE_TEST_SUITE_P(Loops, BroadcastOverBudgetTest, ::testing::Values(1u));

INSTANTIATE_TEST_SUITE_P(Loops, BroadcastBetweenLoopsTest, ::testing::Values(2u));

}  // namespace
}  // namespace potok::testing
