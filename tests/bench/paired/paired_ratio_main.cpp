// paired_ratio: the arithmetic of bench_paired for a script that measures by other programs.
//
// Reads lines "OURS BESIDE", one a pair of runs, in microseconds; prints both medians, the median
// of the ratios and its interval. Exit codes: 0; 1 there is no pair, or a line is none.
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "tests/bench/paired/paired_ratio.hpp"

namespace potok::bench {
namespace {

int run() {
    std::vector<double> ours, beside, ratios;
    for (std::string line; std::getline(std::cin, line);) {
        double our_cost = 0, other_cost = 0;
        char more = 0;
        const int read = std::sscanf(line.c_str(), "%lf %lf %c", &our_cost, &other_cost, &more);
        if (read != 2 || !(our_cost > 0) || !(other_cost > 0)) {
            std::fprintf(stderr, "paired_ratio: not a pair of costs: \"%s\"\n", line.c_str());
            return 1;
        }
        ours.push_back(our_cost);
        beside.push_back(other_cost);
        ratios.push_back(our_cost / other_cost);
    }
    if (ratios.empty()) {
        std::fputs("paired_ratio: no pair of costs\n", stderr);
        return 1;
    }
    const PairedRatio ratio = summarise(std::move(ratios));
    std::printf(
        "ours %.3f us, beside %.3f us, ratio %.3f, 95 %% interval %.3f..%.3f of %zu pairs\n",
        median_of(std::move(ours)), median_of(std::move(beside)), ratio.median, ratio.lower,
        ratio.upper, ratio.pairs);
    return 0;
}

}  // namespace
}  // namespace potok::bench

int main() {
    return potok::bench::run();
}
