// Listener: accepts connections and places them on loops.
//
// It accepts in batches, so that a storm cannot keep the loop from its other guests. When the
// process has no descriptors left, or holds more memory than its budget, a level-triggered listener
// would be woken without end for a connection it cannot take: so it pauses (out of the poller) and
// looks again after a while. Before it pauses for want of descriptors it gives up its reserve,
// accepts one waiting connection, closes it and takes the reserve back, so that clients learn that
// they are refused.
//
// Loop thread only.
#pragma once

#include <memory>

#include "reactor/connection_limits.hpp"
#include "reactor/event_loop.hpp"
#include "reactor/session_factory.hpp"
#include "reactor/socket.hpp"
#include "reactor/timer_wheel.hpp"

namespace potok {

// Where an accepted connection goes, and whether there is room for it at all. Any listener's
// thread.
class Placement {
  public:
    virtual ~Placement() = default;

    // The loop for one more connection; null: the limit is reached.
    [[nodiscard]] virtual EventLoop* place() = 0;
};

struct ListenerConfiguration {
    SessionFactory* factory = nullptr;  // all three outlive the listener and what it accepts
    const ConnectionLimits* limits = nullptr;
    Placement* placement = nullptr;
};

class Listener final : public Guest, private Timer {
  public:
    static Listener& open(EventLoop& loop, Socket socket,
                          const ListenerConfiguration& configuration);

    // Lets those in who have connected already, then shuts.
    void drain();

    void on_ready(Readiness readiness) override;
    void on_turn() override {}
    void on_retire() override {}
    void shut(CloseReason reason) override;

  private:
    Listener(EventLoop& loop, Socket socket, const ListenerConfiguration& configuration) noexcept;

    [[nodiscard]] bool accept_one();
    void hand_over(Socket::Accepted accepted);
    void refuse(const Socket::Accepted& accepted, CloseReason reason);
    void refuse_one_and_pause();
    void pause();
    void on_timer(Instant now) override;

    EventLoop& loop_;
    const ListenerConfiguration configuration_;
    ReserveDescriptor reserve_;
};

}  // namespace potok
