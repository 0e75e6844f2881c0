// measure: one short run of one server under a scenario's work: what one unit of it cost.
#pragma once

#include <chrono>

#include "tests/bench/paired/scenario.hpp"
#include "tests/bench/paired/server_process.hpp"

namespace potok::bench {

// Where the server under measurement runs, and where its load comes from.
inline constexpr int kServerCore = 0;
inline constexpr int kGeneratorCore = 1;

// Side of a scenario: a server that is running, and the load on it.
class Side {
  public:
    Side(Work work, Server server, const Load& load, const Places& places);

    // Microseconds of processor time per message or connection over that time, or of Work::storm
    // what 99 of 100 answers took. Called again it goes on with the same connections.
    [[nodiscard]] double cost(std::chrono::nanoseconds warm_up, std::chrono::nanoseconds duration);

    // Bytes that each idle connection costs: the slope between a thousand of them and many.
    [[nodiscard]] double idle_bytes();

  private:
    void work(std::chrono::nanoseconds duration);
    void work_until(std::chrono::nanoseconds duration, std::uint64_t answers);
    [[nodiscard]] double latency_in_storm(std::chrono::nanoseconds warm_up,
                                          std::chrono::nanoseconds duration);

    const Work work_;
    const std::size_t at_a_time_;  // connections
    const bool secure_;
    const std::string certificate_;
    const std::uint64_t settling_answers_;  // in front of each run
    ServerProcess server_;
    Generator generator_;
};

}  // namespace potok::bench
