// The page of potok-echo: a WebSocket to try by hand, in the browser's language.
#pragma once

#include <string_view>

namespace potok::echo {

[[nodiscard]] std::string_view echo_page() noexcept;

}  // namespace potok::echo
