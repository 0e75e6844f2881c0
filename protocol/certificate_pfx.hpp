// read_pfx: what is in a PFX (PKCS #12): bags in safes, some of them encrypted.
//
// OpenSSL could do it in one call, and would say that the password is wrong where its own legacy
// provider is missing. Here every part says first how it is encrypted. Internal to
// protocol/certificate*; one thread.
#pragma once

#include "protocol/certificate_contents.hpp"

struct PKCS12_st;

namespace potok {

[[nodiscard]] ContentsOrFault read_pfx(PKCS12_st* pfx, Wanted wanted, Password password);

}  // namespace potok
