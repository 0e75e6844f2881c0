// TlsPlan: TLS of a run, after every file was read: whom to trust, whom to ask for, what to show.
//
// Immutable while the run lasts; each loop makes a context of its own of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "base/result.hpp"
#include "diagnostics/language.hpp"
#include "loadtest/load_options.hpp"
#include "protocol/certificate.hpp"
#include "protocol/certificate_fault.hpp"
#include "protocol/tls_client_context.hpp"
#include "protocol/tls_context_fault.hpp"
#include "protocol/tls_peer_name.hpp"
#include "protocol/tls_system_trust.hpp"
#include "protocol/tls_trust.hpp"

namespace potok::loadtest {

struct TlsPlan {
    TlsTrust trust;
    std::string trusted_by;  // the file of the authorities; empty: there is none
    TlsPeerName server;
    std::uint16_t port = 0;
    AlpnList protocols;
    std::shared_ptr<const Credentials> credentials;  // of the client; none: it has none

    // Every connection stands for a client of its own, so none resumes another's session.
    [[nodiscard]] TlsClientSettings settings() const {
        return {.trust = trust,
                .protocols = protocols,
                .credentials = credentials.get(),
                .resume = false};
    }
};

using TlsPlanFault = std::variant<CertificateFault, SystemTrustFault, TlsContextFault>;

[[nodiscard]] std::string tls_plan_fault_text(Language language, const LoadSettings& settings,
                                              const TlsPlanFault& fault);

// Reads files. Precondition: the settings passed their checks, and the target speaks TLS.
[[nodiscard]] Result<TlsPlan, TlsPlanFault> make_tls_plan(const LoadSettings& settings,
                                                          std::chrono::sys_seconds now);

}  // namespace potok::loadtest
