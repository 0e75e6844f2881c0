#include "protocol/websocket.hpp"

#include <algorithm>
#include <utility>

namespace potok {

using Event = WebSocketDecoder::Event;

Event WebSocketDecoder::next(MutableBytes& cursor) noexcept {
    for (;;) {
        if (state_ == State::payload) return next_payload(cursor);
        if (state_ == State::failed) return {.kind = Event::Kind::failure, .failure = failure_};
        if (state_ == State::closed) {
            cursor = cursor.last(0);
            return {};
        }

        const FrameRead frame = read_frame_header({.masked = masked(),
                                                   .inside_message = in_message_,
                                                   .data_max = message_max() - message_bytes_,
                                                   .compression = compression_},
                                                  cursor);
        if (frame.state == FrameRead::State::incomplete) return {};
        if (frame.state == FrameRead::State::failed) return fail(frame.failure);
        if (is_control(frame.header.opcode)) return next_control(frame, cursor);
        begin_frame(frame, cursor);
        // An empty fragment in the middle of a message is nothing to speak of.
        const bool says_nothing = missing_ == 0 && !first_ && !fin_;
        if (says_nothing) state_ = State::header;
    }
}

void WebSocketDecoder::begin_frame(const FrameRead& frame, MutableBytes& cursor) noexcept {
    cursor = cursor.subspan(frame.header_bytes);
    missing_ = frame.header.payload_bytes;
    key_ = frame.header.key;
    fin_ = frame.header.fin;
    state_ = State::payload;
    if (frame.header.opcode == Opcode::continuation) return;
    type_ = static_cast<MessageType>(frame.header.opcode);
    compressed_ = frame.header.compressed;
    in_message_ = true;
    first_ = true;
}

Event WebSocketDecoder::next_payload(MutableBytes& cursor) noexcept {
    if (cursor.empty() && missing_ != 0) return {};
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(missing_, cursor.size()));
    MutableBytes bytes = cursor.first(size);
    if (masked()) apply_mask(bytes, key_);

    bool last = fin_ && size == missing_;
    bool good = true;
    if (type_ == MessageType::text && !compressed_) {
        bytes = bytes.first(utf8_.valid_front(bytes));
        good = bytes.size() == size && !(last && !utf8_.at_boundary());
    }
    cursor = cursor.subspan(bytes.size());
    if (!good) {
        const Event failure = fail(WebSocketFailure::text_not_utf8);
        if (bytes.empty()) return failure;
        last = false;
    } else {
        state_ = size == missing_ ? State::header : State::payload;
    }
    missing_ -= bytes.size();
    key_ = rotated(key_, size);
    message_bytes_ = last ? 0 : message_bytes_ + bytes.size();
    in_message_ = !last;
    const bool first = std::exchange(first_, false);
    return {.kind = Event::Kind::data,
            .type = type_,
            .first = first,
            .last = last,
            .compressed = compressed_,
            .bytes = bytes};
}

Event WebSocketDecoder::next_control(const FrameRead& frame, MutableBytes& cursor) noexcept {
    const auto size = static_cast<std::size_t>(frame.header.payload_bytes);
    if (cursor.size() - frame.header_bytes < size) return {};
    const MutableBytes body = cursor.subspan(frame.header_bytes, size);
    if (masked()) apply_mask(body, frame.header.key);
    if (frame.header.opcode == Opcode::close) {
        const Event event = close(body);
        if (event.kind == Event::Kind::close) cursor = cursor.subspan(frame.header_bytes + size);
        return event;
    }
    cursor = cursor.subspan(frame.header_bytes + size);
    const auto kind = frame.header.opcode == Opcode::ping ? Event::Kind::ping : Event::Kind::pong;
    return {.kind = kind, .bytes = body};
}

Event WebSocketDecoder::close(MutableBytes body) noexcept {
    const CloseBody read = read_close_body(body);
    if (read.failure) return fail(*read.failure);
    state_ = State::closed;
    return {.kind = Event::Kind::close, .code = read.code, .bytes = body.subspan(read.reason_at)};
}

Event WebSocketDecoder::fail(WebSocketFailure failure) noexcept {
    state_ = State::failed;
    failure_ = failure;
    return {.kind = Event::Kind::failure, .failure = failure};
}

}  // namespace potok
