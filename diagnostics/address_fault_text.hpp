// AddressFault in words: what is wrong with an address, where, and what was probably meant.
//
//   "lp://host:9002?prefx=u8": lp has no option "prefx": did you mean prefix?
//
// The address is shown as it was written, a stranger's bytes escaped and credentials left out:
// messages end in logs. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "diagnostics/language.hpp"
#include "protocol/session/endpoint_address.hpp"

namespace potok {

// `address` is the text that was parsed. One line.
[[nodiscard]] std::string address_fault_text(Language language, std::string_view address,
                                             const AddressFault& fault);

}  // namespace potok
