// SessionFactory: makes the session of each connection that a listener accepts.
#pragma once

#include <memory>

#include "reactor/address.hpp"
#include "reactor/stream.hpp"

namespace potok {

// Called on the loop thread that the connection will live on, from several loops at once. Outlives
// the listeners that use it.
class SessionFactory {
  public:
    virtual ~SessionFactory() = default;
    [[nodiscard]] virtual std::unique_ptr<Session> make_session(EventLoop& loop,
                                                                const Address& peer) = 0;
};

}  // namespace potok
