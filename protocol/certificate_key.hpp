// read_key: a private key out of its DER, in each of the forms that keys are kept in.
//
// Internal to protocol/certificate*; one thread.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "protocol/certificate_pbe.hpp"
#include "protocol/tls_handles.hpp"

struct pkcs8_priv_key_info_st;
struct X509_sig_st;

namespace potok {

enum class KeyForm : std::uint8_t {
    pkcs8,
    encrypted_pkcs8,
    rsa,  // PKCS #1
    ec,   // SEC 1
};

// Longer ones are refused as wrong: no dialogue takes them.
inline constexpr std::size_t kPasswordMax = 1024;

using Password = std::optional<std::string_view>;
using KeyOrFault = Result<OwnedKey, CertificateFault>;

// Faults: damaged, gost, unsupported_algorithm, password_needed, password_wrong,
// key_old_algorithm, too_much_work.
[[nodiscard]] KeyOrFault read_key(KeyForm form, Bytes der, Password password, PasswordWork& work);

// A key as a PFX has it too. Takes no ownership.
[[nodiscard]] KeyOrFault key_of(const pkcs8_priv_key_info_st* info);
// `password` may be none of a null pointer: there is a difference to one of no letters.
[[nodiscard]] KeyOrFault decrypt_key(const X509_sig_st* encrypted, std::string_view password,
                                     PasswordWork& work);

}  // namespace potok
