// TlsCounters: how the handshakes of a server went, of all its loops together.
//
// Any thread; relaxed: each is a figure by itself. A handshake costs a thousand times as much as
// the addition.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "protocol/tls_failure.hpp"

namespace potok {

struct TlsCounters {
    std::atomic<std::uint64_t> full{0};
    std::atomic<std::uint64_t> resumed{0};
    std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(kLastTlsFailureKind) + 1>
        failed{};
};

}  // namespace potok
