// RunResult: everything a run has found out, before anyone judges it. Plain values; verdict.hpp
// judges, report_text.hpp and report_json.hpp print.
//
// Put together by the main thread after the loops' threads have joined.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "loadtest/connection_losses.hpp"
#include "loadtest/fanout_record.hpp"
#include "loadtest/generator_health.hpp"
#include "loadtest/histogram.hpp"
#include "loadtest/http_findings.hpp"
#include "loadtest/stall_map.hpp"
#include "loadtest/thresholds.hpp"
#include "loadtest/tls_findings.hpp"
#include "loadtest/verify/fault_log.hpp"
#include "loadtest/verify/message_counts.hpp"
#include "loadtest/verify/payload.hpp"
#include "loadtest/websocket_findings.hpp"
#include "protocol/tls_trust.hpp"
#include "reactor/clock.hpp"

namespace potok::loadtest {

// What was asked for, defaults filled in.
struct RunRequest {
    std::string target;
    std::uint64_t connections = 0;
    std::optional<double> rate;              // messages a second and connection: open loop
    std::optional<std::uint32_t> in_flight;  // unanswered messages a connection: closed loop
    Duration duration{};
    Duration warmup{};
    Duration grace{};
    SizeRange size;
    bool websocket_compression = false;  // ws: was offered to the server
    // By what the server was known: nothing where it was not asked to prove itself.
    std::optional<TlsTrust::Kind> trust;  // none: without TLS
    std::string trusted_by;               // the file of the authorities
    std::uint64_t seed = 0;
    std::uint32_t threads = 0;
    std::vector<Threshold> thresholds;
};

struct ConnectionFigures {
    std::uint64_t established = 0;  // opened during the ramp, some perhaps lost before the load
    std::uint64_t held = 0;         // open when the load ended
    std::uint64_t minimum = 0;      // the fewest open at the same time from the one to the other
    std::uint64_t out_of_step = 0;  // tcp: see StreamVerifier::out_of_step()
    ConnectionLosses losses;
    WebSocketFindings websocket;  // ws: what the server said about them
    TlsFindings tls = {};         // over TLS: how their handshakes went
};

struct RunResult {
    RunRequest request;
    std::string version;     // of the program
    std::string started_at;  // RFC 3339, UTC
    bool interrupted = false;

    Duration ramp_took{};
    Duration load_took{};  // from the first intended send to the end of sending, warm-up included

    ConnectionFigures connections;
    MessageCounts messages;  // with a fan-out: of deliveries, but `sent`

    // Where every message was expected at every connection.
    std::optional<FanoutFigures> fanout;

    // Due within the load and not sent: the server took no more, or the connection was gone.
    std::uint64_t unsent = 0;

    // After the end of the load and the last arrival, on every connection at least: what came later
    // was not seen.
    Duration listened{};

    Histogram latency;      // from the intended send time
    Histogram latency_raw;  // from the actual one; of a fan-out, at the sender only
    HttpFindings http;      // http: the answers that were none, or no good ones
    Stalls stalls;
    Duration late_after{};            // what was a late send
    std::vector<HealthRecord> loops;  // of the generator
    FaultLog faults;
};

// How many arrivals the messages sent were to have: one each, or one at every connection.
[[nodiscard]] std::uint64_t expected_arrivals(const RunResult& result) noexcept;

// Right answers a second of load.
[[nodiscard]] double answered_per_second(const RunResult& result) noexcept;

// All faults of messages.
[[nodiscard]] std::uint64_t message_faults(const RunResult& result) noexcept;

}  // namespace potok::loadtest
