// LargeInflation: a message in pieces, an iteration's share at a time; others wait, and come to
// theirs whatever becomes of the first.
#include "protocol/session/large_inflation.hpp"

#include <array>

#include "protocol/session/message_headroom.hpp"
#include "reactor/memory_budget.hpp"

#include "tests/unit/session/deflate_samples.hpp"

namespace potok::test {
namespace {

using Kind = InflatedMessage::Kind;
constexpr std::uint64_t kMax = 16u << 20;

class LargeInflationTest : public ::testing::Test {
  protected:
    void keep(FrameAssembly& message, std::string_view wire) {
        ASSERT_TRUE(append_message(message, bytes_of(wire), 0));
    }
    Kind go_on(FrameAssembly& message, std::uint64_t max = kMax) {
        const auto made =
            inflation.go_on({.owner = &message, .type = MessageType::text, .message_max = max},
                            iteration, message, room);
        failure = made.failure;
        return made.kind;
    }
    Kind finish(FrameAssembly& message, std::uint64_t max = kMax) {
        Kind kind{};
        do {
            ++iteration;
            ++iterations;
            kind = go_on(message, max);
        } while (kind == Kind::unfinished);
        return kind;
    }
    static std::string text(const FrameAssembly& message) {
        return std::string(text_of(message.block()->bytes().subspan(kMessageHeadroom)));
    }

    MemoryBudget budget;
    std::array<std::byte, 64 * 1024> room;
    LargeInflation inflation;
    std::uint64_t iteration = 0;
    std::uint64_t iterations = 0;
    WebSocketFailure failure{};
};

TEST_F(LargeInflationTest, AMessageTakesItsShareOfAnIterationAndNoMore) {
    const std::string large = compressible(5'000'000);
    FrameAssembly message(budget);
    keep(message, wire_of(large));
    std::size_t before = 0;
    int asked = 0;
    Kind kind = Kind::unfinished;
    for (; kind == Kind::unfinished; ++asked) {
        ++iteration;
        // Who asks twice in an iteration has no more of it.
        for (int times = 0; times < 2 && kind == Kind::unfinished; ++times)
            kind = go_on(message);
        const std::size_t made = message.empty() ? 0 : message.block()->size();
        EXPECT_LE(made - before, LargeInflation::kWorkMax + room.size());
        before = made;
    }
    EXPECT_EQ(kind, Kind::in_block);
    EXPECT_GT(asked, 10);
    EXPECT_TRUE(text(message) == large);
}

TEST_F(LargeInflationTest, WhatNothingComesOfIsWorkAllTheSame) {
    FrameAssembly message(budget);
    keep(message, empty_blocks(1'000'000));
    EXPECT_EQ(finish(message), Kind::in_block);
    EXPECT_GE(iterations, 1'000'000 * 8 / LargeInflation::kWorkMax - 1);
    EXPECT_EQ(text(message), "");
}

TEST_F(LargeInflationTest, OneComesAfterTheOtherAndGivingUpMakesRoom) {
    const std::string large = compressible(2'000'000);
    const std::string wire = wire_of(large);
    for (const bool gives_up : {false, true}) {
        FrameAssembly first(budget);
        FrameAssembly second(budget);
        keep(first, wire);
        keep(second, wire);
        ++iteration;
        ASSERT_EQ(go_on(first), Kind::unfinished);
        EXPECT_EQ(go_on(second), Kind::unfinished);
        EXPECT_EQ(text(second), wire) << "not begun";
        EXPECT_GE(inflation.held_bytes(&first), wire.size());
        EXPECT_EQ(inflation.held_bytes(&second), 0u);
        inflation.give_up(&second);
        if (gives_up) {
            inflation.give_up(&first);
        } else {
            EXPECT_EQ(finish(first), Kind::in_block);
            EXPECT_TRUE(text(first) == large);
        }
        EXPECT_EQ(inflation.held_bytes(&first), 0u);
        EXPECT_EQ(finish(second), Kind::in_block);
        EXPECT_TRUE(text(second) == large);
    }
}

TEST_F(LargeInflationTest, WhatIsWrongIsToldAndLeavesNoTrace) {
    const std::string large = compressible(1'000'000);
    const std::string wire = wire_of(large);
    const auto expect_failure = [&](std::string_view bad, WebSocketFailure expected,
                                    std::uint64_t max = kMax) {
        FrameAssembly message(budget);
        keep(message, bad);
        EXPECT_EQ(finish(message, max), Kind::failed);
        EXPECT_EQ(failure, expected);
    };
    expect_failure(wire.substr(0, wire.size() / 2), WebSocketFailure::deflate_damaged);
    expect_failure(wire_of(large + "\xFF"), WebSocketFailure::text_not_utf8);
    expect_failure(wire_of(large + "\xD0"), WebSocketFailure::text_not_utf8);
    expect_failure(wire, WebSocketFailure::message_too_big, large.size() - 1);
    FrameAssembly message(budget);
    keep(message, wire);
    EXPECT_EQ(finish(message, large.size()), Kind::in_block);
    EXPECT_TRUE(text(message) == large);
}

TEST_F(LargeInflationTest, WithoutRoomInTheBudgetItEnds) {
    MemoryBudget small{256 * 1024};
    {
        FrameAssembly message(small);
        keep(message, wire_of(std::string(2'000'000, 'a')));
        EXPECT_EQ(finish(message), Kind::no_memory);
    }
    EXPECT_EQ(small.used(), 0u);
}

}  // namespace
}  // namespace potok::test
