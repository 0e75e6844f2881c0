// Schedule: when each message of an open-loop run is to be sent.
//
// All connections together send at an even pace: message j of the run is due j / rate after the
// start, and they are dealt to the connections in turn. So each connection has its own even pace,
// and no two ever fire together. A time is computed from its number, never from the time before it:
// nothing accumulates, and after a day it is still right to the nanosecond. Immutable; any thread.
#pragma once

#include <cstdint>

#include "reactor/clock.hpp"

namespace potok::loadtest {

class Schedule {
  public:
    // Messages a second of one connection.
    static constexpr double kRateLeast = 0.001;
    static constexpr double kRateMost = 100'000;

    // Whether a run of this pace can be made at all.
    [[nodiscard]] static bool is_possible(double total_rate, std::uint32_t connections) noexcept;

    // Precondition: is_possible(total_rate, connections).
    Schedule(double total_rate, std::uint32_t connections, Instant start) noexcept;

    // When message `number` of the connection is due, numbered from 0. Precondition: connection is
    // below the number of connections.
    [[nodiscard]] Instant due_at(std::uint32_t connection, std::uint64_t number) const noexcept;

    // How many messages of the connection are due at `now` or before.
    [[nodiscard]] std::uint64_t due_by(std::uint32_t connection, Instant now) const noexcept;

    // How many messages of all connections are due before `end`.
    [[nodiscard]] std::uint64_t planned_before(Instant end) const noexcept;

  private:
    double total_rate_;
    std::uint32_t connections_;
    Instant start_;
};

}  // namespace potok::loadtest
