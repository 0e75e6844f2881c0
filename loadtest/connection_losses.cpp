#include "loadtest/connection_losses.hpp"

#include <cstddef>
#include <numeric>

namespace potok::loadtest {
namespace {

std::size_t index_of(ConnectionLosses::Phase phase) noexcept {
    return static_cast<std::size_t>(phase);
}

std::size_t index_of(CloseReason reason) noexcept {
    return static_cast<std::size_t>(reason);
}

}  // namespace

void ConnectionLosses::add(Phase phase, CloseReason reason) noexcept {
    ++counts_[index_of(phase)][index_of(reason)];
}

void ConnectionLosses::merge(const ConnectionLosses& other) noexcept {
    for (const Phase phase : kPhases) {
        for (std::size_t reason = 0; reason < kCloseReasonCount; ++reason) {
            counts_[index_of(phase)][reason] += other.counts_[index_of(phase)][reason];
        }
    }
}

std::uint64_t ConnectionLosses::of(Phase phase, CloseReason reason) const noexcept {
    return counts_[index_of(phase)][index_of(reason)];
}

std::uint64_t ConnectionLosses::of(Phase phase) const noexcept {
    const auto& counts = counts_[index_of(phase)];
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

}  // namespace potok::loadtest
