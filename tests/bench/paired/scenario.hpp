// Scenario: what is measured beside what, doing which work, and how much more it may cost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tests/bench/paired/generator.hpp"

namespace potok::bench {

enum class Work : std::uint8_t {
    echo,       // messages to and fro
    connect,    // accept, one echo, close
    broadcast,  // of one connection's messages to all, by deliveries
    ramp,       // so many connections at once, one echo on each, close
    storm,      // what an echo takes while others shake hands; the figure is the 99th percentile
    idle,       // memory of connections that say nothing; the figure is bytes, not time
};

enum class Server : std::uint8_t { floor, asio, beast, node_ws, potok, potok_two_loops };

struct Scenario {
    const char* name;
    Work work;
    Server ours;
    Server beside;
    Load load;
    // The most that the ratio may be; of Work::idle that a connection of ours may have, in bytes.
    // 0: only for comparison.
    double target;
    Load beside_load = load;  // where the other side's differs
};

[[nodiscard]] std::span<const Scenario> scenarios() noexcept;

// Where things are: the programs, and the certificate of this run.
struct Places {
    std::string bin;
    std::string certificate;
};

// How to start it.
[[nodiscard]] std::vector<std::string> command_of(Server server, Work work, const Load& load,
                                                  const Places& places);

// What this machine lacks for it; empty: nothing.
[[nodiscard]] std::string missing_for(const Scenario& scenario);

}  // namespace potok::bench
