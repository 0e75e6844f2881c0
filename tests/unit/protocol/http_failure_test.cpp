#include "protocol/http_failure.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

TEST(HttpFailure, EveryOneHasAStatusThatRefuses) {
    for (int value = 0; value <= static_cast<int>(kLastHttpFailure); ++value) {
        const auto status = status_of(static_cast<HttpFailure>(value));
        EXPECT_THAT(status, ::testing::AnyOf(400, 408, 413, 414, 417, 431, 501, 502, 505)) << value;
    }
}

TEST(HttpFailure, OnesWithAStatusOfTheirOwnHaveIt) {
    EXPECT_EQ(status_of(HttpFailure::bare_line_feed), 400);
    EXPECT_EQ(status_of(HttpFailure::request_timed_out), 408);
    EXPECT_EQ(status_of(HttpFailure::body_too_long), 413);
    EXPECT_EQ(status_of(HttpFailure::target_too_long), 414);
    EXPECT_EQ(status_of(HttpFailure::expectation_unknown), 417);
    EXPECT_EQ(status_of(HttpFailure::head_too_long), 431);
    EXPECT_EQ(status_of(HttpFailure::too_many_fields), 431);
    EXPECT_EQ(status_of(HttpFailure::method_too_long), 501);
    EXPECT_EQ(status_of(HttpFailure::transfer_coding_unknown), 501);
    EXPECT_EQ(status_of(HttpFailure::http2_preface), 505);
    EXPECT_EQ(status_of(HttpFailure::version_not_supported), 505);
    EXPECT_EQ(status_of(HttpFailure::trailer_field_forbidden), 400);
    EXPECT_EQ(status_of(HttpFailure::response_unasked), 502);
}

}  // namespace
}  // namespace potok::testing
