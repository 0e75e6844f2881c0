// What an administrator's files of trust hold, put into a TrustStore: authorities and revocation
// lists, in any of the formats that certificates come in.
//
// Unlike the system's, such a file is wholly good or a fault, and its lists are judged at once.
// Blocks for as long as the disk takes; the thread that fills the store.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "protocol/certificate_fault.hpp"
#include "protocol/certificate_judgement.hpp"
#include "protocol/tls_trust_store.hpp"

namespace potok {

// What is wrong with the lists that were put in all the same: those out of their term, which get
// everyone refused (is_out_of_term()), and warnings.
using TrustFindings = Result<std::vector<CertificateFault>, CertificateFault>;

// At least one authority, and the lists that stand beside it. `judge.path`: the file. Not more
// than kTrustFileMax of bytes and kTrustedCertificatesMax of certificates.
[[nodiscard]] TrustFindings load_authorities(TrustStore& store, const CertificateJudge& judge);

// At least one list; certificates beside it are left alone, for nobody asked to trust them. The
// authorities go before, or each list is list_of_another.
[[nodiscard]] TrustFindings load_revocation_lists(TrustStore& store, const CertificateJudge& judge);

}  // namespace potok
