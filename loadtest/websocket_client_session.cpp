#include "loadtest/websocket_client_session.hpp"

#include <utility>

namespace potok::loadtest {
namespace {

// RFC 6455 §5.2: the opcodes from 8 on are those of control frames, which are no message's.
bool begins_message(std::byte first) noexcept {
    return (first & std::byte{0x08}) == std::byte{0};
}

}  // namespace

void WebSocketClientSession::on_accepted(const UpgradeAnswer& answer) {
    if (!answer.deflate) return;
    link_.compress_by(compression_, *answer.deflate);
    client_.on_compression();
}

void WebSocketClientSession::on_open(Stream& stream) {
    link_.open(stream);
    ClientSession::on_open(stream);
}

Consumed WebSocketClientSession::on_data(MutableBytes data) {
    const Consumed consumed = link_.feed(data, *this);
    in_frame_header_ = consumed.bytes < data.size() && begins_message(data[consumed.bytes]);
    lose_if_ended();
    return consumed;
}

// A large compressed answer has its turns.
void WebSocketClientSession::on_turn() {
    link_.go_on(*this);
    lose_if_ended();
}

// The link has ended it, and nobody said goodbye: no message of the run reads like that.
void WebSocketClientSession::lose_if_ended() {
    if (link_.is_open() || std::exchange(goodbye_said_, true)) return;
    client_.on_answer(Verification{});
    lose(link_.end_reason());
}

// The link first: what it owes stands in front of whatever is sent next.
void WebSocketClientSession::on_drained() {
    link_.go_on(*this);
    if (!lost_) ClientSession::on_drained();
}

void WebSocketClientSession::on_drain(Stream&) {
    goodbye_said_ = true;
    link_.close(close_code::kGoingAway, {}, CloseReason::drained);
}

SendStatus WebSocketClientSession::send(Bytes message) {
    const std::uint64_t deflated = compression_.counts().deflated;
    const SendStatus status = link_.send(MessageType::binary, message);
    const bool compressed = compression_.counts().deflated != deflated;
    if (compressed && status != SendStatus::rejected) client_.on_compressed_message();
    return status;
}

void WebSocketClientSession::finish() {
    goodbye_said_ = true;
    link_.close(close_code::kNormal, {}, CloseReason::finished);
}

// As in a framed session: the front of an answer may come too late, and where none is due it is
// nobody's.
std::optional<Verification> WebSocketClientSession::take_tail() {
    const bool mid_message = link_.held_bytes() != 0 || in_frame_header_;
    if (!mid_message || client_.awaits_any()) return std::nullopt;
    return Verification{};
}

bool WebSocketClientSession::on_message(MessageType type, MutableBytes payload) {
    settle(type, payload);
    return true;
}

bool WebSocketClientSession::on_message_block(MessageType type, const BlockRef& block) {
    settle(type, block->bytes().subspan(kMessageHeadroom));
    return true;
}

CloseReason WebSocketClientSession::on_peer_close(std::uint16_t code, Bytes reason) {
    goodbye_said_ = true;
    client_.on_peer_close(code, reason);
    lose(CloseReason::ended_by_peer);
    return CloseReason::ended_by_peer;
}

void WebSocketClientSession::lose(CloseReason reason) {
    if (!std::exchange(lost_, true)) ClientSession::on_close(reason);
}

// A text is none of our messages, whatever it says.
void WebSocketClientSession::settle(MessageType type, Bytes payload) {
    client_.on_answer(type == MessageType::binary
                          ? identify(payloads_, client_.expectation(), payload)
                          : Verification{});
}

}  // namespace potok::loadtest
