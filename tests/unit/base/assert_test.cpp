#include "base/assert.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(AssertDeathTest, PrintsTheExpressionAndItsPlaceThenAborts) {
    const int one = 1;
    EXPECT_DEATH(ASSERT(one == 2), "assert_test.cpp:[0-9]+: assertion failed: one == 2");
}

TEST(AssertDeathTest, AReplacedHandlerIsAskedFirstAndItsReturnStillAborts) {
    EXPECT_DEATH(
        {
            set_assertion_handler(
                [](const AssertionSite&) { std::fputs("our own words", stderr); });
            ASSERT(false);
        },
        "our own words");
}

TEST(Assert, EvaluatesItsExpressionOnce) {
    int evaluated = 0;
    ASSERT(++evaluated == 1);
    EXPECT_EQ(evaluated, 1);
}

}  // namespace
}  // namespace potok
