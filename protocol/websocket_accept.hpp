// Sec-WebSocket-Key and what it is answered with (RFC 6455 §1.3, §4.1, §4.2.2): the proof that a
// server understood the handshake. SHA-1 is no secret here and no defence; the RFC wants it.
// Pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace potok {

inline constexpr std::size_t kWebSocketNonceBytes = 16;
using WebSocketNonce =
    std::array<std::byte, kWebSocketNonceBytes>;  // random, new for each handshake
using WebSocketKey = std::array<char, 24>;        // base64 of a nonce
using WebSocketAccept = std::array<char, 28>;     // base64 of a SHA-1

[[nodiscard]] WebSocketKey encode_key(const WebSocketNonce& nonce) noexcept;

// Strictly base64 of exactly 16 bytes: padded, without blanks, the bits that no byte has zero.
[[nodiscard]] bool is_websocket_key(std::string_view text) noexcept;

// Precondition: is_websocket_key(key).
[[nodiscard]] WebSocketAccept accept_value(std::string_view key) noexcept;

}  // namespace potok
