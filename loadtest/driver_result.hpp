// DriverResult: what one driver has found out; LoadRun puts those of all loops together.
//
// Written by the loop's thread, read after the threads have joined.
#pragma once

#include <cstdint>
#include <optional>

#include "loadtest/connection_losses.hpp"
#include "loadtest/fanout_record.hpp"
#include "loadtest/generator_health.hpp"
#include "loadtest/histogram.hpp"
#include "loadtest/http_findings.hpp"
#include "loadtest/stall_map.hpp"
#include "loadtest/tls_findings.hpp"
#include "loadtest/verify/fault_log.hpp"
#include "loadtest/verify/message_counts.hpp"
#include "loadtest/websocket_findings.hpp"

namespace potok::loadtest {

struct DriverResult {
    ConnectionLosses losses;
    std::uint64_t held = 0;  // open when the books were closed
    std::uint64_t out_of_step = 0;
    MessageCounts messages;
    std::uint64_t unsent = 0;
    Duration listened{};  // after the last arrival
    Histogram latency;
    Histogram latency_raw;
    std::optional<StallMap> stalls;  // none: the load never began
    HealthRecord health;
    FaultLog faults;
    WebSocketFindings websocket;
    HttpFindings http;
    TlsFindings tls;
    std::optional<FanoutRecord> fanout;  // then `messages` has what was sent, and no more
};

}  // namespace potok::loadtest
