#include "protocol/http_limits.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

TEST(HttpLimits, DefaultsAreThePromisedOnesAndCanBeCounted) {
    const HttpLimits limits;
    EXPECT_EQ(limits.head_bytes_max, 8192u);
    EXPECT_EQ(limits.fields_max, 100u);
    EXPECT_LE(limits.fields_max, HttpFields::kMax);
    EXPECT_LE(limits.head_bytes_max, HttpLimits::kHeadBytesLimit);
    EXPECT_LE(limits.trailer_bytes_max, HttpLimits::kHeadBytesLimit);
    EXPECT_LT(HttpLimits::kHeadBytesLimit, 1u << 16);
}

TEST(HttpLimits, ALengthIsJudgedWhereItIsAnnounced) {
    using Kind = HttpFraming::Kind;
    const HttpLimits limits{.body_bytes_max = 10};
    EXPECT_TRUE(limits.allow({Kind::length, 10}));
    EXPECT_FALSE(limits.allow({Kind::length, 11}));
    EXPECT_TRUE(limits.allow({Kind::chunked, 0}));
}

}  // namespace
}  // namespace potok::testing
