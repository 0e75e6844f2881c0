// An alert of TLS in words: what the other side says is wrong (RFC 8446 §6), and what to do about
// it.
//
// All that comes over the wire is a number, and often the server's log says more. Any thread.
#pragma once

#include <cstdint>
#include <string>

#include "diagnostics/language.hpp"

namespace potok {

// "handshake_failure (40)"; the number alone where IANA has no name for it.
[[nodiscard]] std::string alert_text(std::uint8_t alert);

// A clause without a full stop: "the other side does not trust our certificate (alert unknown_ca,
// 48)".
[[nodiscard]] std::string received_alert_text(Language language, std::uint8_t alert);

}  // namespace potok
