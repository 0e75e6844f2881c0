#include "loadtest/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/assert.hpp"

namespace potok::loadtest {
namespace {

// A bucket's index is its level and the value's leading 11 bits. Level 0 holds the values of up to
// 11 bits as they are; each higher level has a leading 1, so only the upper half of its indices is
// new.
constexpr unsigned kLeadingBits = 11;
constexpr std::uint64_t kHalf = std::uint64_t{1} << (kLeadingBits - 1);
constexpr unsigned kRangeBits = static_cast<unsigned>(std::countr_zero(Histogram::kRange));
constexpr std::size_t kBuckets = 2 * kHalf + (kRangeBits - kLeadingBits) * kHalf;

static_assert(Histogram::kErrorDivisor == kHalf);

constexpr std::size_t index_of(std::uint64_t value) noexcept {
    const unsigned width = static_cast<unsigned>(std::bit_width(value));
    const unsigned level = width > kLeadingBits ? width - kLeadingBits : 0;
    return level * kHalf + (value >> level);
}

constexpr std::uint64_t highest_of(std::size_t index) noexcept {
    if (index < 2 * kHalf) return index;
    const std::size_t level = index / kHalf - 1;
    const std::uint64_t leading = index - level * kHalf;
    return ((leading + 1) << level) - 1;
}

static_assert(index_of(Histogram::kRange - 1) == kBuckets - 1);
static_assert(highest_of(kBuckets - 1) == Histogram::kRange - 1);
static_assert(highest_of(index_of(2047)) == 2047 && highest_of(index_of(2048)) == 2049);

Duration as_duration(std::uint64_t nanoseconds) noexcept {
    return Duration(static_cast<Duration::rep>(nanoseconds));
}

}  // namespace

Histogram::Histogram() : buckets_(kBuckets) {}

void Histogram::record(Duration value, std::uint64_t count) noexcept {
    ASSERT(value.count() >= 0);
    if (count == 0) return;
    const auto exact = static_cast<std::uint64_t>(value.count());
    if (exact >= kRange) clipped_ += count;
    buckets_[index_of(std::min(exact, kRange - 1))] += count;
    count_ += count;
    least_ = std::min(least_, exact);
    greatest_ = std::max(greatest_, exact);
    sum_ += static_cast<double>(exact) * static_cast<double>(count);
}

void Histogram::merge(const Histogram& other) noexcept {
    for (std::size_t i = 0; i < kBuckets; ++i)
        buckets_[i] += other.buckets_[i];
    count_ += other.count_;
    clipped_ += other.clipped_;
    least_ = std::min(least_, other.least_);
    greatest_ = std::max(greatest_, other.greatest_);
    sum_ += other.sum_;
}

Duration Histogram::least() const noexcept {
    ASSERT(count_ != 0);
    return as_duration(least_);
}

Duration Histogram::greatest() const noexcept {
    ASSERT(count_ != 0);
    return as_duration(greatest_);
}

Duration Histogram::mean() const noexcept {
    ASSERT(count_ != 0);
    return Duration(static_cast<Duration::rep>(sum_ / static_cast<double>(count_)));
}

Duration Histogram::percentile(double percent) const noexcept {
    ASSERT(count_ != 0 && percent >= 0 && percent <= 100);
    // 99.9 is not a binary fraction: a hair above it would ask for one value more than 99.9 % of
    // them.
    const double share = std::nextafter(percent, 0.0) / 100;
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
    const std::uint64_t rank = std::clamp<std::uint64_t>(wanted, 1, count_);
    std::uint64_t seen = 0;
    std::size_t index = 0;
    while ((seen += buckets_[index]) < rank)
        ++index;
    // The last bucket also holds what was clipped: of those only the greatest is known.
    if (index == kBuckets - 1) return as_duration(greatest_);
    return as_duration(std::min(highest_of(index), greatest_));
}

}  // namespace potok::loadtest
