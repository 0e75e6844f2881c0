// SessionFactory: makes the session of each connection that a listener accepts, and hears of those
// that it cannot.
#pragma once

#include <memory>

#include "reactor/address.hpp"
#include "reactor/stream.hpp"

namespace potok {

// Called from several loops at once. Outlives the listeners that use it.
class SessionFactory {
  public:
    virtual ~SessionFactory() = default;

    // On the loop thread that the connection will live on.
    [[nodiscard]] virtual std::unique_ptr<Session> make_session(EventLoop& loop,
                                                                const Address& peer) = 0;

    // A peer was closed without a byte: too_many_connections or no_descriptors. On the listener's
    // thread.
    virtual void on_refused(const Address& peer, CloseReason reason) {
        static_cast<void>(peer);
        static_cast<void>(reason);
    }
};

}  // namespace potok
