// Messages that do not fit into one receive, and the memory they take.
#include "protocol/session/frame_reader.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/session/reader_feeder.hpp"

namespace potok {
namespace {

using test::kDefault;
using test::LineFeeder;
using test::LpFeeder;
using test::message;

constexpr std::size_t kKiB = 1024;

TEST(FrameReader, AMessagesBlockGrowsWithWhatCameAndNotWithWhatWasAnnounced) {
    LpFeeder feeder(kDefault);
    feeder.uses_target = false;
    const std::string input = message(std::string(1024 * kKiB, 'x'));
    std::size_t received = 0;
    for (const std::size_t size : {1u, 3u, 1u, 100u, 4000u, 5000u, 70'000u, 1u, 200'000u}) {
        feeder.receive(input.substr(received, size));
        received += size;
        const std::size_t growth = received < FrameAssembly::kLarge ? 2 : 4;
        ASSERT_LE(feeder.reader.held_bytes(),
                  std::max(growth * received, FrameAssembly::kFirstBlock));
        ASSERT_LE(feeder.reader.held_bytes(), feeder.budget.used());
    }
    feeder.receive(input.substr(received));
    EXPECT_EQ(feeder.sink.encoded, input);
    EXPECT_EQ(feeder.budget.used(), 0u);
}

TEST(FrameReader, ASmallMessageGetsABlockOfItsSize) {
    LpFeeder feeder(kDefault);
    feeder.receive(message(std::string(100, 'x')).substr(0, 50));
    EXPECT_EQ(feeder.reader.held_bytes(), 104u);
}

TEST(FrameReader, OffersItsBlockWhenMuchIsStillToComeAndDoesNotCopyWhatCameThere) {
    LpFeeder feeder(kDefault);
    const std::string input = message(std::string(300 * kKiB, 'x'));
    EXPECT_TRUE(feeder.reader.receive_target().empty());
    feeder.receive(input.substr(0, 100 * kKiB));
    const MutableBytes target = feeder.reader.receive_target();
    ASSERT_GE(target.size(), FrameAssembly::kDirectRoomMin);
    EXPECT_LE(target.size(), FrameAssembly::kDirectRoomMax);
    const std::size_t held = feeder.reader.held_bytes();

    // What is received there already lies where it belongs.
    std::memcpy(target.data(), input.data() + 100 * kKiB, 50 * kKiB);
    const Reading reading = feeder.reader.feed(target.first(50 * kKiB), feeder.sink);
    EXPECT_EQ(reading.consumed.bytes, 50 * kKiB);
    EXPECT_EQ(feeder.reader.held_bytes(), held);

    feeder.receive(input.substr(150 * kKiB));
    EXPECT_GT(feeder.targets_used, 0);
    EXPECT_EQ(feeder.sink.encoded, input);
}

TEST(FrameReader, NeverOffersRoomBeyondTheMessagesEnd) {
    LpFeeder feeder(kDefault);
    const std::string input = message(std::string(100 * kKiB, 'x'));
    const std::size_t front = 70 * kKiB;
    feeder.receive(input.substr(0, front));
    EXPECT_EQ(feeder.reader.receive_target().size(), input.size() - front);
    feeder.receive(input.substr(front) + message("next"));
    EXPECT_EQ(feeder.sink.payloads.back(), "next");
    EXPECT_TRUE(feeder.reader.receive_target().empty());
}

TEST(FrameReader, OffersNoRoomWhereLittleIsToComeOrLittleCame) {
    LpFeeder feeder(kDefault);
    const std::string input = message(std::string(100 * kKiB, 'x'));
    feeder.receive(input.substr(0, 1000));
    EXPECT_TRUE(feeder.reader.receive_target().empty()) << "little came: so the block is small";
    feeder.uses_target = false;
    feeder.receive(input.substr(1000, 90 * kKiB));
    EXPECT_TRUE(feeder.reader.receive_target().empty()) << "little is to come";
}

TEST(FrameReader, OffersNoRoomForALineWhoseEndNobodyKnows) {
    const LineFormat format{1024 * kKiB};
    LineFeeder feeder(format);
    feeder.receive(std::string(100 * kKiB, 'x'));
    EXPECT_TRUE(feeder.reader.receive_target().empty());
    feeder.receive("\n");
    EXPECT_EQ(feeder.sink.payloads.size(), 1u);
}

TEST(FrameReader, ALinesBlockNeverGrowsBeyondTheLongestLine) {
    const LineFormat format{10 * kKiB};
    LineFeeder feeder(format);
    feeder.receive(std::string(9 * kKiB, 'x'));
    EXPECT_EQ(feeder.reader.held_bytes(), 10 * kKiB + 2);
}

TEST(FrameReader, TheSinkMayKeepTheBlockAndTheNextMessageGetsAnother) {
    LpFeeder feeder(kDefault);
    feeder.sink.keeps_blocks = true;
    for (const char letter : {'a', 'b'}) {
        const std::string input = message(std::string(50, letter));
        feeder.receive(input.substr(0, 20));
        feeder.receive(input.substr(20));
    }
    ASSERT_EQ(feeder.sink.blocks.size(), 2u);
    EXPECT_EQ(text_of(feeder.sink.blocks[0]->bytes()), message(std::string(50, 'a')));
    EXPECT_EQ(text_of(feeder.sink.blocks[1]->bytes()), message(std::string(50, 'b')));
    EXPECT_TRUE(feeder.sink.blocks[0].unique());
    EXPECT_EQ(feeder.reader.held_bytes(), 0u);
}

}  // namespace
}  // namespace potok
