// TlsIdentity: what the files of TlsSettings hold, read and judged: what a server shows of itself,
// and whom it asks for the same.
//
// Read where the server starts, and again wherever it reloads: whatever is wrong then leaves what
// there was in use. But for what only is out of its term (is_out_of_term()): a server does not
// start with it, and one that runs takes it, loudly, for the sake of what was renewed beside it.
// Blocks for as long as the disk takes.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "protocol/certificate.hpp"
#include "protocol/certificate_fault.hpp"
#include "protocol/tls_trust_store.hpp"
#include "server/tls_settings.hpp"

namespace potok {

struct TlsIdentity {
    std::vector<Credentials> credentials;    // in the order of the options: --cert, then --pfx
    std::vector<std::string> paths;          // of each
    TrustStore clients;                      // with its revocation lists
    std::vector<CertificateFault> warnings;  // out of its term in a reload, or soon
};

enum class TlsLoading : std::uint8_t { start, reload };

// `now`: for what has expired, or is not valid yet. Without the self-signed one, which has no file.
[[nodiscard]] Result<TlsIdentity, CertificateFault> load_tls_identity(
    const TlsSettings& settings, std::chrono::sys_seconds now,
    TlsLoading loading = TlsLoading::start);

}  // namespace potok
