// The manual page of potok-echo: what it is, and its table of options.
#pragma once

#include "cli/manual.hpp"

namespace potok::echo {

[[nodiscard]] const cli::Manual& manual() noexcept;

}  // namespace potok::echo
