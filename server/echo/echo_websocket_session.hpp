// EchoWebSocketSession: one WebSocket of potok-echo: text comes back as text, binary as binary.
//
// Like EchoSession it keeps nothing of its own: a message that the outlet refuses stays with the
// link, which pauses reading, and on_drained() goes on.
#pragma once

#include "protocol/session/websocket_link.hpp"
#include "reactor/event_loop.hpp"
#include "server/echo/close_log.hpp"
#include "server/echo/websocket_outlet.hpp"

namespace potok::echo {

template <class Outlet>
class EchoWebSocketSession final : public Session {
  public:
    // All that is referred to outlives the session.
    EchoWebSocketSession(const WebSocketSettings& settings, const EchoCompression& compression,
                         EventLoop& loop, BroadcastGroup* group, const CloseLog& log,
                         const Address& peer)
        : link_(settings, loop.budget()),
          outlet_(group, compression, *this),
          log_(log),
          peer_(peer) {
        if (compression.agreed) link_.compress_by(compression.of_loop, *compression.agreed);
    }

    void on_open(Stream& stream) override {
        link_.open(stream);
        outlet_.open(stream);
    }
    [[nodiscard]] Consumed on_data(MutableBytes data) override {
        const Consumed consumed = link_.feed(data, *this);
        leave_when_closing();
        return consumed;
    }
    void on_drained() override { link_.go_on(*this); }
    void on_turn() override {
        link_.go_on(*this);
        leave_when_closing();
    }
    void on_end() override { link_.end(); }
    void on_alarm() override {
        link_.alarm();
        leave_when_closing();
    }
    void on_drain(Stream&) override {
        link_.close(close_code::kGoingAway, {}, CloseReason::drained);
        leave_when_closing();
    }
    void on_close(CloseReason reason) override {
        outlet_.close();
        log_.write(peer_, reason);
    }
    [[nodiscard]] MutableBytes receive_target() override { return link_.receive_target(); }
    [[nodiscard]] std::size_t held_bytes() const noexcept override { return link_.held_bytes(); }

    // ---- As the link's sink. What comes when nothing can be sent any more has no echo.

    bool on_message(MessageType type, MutableBytes payload) {
        return !link_.is_open() || outlet_.echo(link_, type, payload);
    }
    bool on_message_block(MessageType type, const BlockRef& block) {
        return !link_.is_open() || outlet_.echo(link_, type, block);
    }
    CloseReason on_peer_close(std::uint16_t, Bytes) { return CloseReason::finished; }

  private:
    // Behind a close frame nobody else's messages may follow either.
    void leave_when_closing() {
        if (!link_.is_open()) outlet_.close();
    }

    WebSocketLink link_;
    [[no_unique_address]] Outlet outlet_;
    const CloseLog& log_;
    const Address peer_;
};

}  // namespace potok::echo
