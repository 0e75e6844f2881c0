// load_password: the password of a key out of a file: its first line.
//
// Editors add what is no part of it: the end of the line, and on Windows a byte order mark, or a
// whole file in UTF-16. It comes as UTF-8, without them, and each copy of it is wiped. Blocks for
// as long as the disk takes; any thread.
#pragma once

#include <string>

#include "base/result.hpp"
#include "protocol/certificate_fault.hpp"
#include "protocol/certificate_secret.hpp"

namespace potok {

using PasswordOrFault = Result<Secret, CertificateFault>;

[[nodiscard]] PasswordOrFault load_password(const std::string& path);

// Of a file's bytes. What is no UTF-16 though its mark says so reads as U+FFFD.
[[nodiscard]] Secret password_in(Bytes file);

}  // namespace potok
