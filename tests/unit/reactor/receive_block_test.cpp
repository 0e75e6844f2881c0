#include "reactor/receive_block.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

void fill(MutableBytes bytes, std::string_view text) {
    std::memcpy(bytes.data(), text.data(), text.size());
}

TEST(ReceiveBlock, WithoutATailIsWhatWasReceived) {
    ReceiveBlock block;
    fill(block.data(), "arrived");
    EXPECT_EQ(text_of(block.joined({}, 7)), "arrived");
}

TEST(ReceiveBlock, PutsTheTailRightInFront) {
    ReceiveBlock block;
    fill(block.data(), "rest");
    EXPECT_EQ(text_of(block.joined(bytes_of("front "), 4)), "front rest");
}

TEST(ReceiveBlock, ReceivesAtTheSamePlaceEachTime) {
    ReceiveBlock block;
    std::byte* const place = block.data().data();
    fill(block.data(), "one");
    static_cast<void>(block.joined(bytes_of("a tail"), 3));
    EXPECT_EQ(block.data().data(), place);
    EXPECT_EQ(block.data().size(), ReceiveBlock::kDataBytes);
}

TEST(ReceiveBlock, TakesTheLongestTailAndTheLargestReceive) {
    ReceiveBlock block;
    const std::string tail(Session::kTailMax, 't');
    std::fill(block.data().begin(), block.data().end(), std::byte{'d'});
    const MutableBytes joined = block.joined(bytes_of(tail), ReceiveBlock::kDataBytes);
    EXPECT_TRUE(text_of(joined) == tail + std::string(ReceiveBlock::kDataBytes, 'd'));
}

TEST(ReceiveBlockDeathTest, ALongerTailIsAProgrammersError) {
    ReceiveBlock block;
    const std::string tail(Session::kTailMax + 1, 't');
    EXPECT_DEATH(static_cast<void>(block.joined(bytes_of(tail), 0)), "assertion failed");
}

}  // namespace
}  // namespace potok
