// StallMap: when the server answered nobody although somebody was waiting.
//
// A run is cut into buckets of about a millisecond, with three bits each: somebody was answered,
// somebody was waiting, somebody was waiting but the generator itself stood still. Bits of several
// loops combine by "or", so a stall of the whole server is found after the threads have joined,
// without a word between them during the run. A stall is a span of buckets in which somebody waited
// and nobody was answered; the part of it that only frozen loops vouch for is not counted, so that
// our own standstill is never the server's stall, nor cuts one in two. Memory is bounded: when the
// buckets run out (2.4 hours) each becomes twice as wide (16 ms in a day). A stall is never
// understated, and overstated by less than two buckets. Loop thread only until merged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "reactor/clock.hpp"

namespace potok::loadtest {

struct Stalls {
    std::uint64_t count = 0;
    Duration longest{};
    Duration longest_at{};  // since the start of the map
};

class StallMap {
  public:
    // Shorter silences are the ordinary pauses between answers.
    static constexpr Duration kLeast = std::chrono::milliseconds(100);

    static constexpr unsigned kFirstWidthBits = 20;  // nanoseconds: 1.05 ms
    static constexpr std::size_t kBucketsMax = std::size_t{1} << 23;

    // Precondition: buckets_max is a multiple of 128. No time given to the others is before
    // `start`.
    explicit StallMap(Instant start, std::size_t buckets_max = kBucketsMax) noexcept;

    // Whether this loop waits for any answer, from `now` on. Said again without a change: ignored.
    void set_waiting(bool waiting, Instant now);
    void on_answer(Instant now);

    // This loop itself did not run between these times. May come after the events it concerns.
    void excuse(Instant from, Instant to);

    // Ends the last wait. Before merge() and stalls().
    void finish(Instant now) { set_waiting(false, now); }
    void merge(const StallMap& other);

    // The stalls that began before `load_end`. One that no answer ended counts up to `load_end`
    // only: what is never answered is lost, not late.
    [[nodiscard]] Stalls stalls(Instant load_end) const;

    [[nodiscard]] Duration bucket_width() const noexcept {
        return Duration(Duration::rep{1} << width_bits_);
    }

  private:
    // 64 buckets, the earliest in the lowest bit.
    struct Group {
        std::uint64_t answered = 0;
        std::uint64_t waiting = 0;
        std::uint64_t excused = 0;
    };

    [[nodiscard]] std::size_t bucket_at(Instant when) const noexcept;
    void make_room_for(Instant when);
    void coarsen();
    void mark_waiting(Instant from, Instant to);

    Instant start_;
    std::size_t buckets_max_;
    unsigned width_bits_ = kFirstWidthBits;
    std::vector<Group> groups_;
    std::optional<Instant> waiting_since_;
};

}  // namespace potok::loadtest
