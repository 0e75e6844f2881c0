// Close reasons in words: the name that logs, JSON and metrics carry, and a sentence for people.
//
// Names are part of the interface: scripts compare them. Immutable; any thread.
#pragma once

#include <string_view>

#include "diagnostics/language.hpp"
#include "reactor/close_reason.hpp"

namespace potok {

// Lower-case words joined by '_', as in "slow_reader".
[[nodiscard]] std::string_view close_reason_name(CloseReason reason) noexcept;

// A clause without a full stop: "the peer did not read what was queued for it".
[[nodiscard]] Text close_reason_text(CloseReason reason) noexcept;

}  // namespace potok
