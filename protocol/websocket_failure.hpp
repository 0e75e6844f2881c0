// WebSocketFailure: why a WebSocket connection is failed (RFC 6455 §7.1.7), one name per rule
// broken, and the close code that tells the peer (§7.4.1).
#pragma once

#include <cstdint>

namespace potok {

enum class WebSocketFailure : std::uint8_t {
    reserved_bits,            // §5.2: RSV1-3 without an extension that gives them a meaning
    reserved_opcode,          // §5.2: 3-7, 11-15
    control_fragmented,       // §5.5: a control frame without FIN
    continuation_of_nothing,  // §5.4: a continuation where no message is open
    message_inside_message,   // §5.4: text or binary before the open message has ended
    mask_missing,             // §5.1: a client's frames are masked
    mask_unexpected,          // §5.1: a server's are not
    control_too_long,         // §5.5: more than 125 bytes
    length_not_minimal,       // §5.2: a shorter form of the length would have done
    length_too_large,         // §5.2: the length's most significant bit is set
    message_too_big,          // §10.4: over our maximum
    text_not_utf8,            // §8.1
    close_body_one_byte,      // §5.5.1: a body has a code of two bytes at least
    close_code_invalid,       // §7.4: a code that no frame may carry
    close_reason_not_utf8,    // §5.5.1
    deflate_damaged,          // RFC 7692 §7.2.2: a compressed message that cannot be inflated
};

inline constexpr int kWebSocketFailures = 16;

// 1002, 1007 or 1009.
[[nodiscard]] std::uint16_t close_code_of(WebSocketFailure failure) noexcept;

// The enumerator's name, for logs and tests.
[[nodiscard]] const char* name_of(WebSocketFailure failure) noexcept;

}  // namespace potok
