// CertificateFailure in words: why a peer's certificate was refused, and what to do about it.
//
// What the certificate says of itself is a stranger's text and comes escaped. Names are part of the
// interface. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "diagnostics/language.hpp"
#include "protocol/tls_failure.hpp"

namespace potok {

// Lower-case words joined by '_', as in "name_mismatch".
[[nodiscard]] std::string_view certificate_problem_name(CertificateProblem problem) noexcept;

// A clause without a full stop: "the certificate is for a.example, you asked for b.example".
[[nodiscard]] std::string certificate_refusal_text(Language language,
                                                   const CertificateFailure& failure);

}  // namespace potok
