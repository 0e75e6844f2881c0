#include "tests/bench/paired/paired_ratio.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::bench {
namespace {

// How often the median of n fair draws lies outside the interval, counted out instead of summed up:
// every row of n coins, the interval missed where fewer than `outside` + 1 of them show one side.
double missed(std::size_t n, std::size_t outside) {
    std::size_t count = 0;
    for (std::size_t row = 0; row < std::size_t{1} << n; ++row) {
        const auto heads = static_cast<std::size_t>(__builtin_popcountll(row));
        if (heads <= outside || n - heads <= outside) ++count;
    }
    return static_cast<double>(count) / static_cast<double>(std::size_t{1} << n);
}

TEST(OutsideInterval, LeavesOutAsManyAsNinetyFivePercentAllow) {
    for (std::size_t n = 6; n <= 16; ++n) {
        const std::size_t outside = outside_interval(n);
        EXPECT_LE(missed(n, outside), 0.05) << n;
        EXPECT_GT(missed(n, outside + 1), 0.05) << n;
    }
}

TEST(OutsideInterval, LeavesOutNothingWhereThereAreTooFew) {
    for (std::size_t n = 1; n < 6; ++n)
        EXPECT_EQ(outside_interval(n), 0u) << n;
}

TEST(MedianOf, IsTheMiddleOneOrTheMeanOfTheTwo) {
    EXPECT_EQ(median_of({3, 1, 2}), 2);
    EXPECT_EQ(median_of({4, 1, 2, 3}), 2.5);
    EXPECT_EQ(median_of({7}), 7);
}

TEST(Summarise, TakesMedianAndIntervalFromTheOrder) {
    std::vector<double> ratios;
    for (int i = 15; i >= 1; --i)
        ratios.push_back(i);
    const PairedRatio summary = summarise(ratios);
    EXPECT_EQ(summary.median, 8);
    EXPECT_EQ(summary.lower, 4);
    EXPECT_EQ(summary.upper, 12);
    EXPECT_EQ(summary.pairs, 15u);
}

// One run that was disturbed must not move the figure.
TEST(Summarise, IsNotMovedByOneWildValue) {
    const PairedRatio summary = summarise({1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 900.0});
    EXPECT_EQ(summary.median, 1.0);
    EXPECT_EQ(summary.upper, 1.0);
}

}  // namespace
}  // namespace potok::bench
