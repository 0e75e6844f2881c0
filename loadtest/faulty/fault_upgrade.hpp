// FaultyUpgrade: the opening handshake of a faulty server's WebSocket, which is a good one, but for
// the connections that are to be refused: those get 503.
//
// Whatever is not a right request is answered 400. Loop thread only.
#pragma once

#include <cstdint>
#include <memory>

#include "loadtest/faulty/fault_peer.hpp"
#include "protocol/http_head_scan.hpp"
#include "protocol/session/websocket_settings.hpp"
#include "protocol/websocket_handshake.hpp"
#include "reactor/stream.hpp"

namespace potok::loadtest {

// What all WebSockets of a listener have in common. Immutable.
struct FaultyWebSocketService {
    WebSocketSettings settings{};
    HttpLimits http{};
    UpgradePolicy policy{.origins = {{"*"}}, .subprotocols = {}};
};

class FaultyUpgrade final : public Session {
  public:
    // All that is referred to outlives the session. `number`: see FaultyPeer.
    FaultyUpgrade(const FaultyWebSocketService& service, const FaultScene& scene, FaultShard& shard,
                  std::uint64_t number) noexcept;

    void on_open(Stream& stream) override;
    [[nodiscard]] Consumed on_data(MutableBytes data) override;
    void on_end() override { stream_->finish(CloseReason::ended_by_peer); }
    void on_close(CloseReason) override {}

  private:
    void answer(Bytes head);
    void refuse(std::uint16_t status);

    const FaultyWebSocketService& service_;
    const FaultScene& scene_;
    FaultShard& shard_;
    const std::uint64_t number_;
    HttpHeadScanner scanner_;
    Stream* stream_ = nullptr;
};

}  // namespace potok::loadtest
