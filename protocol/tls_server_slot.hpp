// TlsServerSlot: the context that a listener's new connections are made from, which may be replaced
// while they come.
//
// Whoever reloads makes the new context first, and swaps only what is good: there is no moment
// without one, so nobody is refused meanwhile. Connections that are there keep the one that they
// began with. Tickets are resumed across, since both contexts were made with the same TlsTickets.
// Any thread; the lock is held for the counting of one reference.
#pragma once

#include <mutex>

#include "protocol/tls_server_context.hpp"

namespace potok {

class TlsServerSlot {
  public:
    explicit TlsServerSlot(TlsServerContext context) noexcept : current_(std::move(context)) {}

    // A connection that waits for a ClientHello; none when memory is short.
    [[nodiscard]] OwnedSsl accept() const noexcept;

    void swap(TlsServerContext context) noexcept;

  private:
    [[nodiscard]] TlsServerContext current() const noexcept;

    mutable std::mutex mutex_;
    TlsServerContext current_;  // guarded by mutex_
};

}  // namespace potok
