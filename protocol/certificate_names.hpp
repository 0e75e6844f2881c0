// The names that a certificate is for: its subjectAltName, read and made.
//
// Internal to protocol/certificate*. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "protocol/certificate_fault.hpp"

struct x509_st;

namespace potok {

// DNS names, addresses, mailboxes and URIs as people write them; others are left out.
[[nodiscard]] std::vector<std::string> names_of(const x509_st* certificate);

// A name as a certificate has it: an address in its usual form, or a DNS name of ASCII in lower
// case, perhaps with "*." in front. Fault: bad_name.
[[nodiscard]] Result<std::string, CertificateFault> certificate_name(const std::string& name);

// Precondition: each was made by certificate_name(). Fault: openssl_failed.
[[nodiscard]] Result<Done, CertificateFault> set_names(x509_st* certificate,
                                                       const std::vector<std::string>& names);

}  // namespace potok
