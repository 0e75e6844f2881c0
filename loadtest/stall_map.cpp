#include "loadtest/stall_map.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"

namespace potok::loadtest {
namespace {

constexpr std::size_t kGroupSize = 64;

constexpr std::uint64_t bit_of(std::size_t bucket) noexcept {
    return std::uint64_t{1} << (bucket % kGroupSize);
}

// Calls change(group index, mask) for the buckets [first, last].
template <class Change>
void for_each_group(std::size_t first, std::size_t last, Change change) {
    for (std::size_t group = first / kGroupSize; group <= last / kGroupSize; ++group) {
        std::uint64_t mask = ~std::uint64_t{0};
        if (group == first / kGroupSize) mask &= ~(bit_of(first) - 1);
        if (group == last / kGroupSize) mask &= bit_of(last) | (bit_of(last) - 1);
        change(group, mask);
    }
}

// The 64 bits of two neighbours, each pair of them made one.
std::uint64_t paired(std::uint64_t low, std::uint64_t high) noexcept {
    std::uint64_t result = 0;
    for (unsigned i = 0; i < 32; ++i) {
        if ((low >> (2 * i) & 3) != 0) result |= bit_of(i);
        if ((high >> (2 * i) & 3) != 0) result |= bit_of(32 + i);
    }
    return result;
}

// Walks over the buckets in order and measures the silent spans.
class StallCounter {
  public:
    StallCounter(std::size_t load_end, Duration width) noexcept
        : load_end_(load_end), width_(width) {}

    void on_silent(std::size_t bucket, bool counts) noexcept {
        if (!span_) span_ = Span{.first = bucket, .edges = after_answer_ ? 1 : 0};
        if (counts) ++span_->buckets;
        if (counts && bucket <= load_end_) ++span_->in_load;
        after_answer_ = false;
    }
    void on_answered() noexcept {
        if (span_) {
            ++span_->edges;
            close(span_->buckets);
        }
        after_answer_ = true;
    }
    void on_nobody_waiting() noexcept {
        if (span_) close(span_->in_load);
        after_answer_ = false;
    }
    [[nodiscard]] const Stalls& result() const noexcept { return stalls_; }

  private:
    // Within the bucket of an answer the silence began or ended somewhere: that edge is counted
    // whole.
    struct Span {
        std::size_t first;
        int edges;
        std::uint64_t buckets = 0;
        std::uint64_t in_load = 0;
    };

    void close(std::uint64_t buckets) noexcept {
        const Span span = *std::exchange(span_, std::nullopt);
        if (span.first > load_end_ || buckets == 0) return;
        const Duration length = width_ * (static_cast<Duration::rep>(buckets) + span.edges);
        if (length < StallMap::kLeast) return;
        ++stalls_.count;
        if (length <= stalls_.longest) return;
        stalls_.longest = length;
        stalls_.longest_at = width_ * static_cast<Duration::rep>(span.first);
    }

    std::size_t load_end_;
    Duration width_;
    bool after_answer_ = false;
    std::optional<Span> span_;
    Stalls stalls_;
};

}  // namespace

StallMap::StallMap(Instant start, std::size_t buckets_max) noexcept
    : start_(start), buckets_max_(buckets_max) {
    ASSERT(buckets_max != 0 && buckets_max % (2 * kGroupSize) == 0);
}

std::size_t StallMap::bucket_at(Instant when) const noexcept {
    ASSERT(when >= start_);
    return static_cast<std::size_t>((when - start_).count()) >> width_bits_;
}

void StallMap::make_room_for(Instant when) {
    while (bucket_at(when) >= buckets_max_)
        coarsen();
    const std::size_t groups = bucket_at(when) / kGroupSize + 1;
    if (groups > groups_.size()) groups_.resize(groups);
}

void StallMap::coarsen() {
    if (groups_.size() % 2 != 0) groups_.emplace_back();
    for (std::size_t i = 0; i < groups_.size() / 2; ++i) {
        const Group low = groups_[2 * i];
        const Group high = groups_[2 * i + 1];
        groups_[i] = {.answered = paired(low.answered, high.answered),
                      .waiting = paired(low.waiting, high.waiting),
                      .excused = paired(low.excused, high.excused)};
    }
    groups_.resize(groups_.size() / 2);
    ++width_bits_;
}

void StallMap::set_waiting(bool waiting, Instant now) {
    if (waiting == waiting_since_.has_value()) return;
    if (waiting) {
        waiting_since_ = now;
    } else {
        mark_waiting(*waiting_since_, now);
        waiting_since_.reset();
    }
}

void StallMap::mark_waiting(Instant from, Instant to) {
    make_room_for(to);
    for_each_group(bucket_at(from), bucket_at(to), [this](std::size_t group, std::uint64_t mask) {
        groups_[group].waiting |= mask;
    });
}

void StallMap::on_answer(Instant now) {
    make_room_for(now);
    const std::size_t bucket = bucket_at(now);
    groups_[bucket / kGroupSize].answered |= bit_of(bucket);
}

// The buckets at either end were lived through in part, and stay as they are.
void StallMap::excuse(Instant from, Instant to) {
    if (waiting_since_ && *waiting_since_ < to) {
        mark_waiting(*waiting_since_, to);
        waiting_since_ = to;
    }
    make_room_for(to);
    const std::size_t first = bucket_at(from) + 1;
    const std::size_t end = bucket_at(to);
    if (first >= end) return;
    for_each_group(first, end - 1, [this](std::size_t group, std::uint64_t mask) {
        Group& buckets = groups_[group];
        buckets.excused |= buckets.waiting & mask;
        buckets.waiting &= ~mask;
    });
}

void StallMap::merge(const StallMap& other) {
    ASSERT(start_ == other.start_ && !waiting_since_ && !other.waiting_since_);
    if (other.width_bits_ < width_bits_) {
        StallMap coarser = other;
        while (coarser.width_bits_ < width_bits_)
            coarser.coarsen();
        return merge(coarser);
    }
    while (width_bits_ < other.width_bits_)
        coarsen();
    groups_.resize(std::max(groups_.size(), other.groups_.size()));
    for (std::size_t i = 0; i < other.groups_.size(); ++i) {
        groups_[i].answered |= other.groups_[i].answered;
        groups_[i].waiting |= other.groups_[i].waiting;
        groups_[i].excused |= other.groups_[i].excused;
    }
}

Stalls StallMap::stalls(Instant load_end) const {
    ASSERT(!waiting_since_);
    StallCounter counter(bucket_at(load_end), bucket_width());
    for (std::size_t bucket = 0; bucket < groups_.size() * kGroupSize; ++bucket) {
        const Group& group = groups_[bucket / kGroupSize];
        const std::uint64_t bit = bit_of(bucket);
        if ((group.answered & bit) != 0) {
            counter.on_answered();
        } else if (((group.waiting | group.excused) & bit) != 0) {
            counter.on_silent(bucket, (group.waiting & bit) != 0);
        } else {
            counter.on_nobody_waiting();
        }
    }
    counter.on_nobody_waiting();
    return counter.result();
}

}  // namespace potok::loadtest
