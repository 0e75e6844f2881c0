#include "protocol/websocket_close.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "protocol/utf8.hpp"

namespace potok {

bool may_be_in_close_frame(std::uint16_t code) noexcept {
    if (code >= 3000) return code <= 4999;
    return (code >= close_code::kNormal && code <= close_code::kUnsupportedData) ||
           (code >= close_code::kInvalidPayload && code <= close_code::kBadGateway);
}

CloseBody read_close_body(Bytes body) noexcept {
    if (body.empty()) return {};
    if (body.size() == 1) return {.failure = WebSocketFailure::close_body_one_byte};
    const auto code = load<std::uint16_t>(body.data(), ByteOrder::big);
    CloseBody read{.code = code, .reason_at = 2};
    if (!may_be_in_close_frame(code)) {
        read.failure = WebSocketFailure::close_code_invalid;
    } else if (!is_utf8(body.subspan(2))) {
        read.failure = WebSocketFailure::close_reason_not_utf8;
    }
    return read;
}

std::size_t encode_close_body(std::uint16_t code, Bytes reason,
                              std::span<std::byte, kCloseBodyMax> room) noexcept {
    if (code == close_code::kNoStatus) return 0;
    ASSERT(may_be_in_close_frame(code));
    store(room.data(), code, ByteOrder::big);
    const Bytes kept = utf8_front(reason, kCloseReasonMax);
    std::copy(kept.begin(), kept.end(), room.begin() + 2);
    return 2 + kept.size();
}

}  // namespace potok
