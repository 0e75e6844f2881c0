#include "protocol/websocket_failure.hpp"

#include "protocol/websocket_close.hpp"

namespace potok {

std::uint16_t close_code_of(WebSocketFailure failure) noexcept {
    switch (failure) {
        case WebSocketFailure::text_not_utf8:
        case WebSocketFailure::close_reason_not_utf8:
        case WebSocketFailure::deflate_damaged:
            return close_code::kInvalidPayload;
        case WebSocketFailure::message_too_big:
            return close_code::kTooBig;
        default:
            return close_code::kProtocolError;
    }
}

const char* name_of(WebSocketFailure failure) noexcept {
    switch (failure) {
        case WebSocketFailure::reserved_bits:
            return "reserved_bits";
        case WebSocketFailure::reserved_opcode:
            return "reserved_opcode";
        case WebSocketFailure::control_fragmented:
            return "control_fragmented";
        case WebSocketFailure::continuation_of_nothing:
            return "continuation_of_nothing";
        case WebSocketFailure::message_inside_message:
            return "message_inside_message";
        case WebSocketFailure::mask_missing:
            return "mask_missing";
        case WebSocketFailure::mask_unexpected:
            return "mask_unexpected";
        case WebSocketFailure::control_too_long:
            return "control_too_long";
        case WebSocketFailure::length_not_minimal:
            return "length_not_minimal";
        case WebSocketFailure::length_too_large:
            return "length_too_large";
        case WebSocketFailure::message_too_big:
            return "message_too_big";
        case WebSocketFailure::text_not_utf8:
            return "text_not_utf8";
        case WebSocketFailure::close_body_one_byte:
            return "close_body_one_byte";
        case WebSocketFailure::close_code_invalid:
            return "close_code_invalid";
        case WebSocketFailure::close_reason_not_utf8:
            return "close_reason_not_utf8";
        case WebSocketFailure::deflate_damaged:
            return "deflate_damaged";
    }
    return "";
}

}  // namespace potok
