#include "tests/sim/workload.hpp"

#include <array>

namespace potok::sim {

std::span<const Workload> workloads() noexcept {
    static constexpr std::array<Workload, 20> kAll = {{
        {"echo_length_prefixed", echo_length_prefixed},
        {"echo_lines", echo_lines},
        {"echo_raw", echo_raw},
        {"broadcast", broadcast},
        {"pauses", pauses},
        {"posted", posted},
        {"deadlines", deadlines},
        {"storm", storm},
        {"memory_budget", memory_budget},
        {"outgoing", outgoing},
        {"drain_with_traffic", drain_with_traffic},
        {"stop_with_traffic", stop_with_traffic},
        {"echo_websocket", echo_websocket},
        {"echo_http", echo_http},
        {"drain_with_web_traffic", drain_with_web_traffic},
        {"web_deadlines", web_deadlines},
        {"websocket_both_ends", websocket_both_ends},
        {"broadcast_websocket", broadcast_websocket},
        {"echo_tls", echo_tls},
        {"tls_both_ends", tls_both_ends},
    }};
    return kAll;
}

}  // namespace potok::sim
