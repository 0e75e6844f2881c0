// TlsIdentity: what the files of TlsSettings hold, read and judged: what a server shows of itself,
// and whom it asks for the same.
//
// Read where the server starts, and again wherever it reloads: whatever is wrong then leaves what
// there was in use. Blocks for as long as the disk takes.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "protocol/certificate.hpp"
#include "protocol/certificate_fault.hpp"
#include "protocol/tls_trust_store.hpp"
#include "server/tls_settings.hpp"

namespace potok {

struct TlsIdentity {
    std::vector<Credentials> credentials;  // in the order of the options: --cert, then --pfx
    std::vector<std::string> paths;        // of each
    TrustStore clients;                    // with its revocation lists
    std::vector<CertificateFault> warnings;
};

// `now`: for what has expired, or is not valid yet. Without the self-signed one, which has no file.
[[nodiscard]] Result<TlsIdentity, CertificateFault> load_tls_identity(const TlsSettings& settings,
                                                                      std::chrono::sys_seconds now);

}  // namespace potok
