// EchoService: what one listener of potok-echo serves: its protocol, its limits, its broadcast
// group.
//
// A ws:// listener answers plain HTTP too, and every WebSocket begins as such a request.
//
// Immutable once it listens; its sessions are made on the loops' threads.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "protocol/length_prefixed.hpp"
#include "protocol/line.hpp"
#include "protocol/session/endpoint_address.hpp"
#include "protocol/session/message_compression.hpp"
#include "reactor/broadcast_group.hpp"
#include "reactor/connection_limits.hpp"
#include "reactor/loop_group.hpp"
#include "reactor/session_factory.hpp"
#include "server/echo/close_log.hpp"
#include "server/echo/echo_http_service.hpp"
#include "server/echo/echo_settings.hpp"
#include "server/tls_service.hpp"

namespace potok::echo {

// What a listener is there for.
enum class EchoDuty : std::uint8_t { echo, admin };

class EchoService final : public SessionFactory {
  public:
    // The group and the log outlive the service, and the service the group's loops.
    // `tls`: for an address that speaks it; likewise.
    EchoService(const EndpointAddress& address, EchoDuty duty, const EchoSettings& settings,
                LoopGroup& loops, TlsService* tls, Log& log);

    [[nodiscard]] std::unique_ptr<Session> make_session(EventLoop& loop,
                                                        const Address& peer) override;
    void on_refused(const Address& peer, CloseReason reason) override;

    [[nodiscard]] const ConnectionLimits& limits() const noexcept { return limits_; }

  private:
    [[nodiscard]] std::unique_ptr<Session> make_plain(EventLoop& loop, const Address& peer);
    template <class Reader>
    [[nodiscard]] std::unique_ptr<Session> make(const typename Reader::Format& format,
                                                EventLoop& loop, const Address& peer);

    [[nodiscard]] std::unique_ptr<Session> make_websocket(
        EventLoop& loop, const Address& peer, const std::optional<DeflateParameters>& deflate);

    const EndpointScheme scheme_;
    TlsService* const tls_;  // none: the address speaks without
    Log& all_log_;
    const LengthPrefix length_prefix_;
    const LineFormat line_format_;
    ConnectionLimits limits_;
    std::optional<BroadcastGroup> group_;  // with --broadcast
    const CloseLog log_;
    const WebSocketSettings websocket_;
    std::vector<std::unique_ptr<MessageCompression>> compressions_;  // one a loop
    const EchoHttpService http_;
};

}  // namespace potok::echo
