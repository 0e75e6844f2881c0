// Histogram: how often each latency occurred, in fixed memory, to three significant digits.
//
// Log-linear: values below 2048 ns have a bucket each; above, every doubling is cut into 1024 equal
// buckets, so a bucket is never wider than 1/1024 of the values in it. This is the layout (and the
// percentile) of HdrHistogram with three digits, and percentiles are comparable to the nanosecond.
// 264 KiB, allocated once. One thread; merge after the threads have joined.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "reactor/clock.hpp"

namespace potok::loadtest {

class Histogram {
  public:
    // Values from here on share the last bucket and are counted as clipped; 73 minutes.
    static constexpr std::uint64_t kRange = std::uint64_t{1} << 42;

    // The error of a percentile: at most value / kErrorDivisor, and never below the exact one.
    static constexpr std::uint64_t kErrorDivisor = 1024;

    Histogram();

    // Precondition: value is not negative.
    void record(Duration value, std::uint64_t count = 1) noexcept;
    void merge(const Histogram& other) noexcept;

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    [[nodiscard]] std::uint64_t clipped() const noexcept { return clipped_; }

    // Exact. Precondition of these three and of percentile(): count() is not 0.
    [[nodiscard]] Duration least() const noexcept;
    [[nodiscard]] Duration greatest() const noexcept;
    [[nodiscard]] Duration mean() const noexcept;

    // The least value that `percent` of the recorded ones do not exceed, rounded up to the end of
    // its bucket, but never above greatest(). 0 <= percent <= 100.
    [[nodiscard]] Duration percentile(double percent) const noexcept;

  private:
    std::vector<std::uint64_t> buckets_;
    std::uint64_t count_ = 0;
    std::uint64_t clipped_ = 0;
    std::uint64_t least_ = ~std::uint64_t{0};
    std::uint64_t greatest_ = 0;
    double sum_ = 0;
};

}  // namespace potok::loadtest
