// FanoutSpread: when each message of a fan-out reached its first, its median and its last receiver.
//
// The receivers of a message are on several loops, which share nothing while the run lasts. So each
// loop writes down the latencies of its own receivers, message by message, and measure_spread()
// puts the rows of one message together after the threads have joined. Memory is bounded: when the
// rows run out, every second message is dropped, by a hash of its name, and from then on none of
// those is written down. The hash is the same on every loop, so whatever was thinned most decides
// which messages are measured, and all loops have those whole. What is measured is therefore every
// message, or an even sample; FanoutSpread::Figures::one_of says which.
//
// Loop thread only until measured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "loadtest/histogram.hpp"
#include "loadtest/verify/payload.hpp"
#include "reactor/clock.hpp"

namespace potok::loadtest {

class FanoutSpread {
  public:
    // Of all loops together: 64 MiB.
    static constexpr std::size_t kArrivalsMax = std::size_t{1} << 24;

    // What a row takes besides its latencies, in arrivals: itself, and its place in the map.
    static constexpr std::size_t kArrivalsPerRow = 14;

    struct Figures {
        Histogram first;
        Histogram median;  // of an even number of receivers, the earlier of the two in the middle
        Histogram last;
        std::uint64_t one_of = 1;      // one message of so many was looked at
        std::uint64_t incomplete = 0;  // of these, that never reached everybody; in no histogram
    };

    // Precondition: receivers is not 0. `arrivals_max`: of memory, kArrivalsPerRow for each row.
    explicit FanoutSpread(std::uint32_t receivers, std::size_t arrivals_max = kArrivalsMax);

    // The message reached one more of the receivers. Precondition: latency is not negative.
    void record(MessageName message, Duration latency);

    // What the loops have written down, put together. `receivers`: of all of them.
    friend Figures measure_spread(std::span<const FanoutSpread* const> loops,
                                  std::uint64_t receivers);

  private:
    using Key = std::uint64_t;

    // A float holds six digits of any duration: more than a histogram does, in four bytes.
    struct Row {
        Key key = 0;
        std::uint32_t arrivals = 0;
    };

    [[nodiscard]] bool is_sampled(Key key) const noexcept;
    [[nodiscard]] bool has_row(Key key);
    void thin_out();
    [[nodiscard]] std::span<const float> latencies_of(Key key) const noexcept;

    std::uint32_t receivers_;
    std::size_t rows_max_;
    std::uint64_t dropped_mask_ = 0;  // of the hash: with any of these bits a message is dropped
    std::vector<Row> rows_;
    std::vector<float> latencies_;  // nanoseconds; receivers_ a row
    std::unordered_map<Key, std::size_t> row_of_;
    std::size_t last_row_ = 0;  // messages come to many receivers one after the other
};

[[nodiscard]] FanoutSpread::Figures measure_spread(std::span<const FanoutSpread* const> loops,
                                                   std::uint64_t receivers);

}  // namespace potok::loadtest
