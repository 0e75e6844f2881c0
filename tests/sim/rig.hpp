// Rig: what a workload stands on: a LoopGroup whose loops are the world's, its sessions checked,
// its clients, and the end that every world has to come to.
//
// After the end nothing may be left: no session without its on_close(), no descriptor, no byte of
// the memory budget. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "reactor/loop_group.hpp"
#include "tests/sim/checked_session.hpp"
#include "tests/sim/client.hpp"
#include "tests/sim/world.hpp"

namespace potok::sim {

class Rig {
  public:
    using MakeSession =
        std::function<std::unique_ptr<Session>(EventLoop& loop, const Address& peer)>;

    Rig(World& world, LoopGroupOptions options);
    ~Rig();
    Rig(const Rig&) = delete;
    Rig& operator=(const Rig&) = delete;

    [[nodiscard]] LoopGroup& group() noexcept { return *group_; }
    [[nodiscard]] Ledger& ledger() noexcept { return ledger_; }
    // Of all connections; set before the first.
    ConnectionLimits limits;

    // Listens with sessions of that kind; the port.
    std::uint16_t listen(MakeSession make_session, bool reuse_port = false);
    // The loops begin.
    void start();

    Client& connect(std::uint16_t port, ClientPlan plan);
    [[nodiscard]] std::vector<std::unique_ptr<Client>>& clients() noexcept { return clients_; }
    [[nodiscard]] std::unique_ptr<Session> checked(std::unique_ptr<Session> session);

    // Steps until so many clients have come and all are done, which has to be within that time.
    void await_clients(std::size_t count, Duration longest);
    // Nothing is left to do: the loops hardly turn.
    void expect_calm();
    // Ends the loops in one way or the other, and looks at what is left.
    void end_in_order(Duration timeout);
    void stop();

  private:
    class Factory;

    void await_loops(Duration longest);
    void expect_nothing_left();

    World& world_;
    Ledger ledger_;
    std::unique_ptr<LoopGroup> group_;
    std::vector<std::unique_ptr<Factory>> factories_;
    std::vector<std::unique_ptr<Client>> clients_;
};

}  // namespace potok::sim
