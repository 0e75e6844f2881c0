// Metrics: what the loops have counted, in the text format of Prometheus.
//
// Names begin with potok_ and follow Prometheus' conventions; they are documented in
// docs/metrics.md, and scripts rely on them. Any thread: the counters are read relaxed.
#pragma once

#include <string>

#include "reactor/loop_group.hpp"
#include "server/tls_counters.hpp"

namespace potok {

// `tls`: of a server that speaks it; null: there is nothing to say of it.
[[nodiscard]] std::string metrics_text(const LoopGroup& loops, const TlsCounters* tls);

// The Content-Type of that text.
inline constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace potok
