// TlsFailure in words: why TLS was not agreed on, or broke; for people, and by name for scripts.
//
// Names are part of the interface. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "diagnostics/language.hpp"
#include "protocol/tls_failure.hpp"

namespace potok {

// Lower-case words joined by '_', as in "plain_http".
[[nodiscard]] std::string_view tls_failure_name(TlsFailure::Kind kind) noexcept;

// A clause without a full stop.
[[nodiscard]] std::string tls_failure_text(Language language, const TlsFailure& failure);

}  // namespace potok
