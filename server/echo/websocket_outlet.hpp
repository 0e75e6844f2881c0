// Where the messages of a WebSocket of potok-echo go: back to the sender, or to everyone.
//
// echo() says no where there is no room now; the session then hears by its on_drained().
#pragma once

#include "protocol/session/websocket_link.hpp"
#include "reactor/broadcast_group.hpp"

namespace potok::echo {

// Back to the sender, from where it lies.
class WebSocketEcho {
  public:
    WebSocketEcho(BroadcastGroup*, Session&) noexcept {}

    void open(Stream&) noexcept {}
    void close() noexcept {}

    bool echo(WebSocketLink& link, MessageType type, MutableBytes payload) {
        return link.send_in_place(type, payload) != SendStatus::rejected;
    }
    bool echo(WebSocketLink& link, MessageType type, const BlockRef& block) {
        return link.send_block(type, block) != SendStatus::rejected;
    }
};

// To every connection of the listener, the sender's included: one frame for all.
class WebSocketBroadcast : private BroadcastGroup::Member {
  public:
    WebSocketBroadcast(BroadcastGroup* group, Session& session) noexcept
        : group_(*group), session_(session) {}

    void open(Stream& stream) { group_.join(*this, stream); }
    void close() noexcept { group_.leave(*this); }

    bool echo(WebSocketLink&, MessageType type, MutableBytes payload) {
        return group_.publish(*this, WebSocketLink::with_header(type, payload));
    }
    bool echo(WebSocketLink&, MessageType type, const BlockRef& block) {
        const std::size_t from = WebSocketLink::put_header(type, *block);
        return group_.publish(*this, block->bytes().subspan(from));
    }

  private:
    void on_publish_room() override { session_.on_drained(); }

    BroadcastGroup& group_;
    Session& session_;
};

}  // namespace potok::echo
