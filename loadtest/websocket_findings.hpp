// WebSocketFindings: what servers, and a proxy on the way, said when they did not open a WebSocket,
// or closed it: how often, and to whom first; how many agreed to compress messages; and how
// many messages were.
//
// ConnectionLosses counts every lost connection by our own word for it; this has the server's. The
// words are a stranger's, so the kinds are bounded: what is over the bound stands in the losses
// only. Loop thread only until merged.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "protocol/session/proxy_tunnel.hpp"
#include "protocol/session/websocket_opening.hpp"
#include "reactor/clock.hpp"

namespace potok::loadtest {

using Refusal = std::variant<OpeningFailure, TunnelFailure>;

class WebSocketFindings {
  public:
    static constexpr std::size_t kKindsMax = 32;  // of either

    struct Refused {
        Refusal failure;
        std::uint64_t count = 0;
        std::uint32_t connection = 0;  // the one with the lowest number
        friend bool operator==(const Refused&, const Refused&) = default;
    };

    struct PeerClose {
        std::uint16_t code = 0;  // 1005: the frame had none
        std::uint64_t count = 0;
        // Of the first.
        std::uint32_t connection = 0;
        Duration since_start{};
        std::string reason{};  // UTF-8, as the server wrote it, at most 123 bytes
        friend bool operator==(const PeerClose&, const PeerClose&) = default;
    };

    void note_refusal(std::uint32_t connection, const Refusal& failure);
    void note_peer_close(std::uint32_t connection, Duration since_start, std::uint16_t code,
                         Bytes reason);
    // A server agreed to compress messages.
    void note_compression() noexcept { ++compressing_; }
    // Messages that went, and came, compressed.
    void note_compressed_sent() noexcept { ++compressed_sent_; }
    void note_compressed_received(std::uint64_t count) noexcept { compressed_received_ += count; }
    void merge(const WebSocketFindings& other);

    [[nodiscard]] const std::vector<Refused>& refusals() const noexcept { return refusals_; }
    [[nodiscard]] const std::vector<PeerClose>& peer_closes() const noexcept {
        return peer_closes_;
    }

    [[nodiscard]] std::uint64_t compressing() const noexcept { return compressing_; }
    [[nodiscard]] std::uint64_t compressed_sent() const noexcept { return compressed_sent_; }
    [[nodiscard]] std::uint64_t compressed_received() const noexcept {
        return compressed_received_;
    }

  private:
    void add(const Refused& refused);
    void add(const PeerClose& close);

    std::vector<Refused> refusals_;
    std::vector<PeerClose> peer_closes_;
    std::uint64_t compressing_ = 0;
    std::uint64_t compressed_sent_ = 0;
    std::uint64_t compressed_received_ = 0;
};

}  // namespace potok::loadtest
