#include "protocol/session/rate_watch.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::test {
namespace {

using namespace std::chrono_literals;

constexpr MinimumRate kRate{.bytes_per_second = 500, .grace = 20s};
constexpr Instant kStart{1000s};

TEST(RateWatch, GivesTheGraceToWhoSendsNothing) {
    RateWatch watch(kRate);
    watch.run(kStart);
    EXPECT_EQ(watch.left(kStart), 20s);
    EXPECT_FALSE(watch.is_too_slow(kStart + 20s - 1ns));
    EXPECT_TRUE(watch.is_too_slow(kStart + 20s));
}

TEST(RateWatch, KeepsWhoKeepsTheRateAndNobodySlower) {
    RateWatch even(kRate);
    RateWatch slower(kRate);
    even.run(kStart);
    slower.run(kStart);
    Instant now = kStart;
    for (int i = 0; i < 10'000; ++i) {
        now += 1s;
        even.took(500, now);
        slower.took(499, now);
        EXPECT_FALSE(even.is_too_slow(now));
    }
    EXPECT_TRUE(slower.is_too_slow(now)) << "two thousandths, and the grace lasts 10 000 s";
}

TEST(RateWatch, HowTheBytesAreCutMakesNoDifference) {
    RateWatch pieces(kRate);
    pieces.run(kStart);
    for (int i = 0; i < 1000; ++i)
        pieces.took(1, kStart + 10s);
    RateWatch whole(kRate);
    whole.run(kStart);
    whole.took(1000, kStart + 10s);
    EXPECT_EQ(pieces.left(kStart + 10s), whole.left(kStart + 10s));
    EXPECT_EQ(whole.left(kStart + 10s), 12s);
}

TEST(RateWatch, NobodyIsAheadByMoreThanTheGrace) {
    RateWatch watch(kRate);
    watch.run(kStart);
    watch.took(~0ull, kStart);
    EXPECT_EQ(watch.left(kStart), 20s);
}

TEST(RateWatch, StandsStillMeanwhile) {
    RateWatch watch(kRate);
    watch.run(kStart);
    watch.stand_still(kStart + 5s);
    EXPECT_EQ(watch.left(kStart + 1h), 15s);
    watch.stand_still(kStart + 1h);
    watch.run(kStart + 2h);
    watch.run(kStart + 2h + 1s);
    EXPECT_EQ(watch.left(kStart + 2h + 1s), 14s);
    watch.restart();
    EXPECT_EQ(watch.left(kStart + 3h), 20s);
}

TEST(RateWatch, WithoutARateAnyIsGood) {
    constexpr MinimumRate kNone{};
    RateWatch watch(kNone);
    watch.run(kStart);
    watch.took(1, kStart + 1s);
    EXPECT_FALSE(watch.is_too_slow(kStart + 1h));
}

}  // namespace
}  // namespace potok::test
