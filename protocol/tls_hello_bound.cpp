#include "protocol/tls_hello_bound.hpp"

namespace potok {
namespace {

// RFC 8446 §5.1, §4.
constexpr std::uint8_t kRecordOfChangeCipherSpec = 20;
constexpr std::uint8_t kRecordOfHandshake = 22;
constexpr std::uint8_t kRecordHeaderBytes = 5;
constexpr std::uint8_t kClientHello = 1;
constexpr std::uint8_t kMessageHeaderBytes = 4;

}  // namespace

bool TlsHelloBound::allows(Bytes next, bool is_tls13) noexcept {
    for (const std::byte each : next) {
        if (over_) return true;
        const auto byte = std::to_integer<std::uint8_t>(each);
        if (header_bytes_ != 0 || record_left_ == 0) {
            take_record_header(byte, is_tls13);
        } else if (!take_message(byte)) {
            return false;
        }
    }
    return true;
}

void TlsHelloBound::take_record_header(std::uint8_t byte, bool is_tls13) noexcept {
    const std::uint8_t index = header_bytes_++;
    if (index == 0) {
        const bool between_messages = message_left_ == 0 && message_bytes_ == 0;
        is_handshake_ = byte == kRecordOfHandshake;
        over_ = (met_hello_ && between_messages && !is_tls13) ||
                (!is_handshake_ && byte != kRecordOfChangeCipherSpec);
    }
    if (index >= 3) record_left_ = static_cast<std::uint16_t>(record_left_ << 8U | byte);
    if (header_bytes_ == kRecordHeaderBytes) header_bytes_ = 0;
}

bool TlsHelloBound::take_message(std::uint8_t byte) noexcept {
    --record_left_;
    if (!is_handshake_) return true;
    if (message_bytes_ == 0 && message_left_ != 0) {
        --message_left_;
        return true;
    }
    const std::uint8_t index = message_bytes_++;
    if (index == 0) {
        over_ = byte != kClientHello;
        return true;
    }
    message_left_ = message_left_ << 8U | byte;
    if (message_bytes_ != kMessageHeaderBytes) return true;
    message_bytes_ = 0;
    met_hello_ = true;
    return message_left_ <= kBytesMax;
}

}  // namespace potok
