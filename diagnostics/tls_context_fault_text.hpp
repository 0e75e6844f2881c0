// TlsContextFault and SystemTrustFault in words: why TLS cannot begin with the settings there are.
//
// Names are part of the interface. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "diagnostics/language.hpp"
#include "protocol/tls_context_fault.hpp"
#include "protocol/tls_system_trust.hpp"

namespace potok {

// Lower-case words joined by '_', as in "no_credentials".
[[nodiscard]] std::string_view tls_context_fault_name(TlsContextFault::Kind kind) noexcept;

// `file`: of the credentials at fault.index, for who knows it; empty: their number is said instead.
[[nodiscard]] std::string tls_context_fault_text(Language language, const TlsContextFault& fault,
                                                 std::string_view file = {});

[[nodiscard]] std::string system_trust_fault_text(Language language, const SystemTrustFault& fault);

}  // namespace potok
