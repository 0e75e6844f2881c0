// What potok-echo was told to do: the fields that its table of options fills.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/session/endpoint_address.hpp"
#include "reactor/clock.hpp"
#include "server/tls_settings.hpp"

namespace potok::echo {

struct EchoSettings {
    std::vector<EndpointAddress> listen;
    std::optional<std::uint32_t> threads;  // none: one a core
    bool broadcast = false;
    bool reuse_port = false;

    std::size_t max_message = 0;
    std::size_t max_queued = 0;
    std::optional<std::uint32_t> max_connections;  // none: what the descriptors allow
    std::optional<std::size_t> memory_budget;      // none: no limit
    Duration idle_timeout{};
    Duration progress_timeout{};
    Duration handshake_timeout{};
    Duration drain_timeout{};

    // WebSocket and HTTP.
    Duration ping_interval{};
    enum class Compression : std::uint8_t { on, off };  // as the option's words stand
    Compression compression = Compression::on;
    std::vector<std::string> origins;          // of pages elsewhere that may open a WebSocket
    std::vector<std::string> allowed_hosts;    // none: any Host
    std::vector<std::string> trusted_proxies;  // addresses and prefixes
    std::optional<EndpointAddress> admin;      // none: every ws:// and http:// listener

    TlsSettings tls;

    std::uint64_t descriptors = 0;  // how many this process may have; not an option
};

}  // namespace potok::echo
