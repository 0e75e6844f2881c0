#include "loadtest/schedule.hpp"

#include <cmath>

#include "base/assert.hpp"

namespace potok::loadtest {
namespace {

constexpr double kNanoseconds = 1e9;

// A double holds whole nanoseconds exactly for 104 days.
Duration offset_of(double message, double total_rate) noexcept {
    return Duration(static_cast<Duration::rep>(std::llround(message / total_rate * kNanoseconds)));
}

double seconds(Duration duration) noexcept {
    return static_cast<double>(duration.count()) / kNanoseconds;
}

}  // namespace

bool Schedule::is_possible(double total_rate, std::uint32_t connections) noexcept {
    if (connections == 0) return false;
    const double rate = total_rate / connections;
    return rate >= kRateLeast && rate <= kRateMost;
}

Schedule::Schedule(double total_rate, std::uint32_t connections, Instant start) noexcept
    : total_rate_(total_rate), connections_(connections), start_(start) {
    ASSERT(is_possible(total_rate, connections));
}

Instant Schedule::due_at(std::uint32_t connection, std::uint64_t number) const noexcept {
    ASSERT(connection < connections_);
    const double message = static_cast<double>(number) * connections_ + connection;
    return start_ + offset_of(message, total_rate_);
}

// The division finds the neighbourhood, due_at() itself decides: the two must never disagree.
std::uint64_t Schedule::due_by(std::uint32_t connection, Instant now) const noexcept {
    const double passed = std::floor(seconds(now - start_) * total_rate_);
    const double turns = std::floor((passed - connection) / connections_);
    std::uint64_t number = turns > 1 ? static_cast<std::uint64_t>(turns) - 1 : 0;
    while (due_at(connection, number) <= now)
        ++number;
    return number;
}

std::uint64_t Schedule::planned_before(Instant end) const noexcept {
    const double passed = std::floor(seconds(end - start_) * total_rate_);
    double message = passed > 1 ? passed - 1 : 0;
    while (start_ + offset_of(message, total_rate_) < end)
        ++message;
    return static_cast<std::uint64_t>(message);
}

}  // namespace potok::loadtest
