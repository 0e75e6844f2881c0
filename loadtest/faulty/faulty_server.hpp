// FaultyServer: an echo for tcp, lp, line, ws and http that commits faults, by plan and seed, and
// counts them.
//
// It proves the load generator: what was done here must be what was found there. Between the faults
// it is a good echo, back-pressure included. Which message of which connection suffers is decided
// by the seed alone (fault_dice.hpp); what is done to it, by fault_peer.hpp.
//
// One thread, but counts(): any.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "loadtest/faulty/fault_counts.hpp"
#include "loadtest/faulty/fault_dice.hpp"
#include "loadtest/faulty/fault_plan.hpp"
#include "loadtest/faulty/fault_schedule.hpp"
#include "loadtest/faulty/fault_service.hpp"
#include "protocol/session/endpoint_address.hpp"
#include "reactor/loop_group.hpp"
#include "reactor/system_error.hpp"

namespace potok::loadtest {

class FaultyServer final : private FaultActs {
  public:
    // What the system refused, and to whom: an address, or nothing where it is the process itself.
    struct StartFault {
        SystemError error;
        std::string address;
    };

    // Listens on every address and serves, on `threads` threads (0: one a core); one that
    // broadcasts on one, where all connections of a listener meet.
    // Precondition: the addresses are of tcp, lp, line, ws or http, without TLS.
    [[nodiscard]] static Result<std::unique_ptr<FaultyServer>, StartFault> start(
        const std::vector<EndpointAddress>& addresses, const FaultPlan& plan, std::uint64_t seed,
        std::uint32_t threads = 0);
    // Stops.
    ~FaultyServer() override;
    FaultyServer(const FaultyServer&) = delete;
    FaultyServer& operator=(const FaultyServer&) = delete;

    // As they are in fact: with real ports.
    [[nodiscard]] const std::vector<EndpointAddress>& addresses() const noexcept {
        return addresses_;
    }

    // Resets all connections and waits until every loop has ended, also a frozen one.
    void stop();

    // Recent figures; exact after stop().
    [[nodiscard]] FaultCounts counts() const noexcept;

  private:
    FaultyServer(const FaultPlan& plan, std::uint64_t seed,
                 std::unique_ptr<LoopGroup> loops) noexcept;

    [[nodiscard]] Result<Done, StartFault> listen(const EndpointAddress& address);

    void freeze(EventLoop& loop, Instant until) override;
    void reset(EventLoop& loop) override;

    const FaultPlan plan_;
    const FaultDice dice_;
    const ConnectionLimits limits_;
    std::unique_ptr<LoopGroup> loops_;
    FaultSchedule schedule_;
    const FaultScene scene_;
    std::atomic<std::uint64_t> next_connection_{0};
    std::vector<std::unique_ptr<FaultService>> services_;
    std::vector<EndpointAddress> addresses_;
    Counter freezes_;  // written on the first loop

    std::mutex mutex_;  // guards stopping_, for frozen loops to wait on
    std::condition_variable stopped_;
    bool stopping_ = false;
};

}  // namespace potok::loadtest
