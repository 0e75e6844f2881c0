// The simulated connection does what TCP does, in the ways that a reactor has to cope with.
#include "tests/sim/tcp.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/sim/calm_world.hpp"

namespace potok::sim {
namespace {

class Tcp : public testing::Test {
  protected:
    Tcp() { link_.first.establish(); }

    std::size_t send(std::size_t bytes) {
        const std::string text(bytes, 'x');
        return link_.first.send(std::as_bytes(std::span(text))).bytes;
    }
    IoResult receive(TcpEnd& end, std::size_t bytes = kCalmBuffer) {
        return end.receive(MutableBytes(room_).first(bytes));
    }

    CalmWorld world_;
    TcpLink link_{world_, 0};
    std::array<std::byte, kCalmBuffer> room_{};
};

TEST_F(Tcp, BytesArriveAndThenTheEnd) {
    EXPECT_EQ(send(10), 10u);
    link_.first.shutdown_write();
    EXPECT_FALSE(link_.second.readable());
    world_.settle();
    EXPECT_EQ(receive(link_.second, 4).bytes, 4u);
    EXPECT_EQ(receive(link_.second).bytes, 6u);
    EXPECT_EQ(receive(link_.second).status, IoResult::Status::end);
}

TEST_F(Tcp, AFullBufferStopsTheSenderUntilAGoodPartIsFree) {
    EXPECT_EQ(send(2 * kCalmBuffer), kCalmBuffer);
    world_.settle();
    EXPECT_FALSE(link_.first.writable());
    EXPECT_EQ(receive(link_.second, 10).bytes, 10u);
    EXPECT_FALSE(link_.first.writable());
    EXPECT_EQ(receive(link_.second, kCalmBuffer / 2).bytes, kCalmBuffer / 2);
    EXPECT_TRUE(link_.first.writable());
}

TEST_F(Tcp, ClosingWithUnreadInputResetsThePeer) {
    EXPECT_EQ(send(1), 1u);
    world_.settle();
    link_.second.close(false);
    world_.settle();
    EXPECT_TRUE(link_.first.is_reset());
    EXPECT_EQ(receive(link_.first).status, IoResult::Status::failed);
}

TEST_F(Tcp, ClosingWithEverythingReadOnlyEnds) {
    link_.second.close(false);
    world_.settle();
    EXPECT_EQ(receive(link_.first).status, IoResult::Status::end);
    EXPECT_FALSE(link_.first.is_reset());
}

TEST_F(Tcp, WhatComesForAClosedEndResetsTheSender) {
    link_.second.close(false);
    EXPECT_EQ(send(1), 1u);
    world_.settle();
    EXPECT_TRUE(link_.first.is_reset());
}

TEST_F(Tcp, AResetDestroysWhatWasUnreadWhereTheWorldHasItSo) {
    for (const bool destroys : {false, true}) {
        world_.faults.reset_destroys = destroys;
        TcpLink link(world_, 1);
        link.first.establish();
        EXPECT_EQ(link.first.send(std::as_bytes(std::span("abc", 3))).bytes, 3u);
        link.first.close(true);
        world_.settle();
        const IoResult result = receive(link.second);
        EXPECT_EQ(result.status, destroys ? IoResult::Status::failed : IoResult::Status::done);
    }
}

}  // namespace
}  // namespace potok::sim
