// The checkers find what they are there for: wrong bytes, lost ones, callbacks out of order.
#include "tests/gtest_pch.hpp"
#include "tests/sim/calm_world.hpp"
#include "tests/sim/checked_session.hpp"
#include "tests/sim/client.hpp"
#include "tests/sim/fiber.hpp"

namespace potok::sim {
namespace {

class Checks : public testing::Test {
  protected:
    Checks() { link_.first.establish(); }

    void server_says(std::string_view words) {
        EXPECT_EQ(link_.second.send(std::as_bytes(std::span(words))).bytes, words.size());
    }

    CalmWorld world_;
    TcpLink link_{world_, 0};
};

TEST_F(Checks, AClientIsContentWithWhatItExpects) {
    ClientPlan plan;
    plan.expected = "answer";
    plan.must_get_all = true;
    Client client(world_, link_.first, plan);
    server_says("answer");
    link_.second.shutdown_write();
    world_.settle();
    EXPECT_TRUE(client.done() && client.got_all());
}

TEST_F(Checks, AWrongByteIsFound) {
    ClientPlan plan;
    plan.expected = "answer";
    Client client(world_, link_.first, plan);
    server_says("ansxer");
    EXPECT_THROW(world_.settle(), WorldFailure);
}

TEST_F(Checks, AByteTooManyIsFound) {
    ClientPlan plan;
    plan.expected = "answer";
    Client client(world_, link_.first, plan);
    server_says("answers");
    EXPECT_THROW(world_.settle(), WorldFailure);
}

TEST_F(Checks, AnEndBeforeTheLastByteIsFoundWhereNothingMayBeLost) {
    ClientPlan plan;
    plan.expected = "answer";
    plan.must_get_all = true;
    Client client(world_, link_.first, plan);
    server_says("answe");
    link_.second.shutdown_write();
    EXPECT_THROW(world_.settle(), WorldFailure);
}

TEST_F(Checks, AResetIsForgivenWhereThePlanSaysNothing) {
    ClientPlan plan;
    plan.expected = "answer";
    Client client(world_, link_.first, plan);
    link_.second.close(true);
    world_.settle();
    EXPECT_TRUE(client.was_cut_off());
}

class Nothing final : public Session {
  public:
    explicit Nothing(std::size_t holds = 0) : holds_(holds) {}

    void on_open(Stream&) override {}
    Consumed on_data(MutableBytes data) override { return {data.size()}; }
    void on_end() override {}
    void on_close(CloseReason) override {}
    [[nodiscard]] std::size_t held_bytes() const noexcept override { return holds_; }

  private:
    const std::size_t holds_;
};

// A stream on which nothing happens.
class Standstill final : public Stream {
  public:
    SendStatus send(std::span<const Bytes>) override { return SendStatus::rejected; }
    SendStatus send_in_place(Bytes) override { return SendStatus::rejected; }
    SendStatus send_shared(SharedBlock&, std::size_t) override { return SendStatus::rejected; }
    bool takes(std::size_t) override { return false; }
    SendStatus send_piece(Bytes) override { return SendStatus::rejected; }
    [[nodiscard]] bool is_open() const noexcept override { return true; }
    [[nodiscard]] std::size_t queued_bytes() const noexcept override { return 10; }
    void pause_reading() override {}
    void resume_reading() override {}
    void finish(CloseReason) override {}
    void abort(CloseReason) override {}
    void begin_handshake() override {}
    void end_handshake() override {}
    void set_alarm(Duration) override {}
    void request_turn() override {}
    void hand_over(std::unique_ptr<Session>) override {}
    [[nodiscard]] EventLoop& loop() noexcept override { std::abort(); }
    [[nodiscard]] ConnectionId id() const noexcept override { return {}; }
};

TEST_F(Checks, AQueueBeyondItsLimitIsFound) {
    Ledger ledger;
    ledger.queued_bytes_bound = 9;
    Standstill stream;
    CheckedSession session(world_, ledger, std::make_unique<Nothing>());
    EXPECT_THROW(session.on_open(stream), WorldFailure);
}

TEST_F(Checks, WhatASessionHoldsBeyondItsLimitIsFound) {
    Ledger ledger;
    ledger.held_bytes_bound = 99;
    Standstill stream;
    CheckedSession modest(world_, ledger, std::make_unique<Nothing>(99));
    modest.on_open(stream);
    CheckedSession greedy(world_, ledger, std::make_unique<Nothing>(100));
    EXPECT_THROW(greedy.on_open(stream), WorldFailure);
}

TEST_F(Checks, ASecondCloseIsFound) {
    Ledger ledger;
    CheckedSession session(world_, ledger, std::make_unique<Nothing>());
    session.on_close(CloseReason::finished);
    EXPECT_EQ(ledger.closed_because(CloseReason::finished), 1u);
    EXPECT_THROW(session.on_close(CloseReason::finished), WorldFailure);
}

TEST_F(Checks, ACallbackAfterTheCloseIsFound) {
    Ledger ledger;
    CheckedSession session(world_, ledger, std::make_unique<Nothing>());
    session.on_close(CloseReason::finished);
    EXPECT_THROW(session.on_drained(), WorldFailure);
}

TEST_F(Checks, AnAlarmThatNobodySetIsFound) {
    Ledger ledger;
    CheckedSession session(world_, ledger, std::make_unique<Nothing>());
    EXPECT_THROW(session.on_alarm(), WorldFailure);
}

TEST(Fiber, GoesOnWhereItWasLeft) {
    std::string said;
    Fiber fiber([&] {
        said += 'a';
        Fiber::suspend();
        said += 'c';
    });
    fiber.resume();
    said += 'b';
    EXPECT_FALSE(fiber.ended());
    fiber.resume();
    EXPECT_EQ(said, "abc");
    EXPECT_TRUE(fiber.ended());
    EXPECT_FALSE(Fiber::inside());
}

TEST(Fiber, KeepsToItsOwnStack) {
    const auto countdown = [](int& left) {
        while (left > 0) {
            --left;
            Fiber::suspend();
        }
    };
    int first = 3;
    int second = 5;
    Fiber one([&] { countdown(first); });
    Fiber other([&] { countdown(second); });
    while (!one.ended() || !other.ended()) {
        if (!one.ended()) one.resume();
        if (!other.ended()) other.resume();
    }
    EXPECT_EQ(first + second, 0);
}

}  // namespace
}  // namespace potok::sim
