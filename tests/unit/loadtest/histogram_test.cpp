#include "loadtest/histogram.hpp"

#include <cmath>

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;
using Values = std::vector<std::int64_t>;

// The reference: every value kept, and the definition of a percentile spelled out on the sorted
// list.
class ExactHistogram {
  public:
    explicit ExactHistogram(Values values) : sorted_(std::move(values)) {
        std::sort(sorted_.begin(), sorted_.end());
    }

    // `per_hundred_thousand` keeps the reference free of the fractions it is to check.
    [[nodiscard]] std::int64_t percentile(std::size_t per_hundred_thousand) const {
        const std::size_t rank = (sorted_.size() * per_hundred_thousand + 99'999) / 100'000;
        return sorted_[std::max<std::size_t>(rank, 1) - 1];
    }

  private:
    Values sorted_;
};

Histogram histogram_of(const Values& values) {
    Histogram histogram;
    for (const std::int64_t value : values)
        histogram.record(Duration(value));
    return histogram;
}

void expect_within_the_bound(const Histogram& histogram, const Values& values) {
    const ExactHistogram exact(values);
    for (const std::size_t p : {0u, 1u, 1000u, 10'000u, 25'000u, 50'000u, 75'000u, 90'000u, 95'000u,
                                99'000u, 99'900u, 99'990u, 99'999u, 100'000u}) {
        const std::int64_t expected = exact.percentile(p);
        const std::int64_t got = histogram.percentile(static_cast<double>(p) / 1000).count();
        EXPECT_GE(got, expected) << "p" << p;
        const std::int64_t divisor = Histogram::kErrorDivisor;
        EXPECT_LE(got - expected, expected / divisor) << "p" << p << " of " << expected;
    }
}

// What latencies look like, and what they should not look like.
Values draw(int shape, std::mt19937_64& random, std::size_t size) {
    Values values(size);
    std::lognormal_distribution<double> server(11.0, 0.8);
    std::exponential_distribution<double> queue(1e-7);
    std::uniform_int_distribution<std::int64_t> anything(0, (std::int64_t{1} << 42) - 1);
    std::uniform_int_distribution<int> bits(0, 41);
    for (std::int64_t& value : values) {
        switch (shape) {
            case 0:
                value = static_cast<std::int64_t>(server(random));
                break;
            case 1:
                value = static_cast<std::int64_t>(queue(random));
                break;
            case 2:
                value = anything(random);
                break;
            case 3:
                value = anything(random) >> bits(random);
                break;
            case 4:
                value = anything(random) % 100 == 0 ? 2'000'000'000 : 50'000;
                break;
            default:
                value = anything(random) % 3;
                break;
        }
    }
    return values;
}

TEST(Histogram, AgreesWithASortedListOverManyDistributions) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        SCOPED_TRACE(::testing::Message() << "seed " << seed);
        std::mt19937_64 random(seed);
        for (int shape = 0; shape < 6; ++shape) {
            SCOPED_TRACE(::testing::Message() << "shape " << shape);
            const Values values = draw(shape, random, 1 + random() % 4000);
            expect_within_the_bound(histogram_of(values), values);
        }
    }
}

TEST(Histogram, BucketBordersKeepTheBound) {
    for (unsigned bit = 0; bit < 42; ++bit) {
        for (const std::int64_t nudge : {-1, 0, 1}) {
            const std::int64_t value = (std::int64_t{1} << bit) + nudge;
            expect_within_the_bound(histogram_of({value, value * 2}), {value, value * 2});
        }
    }
}

TEST(Histogram, GreatestLeastAndCountAreExactAndMeanIsNearlySo) {
    const Histogram histogram = histogram_of({7, 1'000'003, 2'000'000'011});
    EXPECT_EQ(histogram.least(), 7ns);
    EXPECT_EQ(histogram.greatest(), 2'000'000'011ns);
    EXPECT_EQ(histogram.mean(), 667'000'007ns);
    EXPECT_EQ(histogram.count(), 3u);
}

TEST(Histogram, NoPercentileExceedsTheGreatest) {
    const Histogram histogram = histogram_of({1'000'003});
    EXPECT_EQ(histogram.percentile(100), histogram.greatest());
    EXPECT_EQ(histogram.percentile(50), histogram.greatest());
}

TEST(Histogram, ARankThatFallsOnAValueIsNotRoundedToTheNext) {
    Values values(1000, 1);
    values.back() = 1024;  // exactly 99.9 % are 1
    EXPECT_EQ(histogram_of(values).percentile(99.9), 1ns);
    EXPECT_EQ(histogram_of(values).percentile(99.91), 1024ns);
}

TEST(Histogram, ACountRecordsTheValueThatOften) {
    Histogram counted;
    counted.record(1us, 3);
    counted.record(2us, 1);
    counted.record(9us, 0);
    EXPECT_EQ(counted.count(), 4u);
    EXPECT_EQ(counted.greatest(), 2us);
    EXPECT_EQ(counted.percentile(75), 1us);
    EXPECT_EQ(counted.percentile(76), 2us);
    EXPECT_EQ(counted.mean(), 1250ns);
}

TEST(Histogram, MergingEqualsRecordingEverythingInOne) {
    std::mt19937_64 random(77);
    const Values all = draw(0, random, 3000);
    Histogram merged = histogram_of(Values(all.begin(), all.begin() + 1000));
    merged.merge(histogram_of(Values(all.begin() + 1000, all.end())));
    const Histogram whole = histogram_of(all);
    for (int percent = 0; percent <= 100; ++percent) {
        EXPECT_EQ(merged.percentile(percent), whole.percentile(percent));
    }
    EXPECT_EQ(merged.count(), whole.count());
    EXPECT_EQ(merged.least(), whole.least());
    EXPECT_EQ(merged.mean(), whole.mean());
}

TEST(Histogram, MergingAnEmptyOneChangesNothing) {
    Histogram histogram = histogram_of({5, 9});
    histogram.merge(Histogram());
    EXPECT_EQ(histogram.least(), 5ns);
    EXPECT_EQ(histogram.greatest(), 9ns);
    EXPECT_EQ(histogram.count(), 2u);
}

TEST(Histogram, ValuesBeyondTheRangeAreClippedCountedAndNeverMadeSmaller) {
    Histogram histogram = histogram_of({1, std::int64_t{1} << 42, Duration(25h).count()});
    EXPECT_EQ(histogram.clipped(), 2u);
    EXPECT_EQ(histogram.greatest(), 25h);
    EXPECT_EQ(histogram.percentile(50), 25h);
    Histogram other = histogram_of({Duration(30h).count()});
    histogram.merge(other);
    EXPECT_EQ(histogram.clipped(), 3u);
}

TEST(HistogramDeathTest, MisuseIsAProgrammersError) {
    EXPECT_DEATH(Histogram().record(-1ns), "assertion failed");
    EXPECT_DEATH(static_cast<void>(Histogram().percentile(50)), "assertion failed");
    EXPECT_DEATH(static_cast<void>(Histogram().greatest()), "assertion failed");
    EXPECT_DEATH(static_cast<void>(histogram_of({1}).percentile(100.5)), "assertion failed");
}

}  // namespace
}  // namespace potok::loadtest
