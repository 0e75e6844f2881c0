// MessageCompression: whole messages of every size there and back, at once or in pieces; what is no
// gain is left alone, what is no message costs its limit at most, and nobody has more than a share
// of an iteration.
#include "protocol/session/message_compression.hpp"

#include "reactor/memory_budget.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/websocket_deflate_steps.hpp"
#include "tests/unit/session/deflate_samples.hpp"

namespace potok {
namespace {

using test::compressible;
using test::empty_blocks;
using test::fixed_blocks;
using test::random_bytes;
using test::wire_of;

using Kind = InflatedMessage::Kind;
constexpr std::size_t kRoom = MessageCompression::kRoom;
constexpr std::size_t kBytesMin = MessageCompression::kBytesMin;
constexpr std::uint64_t kMax = 16u << 20;

class MessageCompressionTest : public ::testing::Test {
  protected:
    std::optional<std::string> deflated(std::string_view text, std::uint8_t window = 15) {
        const auto made = compression.deflate(window, bytes_of(text), *budget);
        if (!made) return std::nullopt;
        in_block = static_cast<bool>(made->block);
        if (in_block) {
            EXPECT_EQ(made->payload.data(), made->block->mutable_bytes().data() + kMessageHeadroom);
            EXPECT_EQ(made->payload.size(), made->block->size() - kMessageHeadroom);
        }
        return std::string(text_of(made->payload));
    }

    Kind inflate(std::string_view wire, MessageType type = MessageType::text,
                 std::uint64_t max = kMax) {
        FrameAssembly out(*budget);
        auto made = compression.inflate(type, bytes_of(wire), max);
        if (made.kind == Kind::large) {
            if (!append_message(out, bytes_of(wire), 0)) return Kind::no_memory;
            do {
                made = compression.inflate_large({.owner = this, .type = type, .message_max = max},
                                                 ++iteration, out);
            } while (made.kind == Kind::unfinished);
        }
        failure = made.failure;
        message.clear();
        held_max = std::max(held_max, out.held_bytes());
        if (made.kind == Kind::in_room) {
            EXPECT_TRUE(out.empty());
            EXPECT_TRUE(compression.has_inflated(made.bytes));
            message = text_of(made.bytes);
        }
        if (made.kind == Kind::in_block)
            message = text_of(out.block()->bytes().subspan(kMessageHeadroom));
        return made.kind;
    }

    MemoryBudget unlimited;
    MemoryBudget small{256 * 1024};
    MemoryBudget* budget = &unlimited;
    MessageCompression compression;
    bool in_block = false;
    std::string message;
    WebSocketFailure failure{};
    std::size_t held_max = 0;
    std::uint64_t iteration = 1'000'000;  // of inflate(): none that a test names
};

TEST_F(MessageCompressionTest, WhatWasDeflatedIsInflatedWhateverItsSizeAndWindow) {
    for (const std::size_t size : {kBytesMin, kBytesMin + 1, std::size_t{1000}, kRoom - 1, kRoom,
                                   kRoom + 1, 2 * kRoom, 4 * kRoom + 5, std::size_t{3'000'000}}) {
        const std::string text = compressible(size);
        for (const std::uint8_t window : {std::uint8_t{9}, std::uint8_t{12}, std::uint8_t{15}}) {
            SCOPED_TRACE(std::to_string(size) + " window " + std::to_string(window));
            const auto wire = deflated(text, window);
            ASSERT_TRUE(wire);
            EXPECT_LT(wire->size(), size);
            EXPECT_EQ(in_block, wire->size() > kRoom);
            EXPECT_EQ(inflate(*wire), size < kRoom ? Kind::in_room : Kind::in_block);
            EXPECT_EQ(message, text);
        }
    }
}

// What has no pattern of its own, twice: a gain for who still sees the first when the second comes.
TEST_F(MessageCompressionTest, LooksBackAsFarAsTheWindowAgreedOnAndNoFurther) {
    for (std::uint8_t window = 9; window < 15; ++window) {
        const std::string once = random_bytes(std::size_t{1} << window);
        EXPECT_FALSE(deflated(once + once, window)) << int{window};
        EXPECT_TRUE(deflated(once + once, static_cast<std::uint8_t>(window + 1))) << int{window};
    }
}

TEST_F(MessageCompressionTest, CountsWhatCameOutWholeAndNothingElse) {
    const auto counts = [this] {
        return std::pair(compression.counts().deflated, compression.counts().inflated);
    };
    EXPECT_TRUE(deflated(compressible(1000)));
    EXPECT_TRUE(deflated(compressible(8 * kRoom)));
    EXPECT_FALSE(deflated(random_bytes(1000)));
    EXPECT_FALSE(deflated(compressible(kBytesMin - 1)));
    EXPECT_EQ(counts(), (std::pair<std::uint64_t, std::uint64_t>(2, 0)));
    EXPECT_EQ(inflate(wire_of(compressible(1000))), Kind::in_room);
    EXPECT_EQ(inflate(wire_of(compressible(2 * kRoom))), Kind::in_block);
    EXPECT_EQ(inflate(wire_of(compressible(1000)), MessageType::text, 999), Kind::failed);
    EXPECT_EQ(inflate("no deflate"), Kind::failed);
    EXPECT_EQ(counts(), (std::pair<std::uint64_t, std::uint64_t>(2, 2)));
}

TEST_F(MessageCompressionTest, AnotherInflaterReadsIt) {
    MessageInflater other({});
    const std::string text = compressible(300'000);
    EXPECT_EQ(test::inflated(other, *deflated(text)).text, text);
}

TEST_F(MessageCompressionTest, WhatIsNoGainIsLeftAsItIs) {
    EXPECT_FALSE(deflated(std::string(kBytesMin - 1, 'a')));
    EXPECT_TRUE(deflated(std::string(kBytesMin, 'a')));
    for (const std::size_t size : {kBytesMin, kRoom, kRoom + 1, 5 * kRoom})
        EXPECT_FALSE(deflated(random_bytes(size))) << size;
    EXPECT_EQ(*deflated(compressible(1000)), wire_of(compressible(1000))) << "nothing is left over";
}

TEST_F(MessageCompressionTest, WithoutRoomInTheBudgetALargeOneIsLeftAsItIs) {
    const std::string large = compressible(4'000'000);
    ASSERT_TRUE(deflated(large));
    ASSERT_TRUE(in_block);
    budget = &small;
    EXPECT_FALSE(deflated(large));
    EXPECT_EQ(small.used(), 0u);
    EXPECT_TRUE(deflated(compressible(1000))) << "in the room it takes none";
}

TEST_F(MessageCompressionTest, WithoutRoomInTheBudgetALargeMessageIsNotInflated) {
    const std::string wire = wire_of(compressible(1'000'000));
    budget = &small;
    EXPECT_EQ(inflate(wire), Kind::no_memory);
    EXPECT_EQ(inflate(wire_of(compressible(1000))), Kind::in_room);
}

TEST_F(MessageCompressionTest, ABombCostsTheLimitAndNoMore) {
    MessageDeflater best({.level = 9});
    const std::string bomb = test::deflated(best, std::string(64u << 20, '\0'));
    ASSERT_LT(bomb.size(), 70'000u) << "a thousand times as much comes out of it";
    for (const std::uint64_t max : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1000},
                                    std::uint64_t{kRoom}, std::uint64_t{1u << 20}}) {
        held_max = 0;
        EXPECT_EQ(inflate(bomb, MessageType::binary, max), Kind::failed) << max;
        EXPECT_EQ(failure, WebSocketFailure::message_too_big);
        EXPECT_LE(held_max,
                  std::max<std::size_t>(max, bomb.size()) + kMessageHeadroom + sizeof(SharedBlock));
    }
}

TEST_F(MessageCompressionTest, AMessageOfExactlyTheLimitIsNoneTooBig) {
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{1000}, kRoom, kRoom + 1, 3 * kRoom}) {
        const std::string text(size, 'x');
        const std::string wire = wire_of(text);
        EXPECT_NE(inflate(wire, MessageType::text, size), Kind::failed) << size;
        EXPECT_EQ(message, text);
        if (size == 0) continue;
        EXPECT_EQ(inflate(wire, MessageType::text, size - 1), Kind::failed) << size;
    }
}

TEST_F(MessageCompressionTest, TextIsJudgedWhereverItsCodePointsAreCut) {
    for (std::size_t before = kRoom - 4; before <= kRoom + 1; ++before) {
        const std::string good = std::string(before, 'a') + "\xF0\x9F\x98\x80" + "b";
        EXPECT_NE(inflate(wire_of(good)), Kind::failed) << before;
        EXPECT_EQ(message, good);
        for (const std::string_view bad : {"\xF0\x9F\x98", "\xF0\x9F\x98-", "\xED\xA0\x80"}) {
            const std::string text = std::string(before, 'a') + std::string(bad);
            EXPECT_EQ(inflate(wire_of(text)), Kind::failed) << before;
            EXPECT_EQ(failure, WebSocketFailure::text_not_utf8);
            EXPECT_NE(inflate(wire_of(text), MessageType::binary), Kind::failed);
        }
    }
}

TEST_F(MessageCompressionTest, WhatIsNotDeflateOrCutOffIsDamagedAndLeavesNoTrace) {
    const std::string text = compressible(1000);
    const std::string wire = wire_of(text);
    for (std::size_t size = 0; size < wire.size(); ++size) {
        EXPECT_EQ(inflate(wire.substr(0, size)), Kind::failed) << size;
        EXPECT_EQ(failure, WebSocketFailure::deflate_damaged) << size;
    }
    EXPECT_EQ(inflate("\x07"), Kind::failed);
    EXPECT_EQ(failure, WebSocketFailure::deflate_damaged);
    EXPECT_EQ(inflate(wire), Kind::in_room);
    EXPECT_EQ(message, text);
}

TEST_F(MessageCompressionTest, WhatBringsNothingForthIsWorkAllTheSame) {
    for (const std::string& wire : {empty_blocks(MessageCompression::kQuickMax),
                                    fixed_blocks(MessageCompression::kQuickMax)}) {
        CompressionTurns& turns = compression.turns();
        ASSERT_TRUE(turns.has_time(++iteration));
        int messages = 0;
        for (; turns.has_time(); ++messages)
            ASSERT_EQ(compression.inflate(MessageType::text, bytes_of(wire), kMax).kind,
                      Kind::in_room)
                << messages;
        EXPECT_LE(messages, 5) << "an iteration has time for no more";
    }
}

TEST_F(MessageCompressionTest, WhatALargeMessageGainsShowsInItsFront) {
    EXPECT_TRUE(compression.turns().has_time(1));
    EXPECT_FALSE(deflated(random_bytes(2 * CompressionTurns::kWorkMax)));
    EXPECT_TRUE(compression.turns().has_time()) << "it was not deflated to its end";
}

TEST_F(MessageCompressionTest, HoldsNothingBeforeTheFirstMessageAndABoundedAmountAfterThat) {
    EXPECT_EQ(compression.held_bytes(), 0u);
    std::size_t most = 2 * (kRoom + kMessageHeadroom) + 2 * 64 * 1024;
    for (std::uint8_t window = 9; window <= 15; ++window) {
        most += MessageDeflater::held_bytes_max({.window_bits = window});
        const auto wire = deflated(compressible(500'000), window);
        EXPECT_EQ(inflate(*wire), Kind::in_block);
    }
    EXPECT_GT(compression.held_bytes(), 2 * kRoom);
    EXPECT_LE(compression.held_bytes(), most);
}

}  // namespace
}  // namespace potok
