// Metrics: what the loops have counted, in the text format of Prometheus.
//
// Names begin with potok_ and follow Prometheus' conventions; they are documented in
// docs/metrics.md, and scripts rely on them. Any thread: the counters are read relaxed.
#pragma once

#include <string>

#include "reactor/loop_group.hpp"

namespace potok {

[[nodiscard]] std::string metrics_text(const LoopGroup& loops);

// The Content-Type of that text.
inline constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace potok
