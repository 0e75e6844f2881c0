// The manual page of potok-echo: what it is, and its table of options.
#pragma once

#include <vector>

#include "cli/manual.hpp"
#include "protocol/session/endpoint_address.hpp"
#include "server/echo/echo_settings.hpp"

namespace potok::echo {

// Those of --listen, or the ones without it.
[[nodiscard]] std::vector<EndpointAddress> listen_addresses(const EchoSettings& settings);

[[nodiscard]] const cli::Manual& manual() noexcept;

}  // namespace potok::echo
