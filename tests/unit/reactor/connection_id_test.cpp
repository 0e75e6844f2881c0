#include "reactor/connection_id.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(ConnectionId, ByDefaultNamesNoConnection) {
    const ConnectionId none;
    EXPECT_FALSE(none);
    EXPECT_EQ(none.value(), 0u);
}

TEST(ConnectionId, KeepsEachPartAtItsExtremes) {
    for (const std::uint32_t loop : {0u, 1u, ConnectionId::kLoopsMax - 1}) {
        for (const std::uint32_t slot : {0u, 1u, ConnectionId::kSlotsMax - 1}) {
            for (const std::uint32_t generation : {1u, 2u, 0xFFFF'FFFFu}) {
                const ConnectionId id(loop, slot, generation);
                EXPECT_EQ(id.loop(), loop);
                EXPECT_EQ(id.slot(), slot);
                EXPECT_EQ(id.generation(), generation);
                EXPECT_TRUE(id);
            }
        }
    }
}

TEST(ConnectionId, EveryPartTellsIdsApart) {
    const ConnectionId id(1, 2, 3);
    EXPECT_EQ(id, ConnectionId(1, 2, 3));
    EXPECT_NE(id, ConnectionId(0, 2, 3));
    EXPECT_NE(id, ConnectionId(1, 3, 3));
    EXPECT_NE(id, ConnectionId(1, 2, 4));
}

TEST(ConnectionId, GenerationsGoRoundWithoutTheZeroThatStandsForNothing) {
    EXPECT_EQ(ConnectionId::generation_after(0), 1u);
    EXPECT_EQ(ConnectionId::generation_after(1), 2u);
    EXPECT_EQ(ConnectionId::generation_after(0xFFFF'FFFEu), 0xFFFF'FFFFu);
    EXPECT_EQ(ConnectionId::generation_after(0xFFFF'FFFFu), 1u);
}

TEST(ConnectionIdDeathTest, PartsThatDoNotFitAreAProgrammersError) {
    EXPECT_DEATH(ConnectionId(ConnectionId::kLoopsMax, 0, 1), "loop < kLoopsMax");
    EXPECT_DEATH(ConnectionId(0, ConnectionId::kSlotsMax, 1), "slot < kSlotsMax");
    EXPECT_DEATH(ConnectionId(0, 0, 0), "generation != 0");
}

}  // namespace
}  // namespace potok
