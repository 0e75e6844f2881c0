// Stable lower-case names of this room's words, for JSON, and where a number needs it, its unit.
//
// Scripts compare them: add, never rename. Immutable; any thread.
#pragma once

#include <string_view>

#include "loadtest/connection_losses.hpp"
#include "loadtest/http_findings.hpp"
#include "loadtest/thresholds.hpp"
#include "loadtest/verdict.hpp"
#include "loadtest/verify/message_counts.hpp"
#include "protocol/tls_trust.hpp"

namespace potok::loadtest {

[[nodiscard]] std::string_view verdict_name(Verdict verdict) noexcept;
[[nodiscard]] std::string_view fault_name(Fault fault) noexcept;
[[nodiscard]] std::string_view reason_name(Reason::Kind kind) noexcept;
[[nodiscard]] std::string_view bad_answer_name(HttpBadAnswer::Kind kind) noexcept;
[[nodiscard]] std::string_view trust_name(TlsTrust::Kind kind) noexcept;
[[nodiscard]] std::string_view phase_name(ConnectionLosses::Phase phase) noexcept;

// What a number in JSON counts, and the number in that unit: durations become milliseconds, shares
// become percent.
struct Figure {
    double value = 0;
    std::string_view unit;
};

[[nodiscard]] Figure figure_of(Unit unit, double value) noexcept;

}  // namespace potok::loadtest
