// utc_timestamp: a moment as logs and reports write it: "2026-05-04T12:00:00.250Z" (RFC 3339, UTC).
// It sorts as text, and no two machines differ on it. Any thread.
#pragma once

#include <chrono>
#include <string>

namespace potok {

[[nodiscard]] std::string utc_timestamp(std::chrono::system_clock::time_point time);

}  // namespace potok
