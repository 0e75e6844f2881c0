// Where the messages of a WebSocket of potok-echo go: back to the sender, or to everyone.
//
// echo() says no where there is no room now; the session then hears by its on_drained().
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "protocol/session/websocket_link.hpp"
#include "reactor/broadcast_group.hpp"
#include "reactor/event_loop.hpp"

namespace potok::echo {

// What a WebSocket's messages may be compressed by, and what its peer has agreed to.
struct EchoCompression {
    MessageCompression& of_loop;
    std::optional<DeflateParameters> agreed;  // none: no compression
};

// Back to the sender, from where it lies.
class WebSocketEcho {
  public:
    WebSocketEcho(BroadcastGroup*, const EchoCompression&, Session&) noexcept {}

    void open(Stream&) noexcept {}
    void close() noexcept {}

    bool echo(WebSocketLink& link, MessageType type, MutableBytes payload) {
        return link.send_in_place(type, payload) != SendStatus::rejected;
    }
    bool echo(WebSocketLink& link, MessageType type, const BlockRef& block) {
        return link.send_block(type, block) != SendStatus::rejected;
    }
};

// To every connection of the listener, the sender's included: one frame for all, and one more,
// compressed once, for those who have agreed to that.
class WebSocketBroadcast : private BroadcastGroup::Member {
  public:
    WebSocketBroadcast(BroadcastGroup* group, const EchoCompression& compression,
                       Session& session) noexcept
        : group_(*group),
          session_(session),
          compression_(compression.of_loop),
          form_(form_of(compression)) {}

    void open(Stream& stream) { group_.join(*this, stream, form_); }
    void close() noexcept { group_.leave(*this); }

    bool echo(WebSocketLink& link, MessageType type, MutableBytes payload) {
        return publish(link, type, payload, WebSocketLink::with_header(type, payload));
    }
    bool echo(WebSocketLink& link, MessageType type, const BlockRef& block) {
        const std::size_t from = WebSocketLink::put_header(type, *block);
        return publish(link, type, block->bytes().subspan(kMessageHeadroom),
                       block->bytes().subspan(from));
    }

  private:
    // Whoever has a smaller window than the shared frame is compressed with is sent it as it is.
    static BroadcastGroup::Form form_of(const EchoCompression& compression) noexcept {
        const bool packed =
            compression.agreed && compression.agreed->server_max_window_bits == kWindowBitsMax;
        return packed ? BroadcastGroup::Form::packed : BroadcastGroup::Form::plain;
    }

    bool publish(WebSocketLink& link, MessageType type, Bytes payload, Bytes frame) {
        // Who publishes much has the compressors of others work: without time for that all are
        // sent it as it is.
        const std::uint64_t iteration =
            std::as_const(link.stream().loop()).counters().iterations.value();
        const bool packs = group_.wants_packed() && compression_.turns().has_time(iteration);
        if (!packs) return group_.publish(*this, frame);
        if (!group_.may_publish(*this)) return false;  // before it is compressed
        const auto deflated =
            compression_.deflate(kWindowBitsMax, payload, link.stream().loop().budget());
        if (!deflated) return group_.publish(*this, frame);
        return group_.publish(*this,
                              {frame, WebSocketLink::with_header(type, deflated->payload, true)});
    }

    void on_publish_room() override { session_.on_drained(); }

    BroadcastGroup& group_;
    Session& session_;
    MessageCompression& compression_;
    const BroadcastGroup::Form form_;
};

}  // namespace potok::echo
