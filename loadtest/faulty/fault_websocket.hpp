// FaultyWebSocket: a FaultyPeer on an open WebSocket: a message's frame is what is answered, late,
// swapped, damaged or cut off.
//
// The closing handshake is a good one, but where half of an answer was the last word. Loop thread
// only.
#pragma once

#include "loadtest/faulty/fault_message.hpp"
#include "loadtest/faulty/fault_peer.hpp"
#include "loadtest/faulty/fault_upgrade.hpp"
#include "protocol/session/websocket_link.hpp"
#include "reactor/event_loop.hpp"

namespace potok::loadtest {

class FaultyWebSocket final : public Session, private FaultyPeer {
  public:
    // All that is referred to outlives the session.
    FaultyWebSocket(const FaultyWebSocketService& service, EventLoop& loop, const FaultScene& scene,
                    FaultShard& shard, std::uint64_t number)
        : FaultyPeer(scene, shard, number), link_(service.settings, loop.budget()) {}

    void on_open(Stream& stream) override {
        link_.open(stream);
        open(stream);
    }
    [[nodiscard]] Consumed on_data(MutableBytes data) override { return link_.feed(data, *this); }
    void on_end() override { link_.end(); }
    void on_alarm() override { link_.alarm(); }
    void on_drained() override {
        link_.go_on(*this);
        on_stream_drained();
    }
    void on_close(CloseReason) override { close(); }

    [[nodiscard]] MutableBytes receive_target() override { return link_.receive_target(); }
    [[nodiscard]] std::size_t held_bytes() const noexcept override {
        return link_.held_bytes() + FaultyPeer::held_bytes();
    }

    // As the link's sink.
    bool on_message(MessageType type, MutableBytes payload) {
        if (!takes()) return false;
        receive({WebSocketLink::with_header(type, payload), payload});
        return true;
    }
    bool on_message_block(MessageType type, const BlockRef& block) {
        if (!takes()) return false;
        const std::size_t begin = WebSocketLink::put_header(type, *block);
        receive({block->bytes().subspan(begin), block->bytes().subspan(kMessageHeadroom)});
        return true;
    }
    CloseReason on_peer_close(std::uint16_t, Bytes) { return CloseReason::ended_by_peer; }

  private:
    void on_room() override { link_.go_on(*this); }

    // A close frame behind half of an answer would be taken for the rest of it.
    void end_stream(CloseReason reason) override {
        if (reason == CloseReason::truncated_message) return FaultyPeer::end_stream(reason);
        link_.close(close_code::kGoingAway, "as planned", reason);
    }

    WebSocketLink link_;
};

}  // namespace potok::loadtest
