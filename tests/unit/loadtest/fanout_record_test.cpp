#include "loadtest/fanout_record.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/loadtest/printers.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kConnections = 5;
constexpr std::uint32_t kLoops = 2;

// Five connections on two loops, each of which sent two messages.
class Fanout {
  public:
    Fanout() {
        for (std::uint32_t connection = 0; connection < kConnections; ++connection)
            loop_of(connection).sent[connection] = 2;
    }

    FanoutRecord& loop_of(std::uint32_t connection) { return records_[connection % kLoops]; }

    void deliver(std::uint32_t to, MessageName name) {
        FanoutRecord& loop = loop_of(to);
        static_cast<void>(
            loop.book.settle(loop.receiver_of(to),
                             {.kind = Verification::Kind::intact, .name = name, .difference = {}}));
        loop.spread.record(name, 1ms * (to + 1));
    }
    // All to all, but what `left_out` says.
    template <class LeftOut>
    void deliver_all(LeftOut left_out) {
        for (std::uint32_t to = 0; to < kConnections; ++to) {
            for (std::uint64_t number = 0; number < 2; ++number) {
                for (std::uint32_t from = 0; from < kConnections; ++from) {
                    if (!left_out(to, MessageName{from, number})) deliver(to, {from, number});
                }
            }
        }
    }
    FanoutFigures measure() {
        std::vector<FanoutRecord*> loops;
        for (FanoutRecord& record : records_)
            loops.push_back(&record);
        return measure_fanout(loops);
    }

  private:
    std::vector<FanoutRecord> records_{FanoutRecord(0, kLoops, kConnections),
                                       FanoutRecord(1, kLoops, kConnections)};
};

TEST(FanoutRecord, EveryConnectionIsAReceiverOfOneLoop) {
    Fanout run;
    EXPECT_EQ(run.loop_of(0).book.receivers(), 3u);
    EXPECT_EQ(run.loop_of(1).book.receivers(), 2u);
    for (std::uint32_t connection = 0; connection < kConnections; ++connection) {
        const FanoutRecord& loop = run.loop_of(connection);
        EXPECT_TRUE(loop.is_own(connection));
        EXPECT_EQ(loop.connection_of(loop.receiver_of(connection)), connection);
    }
}

TEST(MeasureFanout, AllToAllIsOkAndMeasured) {
    Fanout run;
    run.deliver_all([](std::uint32_t, MessageName) { return false; });
    const FanoutFigures figures = run.measure();
    EXPECT_EQ(figures.counts, (MessageCounts{.sent = 10, .ok = 50}));
    EXPECT_EQ(figures.expected, 50u);
    EXPECT_EQ(figures.spread.first.count(), 10u);
    EXPECT_EQ(figures.spread.last.greatest(), 5ms);
    EXPECT_EQ(figures.spread.median.greatest(), 3ms);
    EXPECT_EQ(figures.gone, 0u);
    EXPECT_FALSE(figures.first_lost);
}

// What another loop sent is due here too, and only together do they know of it.
TEST(MeasureFanout, WhatCameToOneLoopOnlyIsLostToTheOther) {
    Fanout run;
    run.deliver_all([](std::uint32_t to, MessageName name) {
        return to % kLoops == 1 && name == MessageName{2, 1};
    });
    const FanoutFigures figures = run.measure();
    EXPECT_EQ(figures.counts, (MessageCounts{.sent = 10, .ok = 48, .lost = 2}));
    EXPECT_EQ(figures.spread.incomplete, 1u);
    ASSERT_TRUE(figures.first_lost);
    EXPECT_EQ(figures.first_lost->message, (MessageName{2, 1}));
    EXPECT_EQ(figures.first_lost->receiver, 1u);
}

TEST(MeasureFanout, OfALostConnectionEverythingIsExpectedAllTheSame) {
    Fanout run;
    run.deliver_all([](std::uint32_t to, MessageName name) {
        return to == 3 && (name.number == 1 || name.connection == 4);
    });
    FanoutRecord& loop = run.loop_of(3);
    loop.gone[loop.receiver_of(3)] = true;
    const FanoutFigures figures = run.measure();
    EXPECT_EQ(figures.counts, (MessageCounts{.sent = 10, .ok = 44, .lost = 6}));
    EXPECT_EQ(figures.expected, 50u);
    EXPECT_EQ(figures.gone, 1u);
    EXPECT_EQ(figures.lost_at_gone, 6u);
    EXPECT_EQ(figures.first_lost->receiver, 3u);
    EXPECT_EQ(figures.first_lost->message, (MessageName{4, 0}));
}

}  // namespace
}  // namespace potok::loadtest
