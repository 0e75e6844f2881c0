// CertificateFault in words: one sentence that says which file, what is wrong with it, and what to
// do; for people, and by name for scripts.
//
// Names are part of the interface. What a file or a certificate calls itself is escaped. Any
// thread.
#pragma once

#include <string>
#include <string_view>

#include "diagnostics/language.hpp"
#include "protocol/certificate_fault.hpp"

namespace potok {

// Lower-case words joined by '_', as in "password_wrong".
[[nodiscard]] std::string_view certificate_fault_name(CertificateFault::Kind kind) noexcept;

// Without a full stop: "the file "server.key" is empty: put the certificate or the key in it
// again".
[[nodiscard]] std::string certificate_fault_text(Language language, const CertificateFault& fault);

}  // namespace potok
