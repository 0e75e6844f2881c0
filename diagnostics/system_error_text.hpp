// SystemError in words: one line that says what failed, on what, and what to do about it.
//
//   address 127.0.0.1:9001 is in use by another program: stop it or choose another port with
//   --listen
//
// Causes that a user can act on have a sentence of their own; the rest name the call that failed
// and carry the system's own words. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "diagnostics/language.hpp"
#include "reactor/system_error.hpp"

namespace potok {

// What the call was about. `subject` is an address or a host name, empty where the call has none;
// it may come from a stranger and is escaped. `option` is the flag that chose it.
struct ErrorPlace {
    std::string_view subject{};
    std::string_view option = "--listen";
};

[[nodiscard]] std::string system_error_text(Language language, const SystemError& error,
                                            const ErrorPlace& place = {});

}  // namespace potok
