// PairedRatio: what alternating runs of two programs say about how much more one of them costs.
//
// A machine drifts: its clock, its other tenants. Two runs side by side in time see the same drift,
// so the ratio of each pair is taken first and the median of the ratios is the figure. The interval
// comes from the order of the ratios alone (the sign test), so no bell curve is assumed of them.
#pragma once

#include <cstddef>
#include <vector>

namespace potok::bench {

struct PairedRatio {
    double median = 0;
    double lower = 0;  // of the 95 % interval; the smallest ratio where there are too few pairs
    double upper = 0;
    std::size_t pairs = 0;
};

// How many of n ordered values lie outside a 95 % interval of the median at each end.
[[nodiscard]] std::size_t outside_interval(std::size_t n) noexcept;

[[nodiscard]] double median_of(std::vector<double> values);

// Precondition: at least one ratio.
[[nodiscard]] PairedRatio summarise(std::vector<double> ratios);

}  // namespace potok::bench
