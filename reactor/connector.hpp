// Connector: makes an outgoing connection over one or more addresses, tried in turn within one
// timeout.
//
// It lives until the outcome: a Connection with the session opened, or session->on_close() with a
// connect reason and no on_open(). Loop thread only.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "reactor/connection_limits.hpp"
#include "reactor/event_loop.hpp"
#include "reactor/stream.hpp"
#include "reactor/timer_wheel.hpp"

namespace potok {

struct ConnectOptions {
    std::vector<Address> addresses;               // at least one, in the order of preference
    std::optional<Address> source{};              // the address to connect from, port 0: any port
    Duration timeout = std::chrono::seconds(10);  // for all addresses together
    const ConnectionLimits* limits = nullptr;     // outlives the connection
};

class Connector final : public Guest, private Timer {
  public:
    // Starts, and answers through the session, never before this returns.
    static void start(EventLoop& loop, ConnectOptions options, std::unique_ptr<Session> session);

    // Whether connections can be made from this address at all: what a user mistypes is told before
    // the first of thousands of connects. Any thread; the answer may be out of date at once.
    [[nodiscard]] static std::optional<SystemError> source_fault(const Address& source);

    void on_ready(Readiness readiness) override;
    void on_turn() override;
    void on_retire() override;
    void shut(CloseReason reason) override;

  private:
    Connector(EventLoop& loop, ConnectOptions options, std::unique_ptr<Session> session) noexcept;

    void try_next();
    void note_failure(const SystemError& error) noexcept;
    void leave();
    void on_timer(Instant now) override;

    EventLoop& loop_;
    ConnectOptions options_;
    std::unique_ptr<Session> session_;
    std::size_t next_address_ = 0;
    Instant give_up_at_;
    CloseReason outcome_ = CloseReason::connect_failed;
};

}  // namespace potok
