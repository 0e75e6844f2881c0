// The manual page of potok-loadtest: what it is, its table of options, and the settings they fill.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/manual.hpp"
#include "loadtest/tls_options.hpp"
#include "protocol/session/endpoint_address.hpp"
#include "reactor/clock.hpp"

namespace potok::loadtest {

struct LoadSettings {
    EndpointAddress target;
    std::uint32_t connections = 0;
    std::optional<double> rate;        // messages a second and connection
    std::optional<double> total_rate;  // messages a second, of all connections
    std::optional<std::uint32_t> in_flight;
    bool fanout = false;
    Duration duration{};
    Duration warmup{};
    Duration grace{};
    Duration connect_timeout{};
    std::optional<double> ramp;  // connections a second; none: auto
    std::string size;
    std::optional<std::uint32_t> threads;
    std::optional<std::uint64_t> seed;
    std::vector<std::string> source;
    std::vector<std::string> headers;
    std::vector<std::string> subprotocols;
    Duration ping_interval{};
    std::string proxy;  // empty: none
    std::uint32_t redirects = 0;
    bool compressed = false;
    TlsOptions tls;
    std::string json;
    std::vector<std::string> thresholds;
};

// Of an open loop: messages a second of all connections, the default filled in.
[[nodiscard]] double total_rate_of(const LoadSettings& settings) noexcept;

[[nodiscard]] const cli::Manual& manual() noexcept;

}  // namespace potok::loadtest
