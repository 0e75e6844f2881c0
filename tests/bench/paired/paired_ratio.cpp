#include "tests/bench/paired/paired_ratio.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"

namespace potok::bench {

// The median is below the k-th smallest of n values with the probability that at most k-1 of n fair
// coins show heads.
std::size_t outside_interval(std::size_t n) noexcept {
    constexpr double kEachEnd = 0.025;
    double term = std::pow(0.5, static_cast<double>(n));  // of exactly k heads
    double sum = term;
    std::size_t k = 0;
    while (k < n / 2 && sum <= kEachEnd) {
        ++k;
        term *= static_cast<double>(n - k + 1) / static_cast<double>(k);
        sum += term;
    }
    return k == 0 ? 0 : k - 1;
}

double median_of(std::vector<double> values) {
    ASSERT(!values.empty());
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    if (values.size() % 2 == 1) return values[middle];
    return (values[middle - 1] + values[middle]) / 2;
}

PairedRatio summarise(std::vector<double> ratios) {
    ASSERT(!ratios.empty());
    std::sort(ratios.begin(), ratios.end());
    const std::size_t outside = outside_interval(ratios.size());
    PairedRatio summary;
    summary.median = median_of(ratios);
    summary.lower = ratios[outside];
    summary.upper = ratios[ratios.size() - 1 - outside];
    summary.pairs = ratios.size();
    return summary;
}

}  // namespace potok::bench
