#include "cli/descriptor_limit.hpp"

#include <sys/resource.h>

#include "tests/gtest_pch.hpp"

namespace potok::cli {
namespace {

class DescriptorLimitTest : public testing::Test {
  protected:
    DescriptorLimitTest() { ::getrlimit(RLIMIT_NOFILE, &before_); }
    ~DescriptorLimitTest() override { ::setrlimit(RLIMIT_NOFILE, &before_); }

    static rlimit current() {
        rlimit limit{};
        ::getrlimit(RLIMIT_NOFILE, &limit);
        return limit;
    }

    void set_soft(rlim_t soft) {
        const rlimit limit{.rlim_cur = soft, .rlim_max = before_.rlim_max};
        ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    }

    rlimit before_{};
};

TEST_F(DescriptorLimitTest, RaisesTheSoftLimitToTheHardOne) {
    ASSERT_GT(before_.rlim_max, 64U);
    set_soft(64);
    const auto raised = raise_descriptor_limit();
    ASSERT_TRUE(raised.ok());
    EXPECT_EQ(raised.value().before, 64U);
    EXPECT_EQ(raised.value().now, before_.rlim_max);
    EXPECT_EQ(current().rlim_cur, before_.rlim_max);
    EXPECT_EQ(current().rlim_max, before_.rlim_max);
}

TEST_F(DescriptorLimitTest, IsContentWithALimitThatIsRaisedAlready) {
    set_soft(before_.rlim_max);
    const auto raised = raise_descriptor_limit();
    ASSERT_TRUE(raised.ok());
    EXPECT_EQ(raised.value().before, before_.rlim_max);
    EXPECT_EQ(raised.value().now, before_.rlim_max);
}

TEST_F(DescriptorLimitTest, SoManyAreLeftAsTheLimitAllows) {
    EXPECT_TRUE(check_descriptors_left(8).ok());
    set_soft(16);
    std::size_t most = 0;
    while (check_descriptors_left(most + 1).ok())
        ++most;
    EXPECT_GT(most, 0U);
    EXPECT_LT(most, 16U);
    const auto refused = check_descriptors_left(most + 1);
    EXPECT_EQ(refused.error().call, SystemCall::accept);
    EXPECT_EQ(refused.error().cause, SystemCause::no_descriptors);
    EXPECT_TRUE(check_descriptors_left(most).ok()) << "what was tried is given back";
}

}  // namespace
}  // namespace potok::cli
