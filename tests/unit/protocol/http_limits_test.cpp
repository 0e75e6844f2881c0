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

}  // namespace
}  // namespace potok::testing
