// The close frame's body (RFC 6455 §5.5.1): nothing, or a code and a reason in UTF-8.
//
// Codes are numbers, not an enum: 3000 to 4999 belong to libraries and applications. Some numbers
// only ever stand for what happened to a connection and are never in a frame; those are refused
// both ways. Which of the two ends may use a code (1010 is a client's, 1011 a server's) is not
// checked: §7.4.1 describes it and forbids nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.hpp"
#include "protocol/websocket_failure.hpp"

namespace potok {

namespace close_code {

inline constexpr std::uint16_t kNormal = 1000;
inline constexpr std::uint16_t kGoingAway = 1001;
inline constexpr std::uint16_t kProtocolError = 1002;
inline constexpr std::uint16_t kUnsupportedData = 1003;
inline constexpr std::uint16_t kNoStatus = 1005;  // never sent: the frame had no body
inline constexpr std::uint16_t kAbnormal = 1006;  // never sent: there was no frame
inline constexpr std::uint16_t kInvalidPayload = 1007;
inline constexpr std::uint16_t kPolicyViolation = 1008;
inline constexpr std::uint16_t kTooBig = 1009;
inline constexpr std::uint16_t kMandatoryExtension = 1010;
inline constexpr std::uint16_t kInternalError = 1011;
inline constexpr std::uint16_t kServiceRestart = 1012;
inline constexpr std::uint16_t kTryAgainLater = 1013;
inline constexpr std::uint16_t kBadGateway = 1014;
inline constexpr std::uint16_t kTlsHandshake = 1015;  // never sent: TLS failed

}  // namespace close_code

// Whether a close frame may carry `code`, in either direction: 1000 to 1003 and 1007 to 1014
// (§7.4.1 and the registry that §11.7 sets up), 3000 to 4999 (§7.4.2).
[[nodiscard]] bool may_be_in_close_frame(std::uint16_t code) noexcept;

inline constexpr std::size_t kCloseBodyMax = 125;  // as of every control frame
inline constexpr std::size_t kCloseReasonMax = kCloseBodyMax - 2;

struct CloseBody {
    std::uint16_t code = close_code::kNoStatus;
    std::size_t reason_at = 0;  // the reason is what follows in the body
    std::optional<WebSocketFailure> failure{};
};

// Reads a whole body. An empty one is good and has the code 1005, as §7.1.5 says.
[[nodiscard]] CloseBody read_close_body(Bytes body) noexcept;

// Writes a body at the front of `room`; returns its size. kNoStatus makes an empty body. A reason
// that is too long is cut between two code points, one that is no UTF-8 before its first bad one.
// Precondition: may_be_in_close_frame(code), or kNoStatus.
[[nodiscard]] std::size_t encode_close_body(std::uint16_t code, Bytes reason,
                                            std::span<std::byte, kCloseBodyMax> room) noexcept;

}  // namespace potok
