// host_to_ascii: a host name with letters beyond ASCII as name servers and Host want it:
// почта.рф → xn--80a1acny.xn--p1ai (RFC 3492, the A-labels of RFC 5890).
//
// The mapping before it is what users type differently and mean the same by: capitals of the Latin,
// Greek and Cyrillic scripts, й and ё typed as two characters, the full stops of other keyboards.
// It is no registry's table: a letter that nobody may register is left to the name server to not
// know. Pure function; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace potok {

enum class HostNameFault : std::uint8_t {
    not_utf8,
    forbidden_character,  // a blank, a control, punctuation, what no name has
    bad_hyphen,           // at either end of a part, or "xn--" that is none
    empty_part,
    part_too_long,  // over 63 bytes
    name_too_long,  // over 253 bytes
};

inline constexpr std::size_t kHostPartMax = 63;
inline constexpr std::size_t kHostNameMax = 253;

// A name of ASCII only comes back as it is: it may be an address, and is judged elsewhere. A full
// stop at the end stays.
[[nodiscard]] Result<std::string, HostNameFault> host_to_ascii(std::string_view host);

// One part, without "xn--" in front (RFC 3492 §6.3). Precondition: code points of Unicode.
[[nodiscard]] std::string punycode(std::u32string_view part);

}  // namespace potok
