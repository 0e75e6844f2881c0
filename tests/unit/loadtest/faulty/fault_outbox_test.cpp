#include "loadtest/faulty/fault_outbox.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;

const Instant kStart{Duration(1'000'000'000)};

// Takes answers while it has room for them.
class Sink final : public Stream {
  public:
    int room = 1'000'000;
    std::string sent;
    int asked = 0;

    SendStatus send(std::span<const Bytes> parts) override {
        ++asked;
        if (room == 0) return SendStatus::rejected;
        --room;
        for (const Bytes part : parts)
            sent.append(text_of(part));
        return SendStatus::sent;
    }

    SendStatus send_in_place(Bytes message) override { return send(std::span(&message, 1)); }
    SendStatus send_shared(SharedBlock&, std::size_t) override { return SendStatus::rejected; }
    bool takes(std::size_t) override { return room != 0; }
    SendStatus send_piece(Bytes piece) override { return send(std::span(&piece, 1)); }
    bool is_open() const noexcept override { return true; }
    std::size_t queued_bytes() const noexcept override { return 0; }
    void pause_reading() override {}
    void resume_reading() override {}
    void finish(CloseReason) override {}
    void abort(CloseReason) override {}
    void begin_handshake() override {}
    void end_handshake() override {}
    void set_alarm(Duration) override {}
    void request_turn() override {}
    void hand_over(std::unique_ptr<Session>) override {}
    EventLoop& loop() noexcept override { std::abort(); }
    ConnectionId id() const noexcept override { return {}; }
};

class FaultOutboxTest : public ::testing::Test {
  protected:
    void put(FaultOutbox& outbox, std::string_view answer, Duration at = {}) {
        outbox.put(stream, bytes_of(answer), kStart + at);
    }

    Sink stream;
};

TEST_F(FaultOutboxTest, WithoutDelayAnAnswerLeavesAtOnce) {
    FaultOutbox outbox(0s);
    put(outbox, "a");
    EXPECT_EQ(stream.sent, "a");
    EXPECT_TRUE(outbox.empty());
    EXPECT_FALSE(outbox.full());
    EXPECT_EQ(outbox.next_due(), std::nullopt);
}

TEST_F(FaultOutboxTest, WhatIsRejectedWaitsAndHoldsUpWhatComesBehind) {
    FaultOutbox outbox(0s);
    stream.room = 1;
    put(outbox, "a");
    put(outbox, "bb");
    stream.room = 100;
    put(outbox, "ccc");
    EXPECT_EQ(stream.sent, "a") << "order comes before room";
    EXPECT_TRUE(outbox.full());
    EXPECT_EQ(outbox.bytes(), 5u);
    outbox.on_drained();
    outbox.flush(stream, kStart);
    EXPECT_EQ(stream.sent, "abbccc");
    EXPECT_TRUE(outbox.empty());
    EXPECT_FALSE(outbox.full());
    EXPECT_EQ(outbox.bytes(), 0u);
}

TEST_F(FaultOutboxTest, ABlockedStreamIsNotAskedBeforeItHasDrained) {
    FaultOutbox outbox(0s);
    stream.room = 0;
    put(outbox, "a");
    put(outbox, "b");
    outbox.flush(stream, kStart);
    EXPECT_EQ(stream.asked, 1);
    EXPECT_EQ(outbox.next_due(), std::nullopt) << "on_drained() comes, not a time";
}

TEST_F(FaultOutboxTest, AFlushThatIsRejectedHalfwayGoesOnLater) {
    FaultOutbox outbox(0s);
    stream.room = 0;
    for (const std::string_view answer : {"a", "b", "c"})
        put(outbox, answer);
    stream.room = 1;
    outbox.on_drained();
    outbox.flush(stream, kStart);
    EXPECT_EQ(stream.sent, "a");
    EXPECT_TRUE(outbox.full());
    stream.room = 2;
    outbox.on_drained();
    outbox.flush(stream, kStart);
    EXPECT_EQ(stream.sent, "abc");
}

TEST_F(FaultOutboxTest, ALateAnswerLeavesAtItsTimeAndNotBefore) {
    FaultOutbox outbox(50ms);
    put(outbox, "a");
    EXPECT_EQ(stream.sent, "");
    EXPECT_EQ(outbox.next_due(), kStart + 50ms);
    outbox.flush(stream, kStart + 50ms - 1ns);
    EXPECT_EQ(stream.sent, "");
    outbox.flush(stream, kStart + 50ms);
    EXPECT_EQ(stream.sent, "a");
    EXPECT_EQ(outbox.next_due(), std::nullopt);
}

TEST_F(FaultOutboxTest, EachAnswerIsAsLateAsTheOthers) {
    FaultOutbox outbox(50ms);
    put(outbox, "a", 0ms);
    put(outbox, "b", 10ms);
    put(outbox, "c", 20ms);
    outbox.flush(stream, kStart + 60ms);
    EXPECT_EQ(stream.sent, "ab");
    EXPECT_EQ(outbox.next_due(), kStart + 70ms);
}

TEST_F(FaultOutboxTest, TooManyLateBytesAreFullUntilSomeHaveLeft) {
    FaultOutbox outbox(50ms);
    const std::string half(FaultOutbox::kBytesMax / 2, 'x');
    put(outbox, half, 0ms);
    EXPECT_FALSE(outbox.full());
    put(outbox, half, 1ms);
    EXPECT_TRUE(outbox.full());
    put(outbox, "read already", 2ms);
    outbox.flush(stream, kStart + 50ms);
    EXPECT_FALSE(outbox.full());
    outbox.flush(stream, kStart + 60ms);
    EXPECT_EQ(stream.sent, half + half + "read already") << "what was put is never lost";
}

}  // namespace
}  // namespace potok::loadtest
