// One connection, with every byte and every moment of it in the hands of the test: what a real
// system would hide in its buffers.
#include "reactor/connection.hpp"

#include <cstring>

#include "tests/gtest_pch.hpp"
#include "tests/sim/calm_world.hpp"

namespace potok::sim {
namespace {

using std::chrono::seconds;

// A session that does what the test says, and what it was told.
class Told final : public Session {
  public:
    struct Story {
        std::function<Consumed(Stream&, MutableBytes)> on_data;
        Stream* stream = nullptr;
        std::string consumed;
        int ended = 0;
        int drained = 0;
        int drains = 0;
        std::optional<CloseReason> closed;
    };

    explicit Told(Story& story) : story_(story) {}

    void on_open(Stream& stream) override { story_.stream = &stream; }
    Consumed on_data(MutableBytes data) override {
        if (!story_.on_data) return {data.size()};
        const Consumed consumed = story_.on_data(*story_.stream, data);
        story_.consumed += text_of(Bytes(data).first(consumed.bytes));
        return consumed;
    }
    void on_end() override { ++story_.ended; }
    void on_drained() override { ++story_.drained; }
    void on_drain(Stream&) override { ++story_.drains; }
    void on_close(CloseReason reason) override { story_.closed = reason; }

  private:
    static std::string text_of(Bytes bytes) {
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }

    Story& story_;
};

class OneConnection : public testing::Test, private TcpOwner {
  protected:
    static constexpr std::size_t kBudget = 100'000'000;

    // `buffer`: what the system holds in each direction.
    void open(std::size_t buffer = 1000) {
        world.faults.buffer_min = world.faults.buffer_max = buffer;
        auto listening = std::move(Socket::listen(Address::ipv4({10, 0, 0, 2}, 0), {})).value();
        peer = &world.network.connect_from_outside(listening.local_address()->port());
        world.settle();
        loop->announce_arrival();
        Connection::open(*loop, listening.accept().socket, limits, std::make_unique<Told>(story));
        step();
    }

    void step(int times = 1) {
        for (int i = 0; i < times; ++i) {
            loop->run_once(Duration::zero());
            world.settle();
        }
    }
    void peer_says(std::string_view words) {
        ASSERT_EQ(peer->send(std::as_bytes(std::span(words))).bytes, words.size());
        world.settle();
    }
    std::string peer_reads(std::size_t most) {
        const std::string piece = take(most);
        world.settle();
        return piece;
    }
    // From here on each piece is read as it comes.
    void watch_pieces() { peer->set_owner(this); }

    SendStatus send(std::size_t bytes) {
        return story.stream->send(Bytes(std::vector<std::byte>(bytes)));
    }

    CalmWorld world;
    MemoryBudget budget{kBudget};
    ConnectionLimits limits;
    Told::Story story;
    std::vector<std::string> pieces;
    std::unique_ptr<EventLoop> loop = std::move(EventLoop::create({.budget = &budget})).value();
    TcpEnd* peer = nullptr;

  private:
    void on_change() override {
        if (peer->unread() != 0) pieces.push_back(take(peer->unread()));
    }
    std::string take(std::size_t most) {
        std::vector<std::byte> room(most);
        const IoResult result = peer->receive(room);
        return {reinterpret_cast<const char*>(room.data()), result.bytes};
    }
};

Bytes bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

// ---- What is read and written, and in how many calls

// A message that comes alone costs what it has to: level-triggered readiness needs no second
// receive to learn that there is no more.
TEST_F(OneConnection, AMessageAndItsEchoAreOneReceiveAndOneSend) {
    story.on_data = [](Stream& stream, MutableBytes data) {
        EXPECT_EQ(stream.send_in_place(data), SendStatus::sent);
        return Consumed{data.size()};
    };
    open();
    watch_pieces();
    for (int i = 1; i <= 5; ++i) {
        peer_says("message");
        step(3);
        EXPECT_EQ(world.network.receives, static_cast<std::uint64_t>(i));
        EXPECT_EQ(world.network.sends, static_cast<std::uint64_t>(i));
    }
}

TEST_F(OneConnection, ALargeReplyLeavesWithTheSmallOnesBeforeIt) {
    story.on_data = [](Stream& stream, MutableBytes data) {
        const std::vector<std::byte> large(100'000);
        EXPECT_EQ(stream.send(bytes_of("small")), SendStatus::sent);
        EXPECT_EQ(stream.send(large), SendStatus::sent);
        return Consumed{data.size()};
    };
    open(1'000'000);
    peer_says("?");
    step();
    EXPECT_EQ(peer->unread(), 100'005u);
    EXPECT_EQ(world.network.sends, 1u);
}

TEST_F(OneConnection, TheRepliesToOneBatchLeaveInOneCall) {
    story.on_data = [](Stream& stream, MutableBytes data) {
        for (const char* reply : {"one,", "two,", "three"})
            EXPECT_EQ(stream.send(bytes_of(reply)), SendStatus::sent);
        return Consumed{data.size()};
    };
    open();
    watch_pieces();
    peer_says("?");
    step();
    EXPECT_EQ(pieces, std::vector<std::string>{"one,two,three"});
}

TEST_F(OneConnection, WhatOthersSentThroughItLeavesInOneCall) {
    open();
    watch_pieces();
    for (const char* part : {"a", "b", "c"})
        EXPECT_EQ(story.stream->send(bytes_of(part)), SendStatus::queued);
    step();
    EXPECT_EQ(pieces, std::vector<std::string>{"abc"});
}

TEST_F(OneConnection, ARepliesBytesThatLieInTheInputAreNotCopied) {
    bool checked = false;
    story.on_data = [&](Stream& stream, MutableBytes data) {
        EXPECT_EQ(stream.send_in_place(data), SendStatus::sent);
        EXPECT_EQ(stream.loop().cork().contents().data(), data.data());
        checked = true;
        return Consumed{data.size()};
    };
    open();
    watch_pieces();
    peer_says("there and back");
    step();
    EXPECT_TRUE(checked);
    EXPECT_EQ(pieces, std::vector<std::string>{"there and back"});
}

TEST_F(OneConnection, ASharedReplyIsWrittenAtOnceAndNotQueued) {
    story.on_data = [&](Stream& stream, MutableBytes data) {
        const BlockRef block = BlockRef::copy_of(budget, bytes_of("to all"));
        EXPECT_EQ(stream.send_shared(*block, 0), SendStatus::sent);
        EXPECT_EQ(stream.loop().chunks().in_use(), 0u);
        return Consumed{data.size()};
    };
    open();
    watch_pieces();
    peer_says("?");
    step();
    EXPECT_EQ(pieces, std::vector<std::string>{"to all"});
}

TEST_F(OneConnection, APeerThatTakesEverythingHasOnlySoMuchOfATurn) {
    constexpr std::size_t kMuch = 20'000'000;
    open(2 * kMuch);
    EXPECT_EQ(send(kMuch), SendStatus::queued);
    step();
    EXPECT_GT(loop->counters().bytes_sent.value(), 0u);
    EXPECT_LT(loop->counters().bytes_sent.value(), kMuch / 2) << "the others come first";
    step(100);
    EXPECT_EQ(loop->counters().bytes_sent.value(), kMuch);
}

// ---- When there is room again

TEST_F(OneConnection, DrainedComesAtTheLowMarkAndNotBefore) {
    limits.queued_bytes_max = 1000;
    open();
    EXPECT_EQ(send(1900), SendStatus::queued);
    step();
    EXPECT_EQ(send(150), SendStatus::rejected);
    EXPECT_EQ(peer_reads(400).size(), 400u);
    step(3);
    ASSERT_EQ(story.stream->queued_bytes(), 500u);
    EXPECT_EQ(story.drained, 0) << "it would fit, but a call for each message is no way to send";
    EXPECT_EQ(peer_reads(350).size(), 350u);
    step(3);
    EXPECT_EQ(story.drained, 1);
}

TEST_F(OneConnection, DrainedWaitsForTheLargestOfTheRejected) {
    limits.queued_bytes_max = 1000;
    open();
    EXPECT_EQ(send(1900), SendStatus::queued);
    step();
    EXPECT_EQ(send(800), SendStatus::rejected);
    EXPECT_EQ(send(150), SendStatus::rejected);
    EXPECT_EQ(peer_reads(670).size(), 670u);
    step(3);
    ASSERT_EQ(story.stream->queued_bytes(), 230u);
    EXPECT_EQ(story.drained, 0) << "at the low mark, and 800 do not fit";
    EXPECT_EQ(peer_reads(400).size(), 330u + 70u);
    step(3);
    EXPECT_EQ(story.drained, 1);
}

// ---- Held input

// finish() lets go of it, and whatever comes next may have its memory.
TEST_F(OneConnection, HeldInputStaysGoodWhenItsSessionFinishesInTheMiddle) {
    bool resumed = false;
    story.on_data = [&](Stream& stream, MutableBytes data) {
        if (!resumed) return Consumed{0, Consumed::Next::paused};
        stream.finish(CloseReason::finished);
        const BlockRef other = BlockRef::copy_of(budget, bytes_of("XXXXXXXXXX"));
        EXPECT_EQ(std::memcmp(data.data(), "held input", data.size()), 0);
        return Consumed{data.size()};
    };
    open();
    peer_says("held input");
    step();
    resumed = true;
    story.stream->resume_reading();
    step();
    EXPECT_EQ(story.consumed, "held input");
}

TEST_F(OneConnection, InputThatCannotBeHeldEndsTheConnectionByName) {
    story.on_data = [](Stream&, MutableBytes) { return Consumed{0, Consumed::Next::more}; };
    open();
    ASSERT_TRUE(budget.charge(kBudget + kBudget / 8));
    peer_says("no room for a tail");
    loop->run_once(Duration::zero());
    budget.release(kBudget + kBudget / 8);
    step(2);
    EXPECT_EQ(story.closed, CloseReason::memory_budget);
}

// At a drain everything is read in one go, the peer's end included, though input is held.
TEST_F(OneConnection, ThePeersEndWaitsForHeldInputAtADrainToo) {
    story.on_data = [&](Stream& stream, MutableBytes) {
        EXPECT_EQ(story.ended, 0) << "input after the end";
        stream.pause_reading();
        stream.resume_reading();
        return Consumed{1};
    };
    open();
    peer_says("abc");
    peer->shutdown_write();
    world.settle();
    loop->connections().at(0)->drain();
    step(6);
    EXPECT_EQ(story.consumed, "abc");
    EXPECT_EQ(story.ended, 1);
}

// ---- Deadlines and the end

TEST_F(OneConnection, AHandshakeIsNotProlongedByReadingSlowly) {
    limits.handshake_timeout = seconds(5);
    open();
    story.stream->begin_handshake();
    EXPECT_EQ(send(10'000), SendStatus::queued);
    step();
    for (int i = 0; i < 4; ++i) {
        world.spend(seconds(2));
        static_cast<void>(peer_reads(400));
        step(2);
    }
    EXPECT_EQ(story.closed, CloseReason::handshake_timeout);
}

TEST_F(OneConnection, IdleTimeBeginsAnewWhenASessionResumes) {
    limits.idle_timeout = seconds(5);
    open();
    story.stream->pause_reading();
    world.spend(seconds(20));
    step(2);
    story.stream->resume_reading();
    for (int i = 0; i < 4; ++i) {
        EXPECT_TRUE(story.stream->is_open()) << i << " seconds after the pause";
        world.spend(seconds(1));
        step(2);
    }
    EXPECT_TRUE(story.stream->is_open());
    world.spend(seconds(2));
    step(2);
    EXPECT_EQ(story.closed, CloseReason::idle_timeout);
}

TEST_F(OneConnection, OfTwoDeadlinesTheEarlierOneCounts) {
    limits.idle_timeout = seconds(3);
    limits.progress_timeout = seconds(10);
    open();
    EXPECT_EQ(send(10'000), SendStatus::queued);
    step(2);
    world.spend(seconds(4));
    step(2);
    EXPECT_FALSE(story.stream->is_open()) << "it was silent too";
}

TEST_F(OneConnection, WhoReadsALittleMakesProgress) {
    limits.progress_timeout = seconds(10);
    open();
    EXPECT_EQ(send(10'000), SendStatus::queued);
    step(2);
    for (int i = 0; i < 5; ++i) {
        world.spend(seconds(6));
        EXPECT_EQ(peer_reads(800).size(), 800u);
        step(2);
    }
    EXPECT_FALSE(story.closed);
    world.spend(seconds(11));
    step(3);
    EXPECT_EQ(story.closed, CloseReason::no_progress);
}

// Why we ended it explains more than that the peer then broke off; but an orderly end whose last
// bytes were lost was none.
TEST_F(OneConnection, AResetHidesAnOrderlyEndAndNoOther) {
    const std::pair<CloseReason, CloseReason> given_and_told[] = {
        {CloseReason::protocol_error, CloseReason::protocol_error},
        {CloseReason::finished, CloseReason::reset},
    };
    for (const auto& [given, told] : given_and_told) {
        story = {};
        open();
        EXPECT_EQ(send(10'000), SendStatus::queued);
        step(2);
        story.stream->finish(given);
        step(2);
        peer->close(true);
        world.settle();
        step(3);
        EXPECT_EQ(story.closed, told);
    }
}

TEST_F(OneConnection, ASessionIsAskedForItsLastWordOnceHoweverManyTurnsFollow) {
    open();
    loop->connections().at(0)->drain();
    step();
    EXPECT_EQ(story.drains, 1);
    EXPECT_EQ(send(10), SendStatus::queued);
    step();
    loop->connections().at(0)->drain();
    step();
    EXPECT_EQ(story.drains, 1);
}

}  // namespace
}  // namespace potok::sim
