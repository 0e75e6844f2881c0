// FaultService: what one listener of a faulty server serves: its protocol and its share of the
// counters.
//
// Connections are numbered across all listeners, as they are accepted. Immutable once it listens;
// its sessions are made on the loops' threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "loadtest/faulty/fault_counts.hpp"
#include "loadtest/faulty/fault_fixed_reader.hpp"
#include "loadtest/faulty/fault_peer.hpp"
#include "loadtest/faulty/fault_upgrade.hpp"
#include "protocol/length_prefixed.hpp"
#include "protocol/line.hpp"
#include "protocol/session/endpoint_address.hpp"
#include "reactor/session_factory.hpp"

namespace potok::loadtest {

class FaultService final : public SessionFactory {
  public:
    // The scene and the number outlive the service, and the service the loops.
    // Precondition: the address is of tcp, lp, line, ws or http, without TLS.
    FaultService(const EndpointAddress& address, const FaultScene& scene, std::uint32_t loops,
                 std::atomic<std::uint64_t>& next_connection);

    [[nodiscard]] std::unique_ptr<Session> make_session(EventLoop& loop,
                                                        const Address& peer) override;

    // Resets every connection of this loop. Its thread.
    void reset_connections(EventLoop& loop);

    // Any thread.
    [[nodiscard]] FaultCounts counts() const noexcept;

  private:
    template <class Reader>
    [[nodiscard]] std::unique_ptr<Session> make(const typename Reader::Format& format,
                                                EventLoop& loop);
    [[nodiscard]] std::uint64_t next_number() noexcept;

    const EndpointScheme scheme_;
    const LengthPrefix length_prefix_;
    const LineFormat line_format_;
    const FixedSizeFormat fixed_size_;
    const FaultyWebSocketService websocket_;
    const HttpLimits http_;
    const FaultScene& scene_;
    std::vector<FaultShard> shards_;  // one a loop
    // Relaxed: it only gives each connection a number of its own.
    std::atomic<std::uint64_t>& next_connection_;
};

}  // namespace potok::loadtest
