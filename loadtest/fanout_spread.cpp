#include "loadtest/fanout_spread.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "base/assert.hpp"

namespace potok::loadtest {
namespace {

// As wide as a name is.
constexpr unsigned kNumberBits = 40;
static_assert(kNumbersMax == std::uint64_t{1} << kNumberBits);

constexpr std::uint64_t key_of(MessageName message) noexcept {
    return std::uint64_t{message.connection} << kNumberBits | message.number;
}

// The finalizer of SplitMix64: no pattern in connections or numbers survives in its low bits.
constexpr std::uint64_t hash_of(std::uint64_t key) noexcept {
    key = (key ^ key >> 30) * 0xBF58476D1CE4E5B9u;
    key = (key ^ key >> 27) * 0x94D049BB133111EBu;
    return key ^ key >> 31;
}

Duration duration_of(float nanoseconds) noexcept {
    return Duration(static_cast<Duration::rep>(std::llround(nanoseconds)));
}

void record_message(std::vector<float>& latencies, FanoutSpread::Figures& figures) {
    const auto middle = latencies.begin() + static_cast<std::ptrdiff_t>((latencies.size() - 1) / 2);
    std::nth_element(latencies.begin(), middle, latencies.end());
    figures.first.record(duration_of(*std::min_element(latencies.begin(), middle + 1)));
    figures.median.record(duration_of(*middle));
    figures.last.record(duration_of(*std::max_element(middle, latencies.end())));
}

}  // namespace

FanoutSpread::FanoutSpread(std::uint32_t receivers, std::size_t arrivals_max)
    : receivers_(receivers),
      rows_max_(std::max<std::size_t>(1, arrivals_max / (receivers + kArrivalsPerRow))) {
    ASSERT(receivers != 0);
    // Nothing that grows is moved while the load runs.
    rows_.reserve(rows_max_);
    latencies_.reserve(rows_max_ * receivers_);
    row_of_.reserve(rows_max_);
}

bool FanoutSpread::is_sampled(Key key) const noexcept {
    return (hash_of(key) & dropped_mask_) == 0;
}

void FanoutSpread::record(MessageName message, Duration latency) {
    ASSERT(latency >= Duration::zero());
    if (!has_row(key_of(message))) return;
    Row& row = rows_[last_row_];
    ASSERT(row.arrivals < receivers_);
    latencies_[last_row_ * receivers_ + row.arrivals++] = static_cast<float>(latency.count());
}

// Then last_row_ is its row.
bool FanoutSpread::has_row(Key key) {
    if (last_row_ < rows_.size() && rows_[last_row_].key == key) return true;
    if (!is_sampled(key)) return false;
    if (const auto found = row_of_.find(key); found != row_of_.end()) {
        last_row_ = found->second;
        return true;
    }
    while (rows_.size() == rows_max_)
        thin_out();
    if (!is_sampled(key)) return false;
    last_row_ = rows_.size();
    rows_.push_back({key, 0});
    latencies_.resize(latencies_.size() + receivers_);
    row_of_.emplace(key, last_row_);
    return true;
}

void FanoutSpread::thin_out() {
    dropped_mask_ = dropped_mask_ << 1 | 1;
    row_of_.clear();
    std::size_t kept = 0;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
        if (!is_sampled(rows_[row].key)) continue;
        rows_[kept] = rows_[row];
        std::copy_n(latencies_.begin() + static_cast<std::ptrdiff_t>(row * receivers_), receivers_,
                    latencies_.begin() + static_cast<std::ptrdiff_t>(kept * receivers_));
        row_of_.emplace(rows_[kept].key, kept);
        ++kept;
    }
    rows_.resize(kept);
    latencies_.resize(kept * receivers_);
    last_row_ = kept;
}

std::span<const float> FanoutSpread::latencies_of(Key key) const noexcept {
    const auto found = row_of_.find(key);
    if (found == row_of_.end()) return {};
    const std::size_t row = found->second;
    return std::span(latencies_).subspan(row * receivers_, rows_[row].arrivals);
}

FanoutSpread::Figures measure_spread(std::span<const FanoutSpread* const> loops,
                                     std::uint64_t receivers) {
    FanoutSpread::Figures figures;
    std::uint64_t mask = 0;
    for (const FanoutSpread* loop : loops)
        mask |= loop->dropped_mask_;
    figures.one_of = mask + 1;
    std::vector<float> latencies;
    std::unordered_set<FanoutSpread::Key> seen;
    for (const FanoutSpread* loop : loops) {
        for (const FanoutSpread::Row& row : loop->rows_) {
            if ((hash_of(row.key) & mask) != 0 || !seen.insert(row.key).second) continue;
            latencies.clear();
            for (const FanoutSpread* part : loops) {
                const std::span<const float> found = part->latencies_of(row.key);
                latencies.insert(latencies.end(), found.begin(), found.end());
            }
            if (latencies.size() != receivers) {
                ++figures.incomplete;
            } else {
                record_message(latencies, figures);
            }
        }
    }
    return figures;
}

}  // namespace potok::loadtest
