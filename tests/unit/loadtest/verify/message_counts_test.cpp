#include "loadtest/verify/message_counts.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

constexpr MessageCounts kCounts{.sent = 1000,
                                .ok = 1,
                                .lost = 2,
                                .duplicated = 4,
                                .reordered = 8,
                                .corrupted = 16,
                                .misdelivered = 32,
                                .foreign = 64};

TEST(MessageCounts, EveryArrivalIsReceivedAndALostMessageIsNot) {
    EXPECT_EQ(kCounts.received(), 1u + 4 + 8 + 16 + 32 + 64);
}

TEST(MessageCounts, AdditionalArrivalsEndNoMessage) {
    EXPECT_EQ(kCounts.outstanding(), 1000u - (1 + 2 + 8 + 16));
}

TEST(MessageCounts, EachFaultHasItsOwnCount) {
    std::uint64_t all = 0;
    for (const Fault fault : kFaults)
        all += kCounts.of(fault);
    EXPECT_EQ(all, 2u + 4 + 8 + 16 + 32 + 64);
    EXPECT_EQ(kCounts.of(Fault::lost), 2u);
    EXPECT_EQ(kCounts.of(Fault::duplicated), 4u);
    EXPECT_EQ(kCounts.of(Fault::reordered), 8u);
    EXPECT_EQ(kCounts.of(Fault::corrupted), 16u);
    EXPECT_EQ(kCounts.of(Fault::misdelivered), 32u);
    EXPECT_EQ(kCounts.of(Fault::foreign), 64u);
}

TEST(MessageCounts, AddingAddsEveryField) {
    MessageCounts twice = kCounts;
    twice += kCounts;
    EXPECT_EQ(twice, (MessageCounts{.sent = 2000,
                                    .ok = 2,
                                    .lost = 4,
                                    .duplicated = 8,
                                    .reordered = 16,
                                    .corrupted = 32,
                                    .misdelivered = 64,
                                    .foreign = 128}));
}

TEST(MessageCountsDeathTest, MoreEndedThanSentIsAProgrammersError) {
    EXPECT_DEATH(static_cast<void>(MessageCounts{.sent = 1, .ok = 2}.outstanding()),
                 "assertion failed");
}

}  // namespace
}  // namespace potok::loadtest
