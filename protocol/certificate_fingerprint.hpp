// Fingerprint: SHA-256 of a certificate's DER: what a person compares, and a client pins.
//
// Written as sha256:0123…ef; read with colons or without, in any case, with the word in front or
// without it: as `openssl x509 -fingerprint -sha256` and browsers show it. Pure functions.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

struct x509_st;

namespace potok {

using Fingerprint = std::array<std::byte, 32>;

[[nodiscard]] Fingerprint fingerprint_of(const x509_st* certificate) noexcept;
[[nodiscard]] std::string fingerprint_text(const Fingerprint& fingerprint);

// Nothing: it is none. A word in front other than sha256 is another digest, and no fingerprint.
[[nodiscard]] std::optional<Fingerprint> parse_fingerprint(std::string_view text) noexcept;

}  // namespace potok
