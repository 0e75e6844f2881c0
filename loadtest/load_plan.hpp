// LoadPlan: what a run does, after every default was filled in and every name resolved.
//
// Immutable while the run lasts; shared by the drivers of all loops.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "loadtest/http_post.hpp"
#include "loadtest/tls_plan.hpp"
#include "loadtest/verify/payload.hpp"
#include "protocol/session/endpoint_address.hpp"
#include "protocol/session/proxy_tunnel.hpp"
#include "protocol/session/upgrade_ask.hpp"
#include "reactor/address.hpp"
#include "reactor/clock.hpp"
#include "reactor/connection_limits.hpp"

namespace potok::loadtest {

struct LoadPlan {
    EndpointAddress target;
    std::vector<Address> addresses;  // of the target, in the order to try
    std::vector<Address> sources;    // taken in turn; none: the system's choice

    std::uint32_t connections = 0;
    std::uint32_t loops = 1;

    // Open loop: messages a second, of all connections together. Closed loop: unanswered messages a
    // connection. Exactly one of them.
    std::optional<double> total_rate;
    std::optional<std::uint32_t> in_flight;

    // Every message is expected at every connection. Then it is an open loop.
    bool fanout = false;

    Duration warmup{};    // sent and verified, its latencies not recorded
    Duration duration{};  // after the warm-up
    Duration grace{};     // how long after the last message answers are waited for
    Duration connect_timeout{};
    std::optional<double> connect_rate;  // connections a second; none: as fast as they are accepted

    Duration late_after{};  // from when on the generator itself is late, see generator_health.hpp

    // ws
    UpgradeAsk upgrade;
    Duration ping_interval{};  // zero: none is sent
    // http
    HttpPost post;
    unsigned redirects = 0;  // to follow for one message
    // Of both.
    std::optional<ProxyAsk> proxy;  // then the addresses are the proxy's

    std::optional<TlsPlan> tls;  // none: without

    SizeRange size;
    std::uint64_t seed = 0;
    ConnectionLimits limits;
};

}  // namespace potok::loadtest
