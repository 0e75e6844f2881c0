// A WebSocket's incoming side (RFC 6455 §5 to §8), of either role: a streaming decoder.
//
//   bytes → frames → pieces of messages, and control frames between them
//
// Payload is unmasked where it lies and passed on as it comes: a frame that lies whole in the input
// is one event, one that was cut anywhere is several. Text is checked as it comes, size as soon as
// a header announces it. A header and a control frame are taken only when they are whole, and are
// left as they were until then, so at most 130 bytes are ever to be given again. Nothing here
// allocates. A decoder belongs to one thread; a format is immutable while decoders refer to it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "protocol/utf8.hpp"
#include "protocol/websocket_close.hpp"
#include "protocol/websocket_failure.hpp"
#include "protocol/websocket_frame.hpp"

namespace potok {

enum class WebSocketRole : std::uint8_t { server, client };  // which side we are
enum class MessageType : std::uint8_t { text = 1, binary = 2 };

struct WebSocketFormat {
    static constexpr std::uint64_t kMaxMessageDefault = 16u << 20;
    static constexpr std::uint64_t kMaxMessageLimit = std::uint64_t{1} << 62;

    WebSocketRole role = WebSocketRole::server;
    std::uint64_t max_message = kMaxMessageDefault;  // all its fragments; at most kMaxMessageLimit

    friend bool operator==(const WebSocketFormat&, const WebSocketFormat&) = default;
};

// Each message is one or more data events, from the one marked first to the one marked last; ping,
// pong and close come where they stood, so also between those. An empty message is one empty event;
// an empty fragment in the middle of a message is none.
//
// need_more leaves an unfinished header or control frame in the cursor, to be given again in front
// of what follows; anything else is consumed. After a close frame all that comes is thrown away
// (§1.4), and need_more is all that is said.
//
// Of a compressed message the bytes are passed on as they came, marked so: neither its text nor its
// size is known before it is inflated.
//
// A failure stays. Text is passed on up to its first bad byte (a code point begun before it
// included), never marked last; then comes the failure. What the cursor then still holds may
// already be unmasked.
class WebSocketDecoder {
  public:
    using Format = WebSocketFormat;

    struct Event {
        enum class Kind : std::uint8_t { need_more, data, ping, pong, close, failure };

        Kind kind = Kind::need_more;
        MessageType type = MessageType::binary;  // data
        bool first = false;                      // data: the message begins with these bytes
        bool last = false;                       // data: and ends with them
        bool compressed = false;                 // data: they are what RFC 7692 §7.2.1 made of it
        WebSocketFailure failure{};              // failure: which
        std::uint16_t code = 0;  // close: as received; 1005 where the frame had none
        MutableBytes bytes{};    // data, ping, pong: the payload; close: the reason
    };

    // Of what need_more leaves: one byte less than the longest header and control frame.
    static constexpr std::size_t kTailMax = 2 + sizeof(MaskKey) + kControlPayloadMax - 1;
    static_assert(kTailMax >= kFrameHeaderMax - 1);

    // `format` outlives the decoder.
    explicit WebSocketDecoder(const WebSocketFormat& format) noexcept : format_(&format) {
        ASSERT(format.max_message <= WebSocketFormat::kMaxMessageLimit);
    }
    explicit WebSocketDecoder(const WebSocketFormat&&) = delete;

    // permessage-deflate was agreed on (RFC 7692): compressed messages may come. Before the first
    // byte.
    void expect_compression() noexcept {
        ASSERT(between_messages());
        compression_ = true;
    }

    // Takes the next event from the front of `cursor`.
    [[nodiscard]] Event next(MutableBytes& cursor) noexcept;

    // Whether the next byte begins a frame outside any message; false for ever after a close frame
    // or a failure.
    [[nodiscard]] bool between_messages() const noexcept {
        return state_ == State::header && !in_message_;
    }

    // From a message's first header to its last event.
    [[nodiscard]] bool in_message() const noexcept { return in_message_; }

    // A rule was broken: the failure is all that next() has still to say.
    [[nodiscard]] bool failed() const noexcept { return state_ == State::failed; }

    // Whether a close frame was received.
    [[nodiscard]] bool closed() const noexcept { return state_ == State::closed; }

    // How much of the current message was passed on; 0 outside messages.
    [[nodiscard]] std::uint64_t message_bytes() const noexcept { return message_bytes_; }

    // Payload of the current data frame still to come; 0 between frames.
    [[nodiscard]] std::uint64_t missing_bytes_max() const noexcept { return missing_; }

    // What may still come of the current message: known in its last frame, else what the maximum
    // leaves.
    [[nodiscard]] std::uint64_t message_missing_max() const noexcept {
        return fin_ ? missing_ : message_max() - message_bytes_;
    }

    [[nodiscard]] const WebSocketFormat& format() const noexcept { return *format_; }

  private:
    enum class State : std::uint8_t { header, payload, closed, failed };

    Event next_control(const FrameRead& frame, MutableBytes& cursor) noexcept;
    Event next_payload(MutableBytes& cursor) noexcept;
    Event close(MutableBytes body) noexcept;
    Event fail(WebSocketFailure failure) noexcept;
    void begin_frame(const FrameRead& frame, MutableBytes& cursor) noexcept;
    // On the wire, of the current message or the next.
    [[nodiscard]] std::uint64_t message_max() const noexcept {
        if (in_message_ && compressed_) [[unlikely]]
            return compressed_max(format_->max_message);
        return format_->max_message;
    }
    [[nodiscard]] bool masked() const noexcept { return format_->role == WebSocketRole::server; }

    const WebSocketFormat* format_;
    std::uint64_t message_bytes_ = 0;
    std::uint64_t missing_ = 0;  // message_bytes_ + missing_ <= message_max(), always
    MaskKey key_ = 0;            // for the next byte of the payload
    Utf8Validator utf8_;         // at a boundary between messages: text ends nowhere else
    State state_ = State::header;
    MessageType type_ = MessageType::binary;
    bool in_message_ = false;
    bool first_ = false;        // no event has begun the message yet
    bool fin_ = false;          // the current frame is the message's last
    bool compressed_ = false;   // the current message is, or the last one was
    bool compression_ = false;  // was agreed on
    WebSocketFailure failure_{};
};

static_assert(sizeof(WebSocketDecoder) <= 48, "it is part of every session");

}  // namespace potok
