// HostNameFault in words: why a host name with letters beyond ASCII is none.
//
// The name is shown as it was written, a stranger's bytes escaped. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "diagnostics/language.hpp"
#include "protocol/idna.hpp"

namespace potok {

// One line.
[[nodiscard]] std::string host_name_fault_text(Language language, std::string_view host,
                                               HostNameFault fault);

}  // namespace potok
