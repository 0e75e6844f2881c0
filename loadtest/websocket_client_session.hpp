// WebSocketClientSession: answers out of a WebSocket, to the Client they belong to.
//
// A message is sent, and expected, as one binary message. It observes its own
// opening, and a proxy's tunnel, so that whoever refuses is heard by the client it refused. A
// connection is lost when its last message is out of the question: the closing handshake may take
// seconds longer, and would be time in which it counts as held. Loop thread only.
#pragma once

#include "loadtest/client_session.hpp"
#include "protocol/session/proxy_tunnel.hpp"
#include "protocol/session/websocket_link.hpp"
#include "protocol/session/websocket_opening.hpp"

namespace potok::loadtest {

class WebSocketClientSession final : public ClientSession,
                                     public WebSocketOpening::Observer,
                                     public ProxyTunnel::Observer {
  public:
    // All that is referred to outlives the session.
    WebSocketClientSession(Client& client, const PayloadScheme& payloads,
                           const WebSocketSettings& settings, MessageCompression& compression,
                           MemoryBudget& budget) noexcept
        : ClientSession(client),
          payloads_(payloads),
          compression_(compression),
          link_(settings, budget) {}

    void on_open(Stream& stream) override;
    [[nodiscard]] Consumed on_data(MutableBytes data) override;
    void on_end() override { link_.end(); }
    void on_alarm() override { link_.alarm(); }
    void on_drained() override;
    void on_turn() override;
    void on_drain(Stream&) override;
    void on_close(CloseReason reason) override { lose(reason); }
    [[nodiscard]] MutableBytes receive_target() override { return link_.receive_target(); }
    [[nodiscard]] std::size_t held_bytes() const noexcept override { return link_.held_bytes(); }

    // As the client's port.
    [[nodiscard]] SendStatus send(Bytes message) override;
    void finish() override;
    [[nodiscard]] std::optional<Verification> take_tail() override;

    // As the observer of the opening, and of the tunnel.
    void on_accepted(const UpgradeAnswer& answer) override;
    void on_refused(const OpeningFailure& failure) override { client_.on_refused(failure); }
    void on_tunnel_refused(const TunnelFailure& failure) override { client_.on_refused(failure); }

    // As the link's sink.
    bool on_message(MessageType type, MutableBytes payload);
    bool on_message_block(MessageType type, const BlockRef& block);
    CloseReason on_peer_close(std::uint16_t code, Bytes reason);

  private:
    void settle(MessageType type, Bytes payload);
    void lose(CloseReason reason);
    void lose_if_ended();

    const PayloadScheme& payloads_;
    MessageCompression& compression_;  // the loop's
    WebSocketLink link_;
    bool goodbye_said_ = false;     // by either side, in a close frame
    bool in_frame_header_ = false;  // the input ended within that of a message
    bool lost_ = false;             // the client knows
};

}  // namespace potok::loadtest
