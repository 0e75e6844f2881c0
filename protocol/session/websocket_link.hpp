// WebSocketLink: an open WebSocket on a stream, of either role: all of RFC 6455 but what is done
// with the messages. A Session owns one, by value.
//
//   a message whole in the input            → the sink gets it where it lies, unmasked
//   one that came in pieces, or fragments   → assembled in a block; the sink gets it when complete
//   a compressed one                        → inflated, and then as one of the two; what takes
//                                             long for that waits for its turns
//   ping → pong;  close → close, then the end;  a broken rule → close with its code, then the end
//
// clang-format off
//            close()                    the peer's close frame
//   open ───────────────► closing ──────────────────────────────► closed ──► the stream's end
//     └──────── the peer's close frame, or a broken rule ────────────▲
// clang-format on
//
// Everything is answered in the order in which it came: while the sink refuses a message, or there
// is no room for a pong, nothing behind it is looked at, and the peer feels the back-pressure. What
// is refused is kept and offered again. The app ends a link by close() or abort(), not its stream.
//
//   Consumed on_data(MutableBytes data) override { return link_.feed(data, *this); }
//   void on_drained() override { link_.go_on(*this); }
//   void on_turn() override { link_.go_on(*this); }
//   void on_end() override { link_.end(); }
//   void on_alarm() override { link_.alarm(); }
//   void on_drain(Stream&) override { link_.close(1001, {}, CloseReason::drained); }
//
// Loop thread only.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "base/bytes.hpp"
#include "protocol/session/frame_assembly.hpp"
#include "protocol/session/message_compression.hpp"
#include "protocol/session/websocket_settings.hpp"
#include "protocol/websocket.hpp"
#include "reactor/close_reason.hpp"
#include "reactor/event_loop.hpp"
#include "reactor/shared_block.hpp"
#include "reactor/stream.hpp"

namespace potok {

// Takes messages in the order they came.
//
//   on_message(type, payload): one that is not in a block: it may be changed where it lies until
//   the call returns; in a server at least the size of its reply's header is free in front of it
//   (send_in_place()).
//   on_message_block(type, block): one in a block of its own, behind kMessageHeadroom free bytes.
//   on_peer_close(code, reason): the peer's close frame, once; 1005 where it had no code. What it
//   returns is why the connection ended, where the peer was first to say so.
//
// False: not now, nothing was taken; the same message comes again, by on_message_block().
template <class T>
concept WebSocketSink = requires(T& sink, MessageType type, MutableBytes payload,
                                 const BlockRef& block, std::uint16_t code, Bytes reason) {
    { sink.on_message(type, payload) } -> std::same_as<bool>;
    { sink.on_message_block(type, block) } -> std::same_as<bool>;
    { sink.on_peer_close(code, reason) } -> std::same_as<CloseReason>;
};

// Such a sink also gets messages that are larger than memory wants: on_piece(type, bytes, first,
// last) for every piece as it comes, in place of the two above; a compressed message is one piece.
// It cannot refuse one; it pauses.
template <class T>
concept WebSocketPieceSink = requires(T& sink, MessageType type, MutableBytes bytes, bool first,
                                      bool last) {
    sink.on_piece(type, bytes, first, last);
};

class WebSocketLink {
  public:
    // All three outlive the link.
    WebSocketLink(const WebSocketSettings& settings, MemoryBudget& budget) noexcept
        : decoder_(settings), assembly_(budget) {}
    ~WebSocketLink() { give_up_inflating(); }
    WebSocketLink(const WebSocketLink&) = delete;
    WebSocketLink& operator=(const WebSocketLink&) = delete;

    // permessage-deflate was agreed on. Before open(); `compression` is the loop's, outlives the
    // link.
    void compress_by(MessageCompression& compression, const DeflateParameters& agreed) noexcept;

    // The handshake is over. Pings begin.
    void open(Stream& stream);

    // ---- From the session's callbacks

    template <class Sink>
    [[nodiscard]] Consumed feed(MutableBytes data, Sink& sink);
    // on_drained(), on_turn(), and when the sink takes messages again.
    template <class Sink>
    void go_on(Sink& sink);
    void end();
    void alarm();
    [[nodiscard]] MutableBytes receive_target() noexcept;
    [[nodiscard]] std::size_t held_bytes() const noexcept;

    // ---- For the app

    // Messages can be sent: neither side has said that it closes.
    [[nodiscard]] bool is_open() const noexcept { return state_ == State::open; }
    [[nodiscard]] Stream& stream() noexcept { return *stream_; }
    // What on_close() will say, unless something worse comes first. Precondition: not open.
    [[nodiscard]] CloseReason end_reason() const noexcept { return why_; }

    // One message in one frame; taken whole or, rejected, not at all. Text is UTF-8: the sender
    // answers for it. It is compressed where that was agreed on and makes it smaller.
    [[nodiscard]] SendStatus send(MessageType type, Bytes payload);

    // The same for what on_message() has just been given, without a copy. Precondition: inside it.
    [[nodiscard]] SendStatus send_in_place(MessageType type, MutableBytes payload);

    // The same for what on_message_block() was given, or a block made like it: nothing else refers
    // to it.
    [[nodiscard]] SendStatus send_block(MessageType type, const BlockRef& block);

    // Begins the closing handshake; nothing can be sent from here on. `why` is told by on_close()
    // when it is over. Nothing where the link closes already. Precondition of the code: it may be
    // in a close frame, or is kNoStatus.
    void close(std::uint16_t code, std::string_view reason, CloseReason why);

    // Drops everything at once, without a close frame.
    void abort(CloseReason why);

    // The stream is `successor`'s from here on, and so is what came behind the frame that the sink
    // was told of. For another protocol's or another app's session between two messages.
    void hand_over(std::unique_ptr<Session> successor);

    // Reading, as in Stream. What the link itself waits for stays: use these, not the stream's.
    void pause_reading();
    void resume_reading();

    // A server's frame for many: the header goes in front of the payload, in the headroom; the
    // frame is all bytes from the offset returned.
    [[nodiscard]] static std::size_t put_header(MessageType type, SharedBlock& block) noexcept;
    // The same in front of what on_message() was given, or what a compression has made of it; the
    // whole frame.
    [[nodiscard]] static Bytes with_header(MessageType type, MutableBytes payload,
                                           bool compressed = false) noexcept;

  private:
    enum class State : std::uint8_t { open, closing, closed };
    enum Flag : std::uint16_t {
        kHeard = 1 << 0,        // bytes came since the last ping
        kPinged = 1 << 1,       // an answer is waited for
        kKeptMessage = 1 << 2,  // assembly_ is a whole message that the sink refused
        kHeldUp = 1 << 3,       // the link itself has paused reading
        kAppPaused = 1 << 4,
        kFinishDue = 1 << 5,   // when the kept frame has left
        kHandedOver = 1 << 6,  // to another session
        kEndSeen = 1 << 7,     // the peer's
        kInflating = 1 << 8,   // assembly_ was a whole compressed message; see LargeInflation
    };
    enum class Step : std::uint8_t { next, stop };

    [[nodiscard]] const WebSocketSettings& settings() const noexcept {
        return static_cast<const WebSocketSettings&>(decoder_.format());
    }
    [[nodiscard]] bool is_client() const noexcept {
        return decoder_.format().role == WebSocketRole::client;
    }
    [[nodiscard]] bool has(Flag flag) const noexcept { return (flags_ & flag) != 0; }
    void set(Flag flag) noexcept { flags_ = static_cast<std::uint16_t>(flags_ | flag); }
    void clear(Flag flag) noexcept { flags_ = static_cast<std::uint16_t>(flags_ & ~flag); }

    template <class Sink>
    [[nodiscard]] Step take(const WebSocketDecoder::Event& event, bool header_is_here, Sink& sink);
    template <class Sink>
    [[nodiscard]] Step take_data(const WebSocketDecoder::Event& event, bool header_is_here,
                                 Sink& sink);
    template <class Sink>
    [[nodiscard]] Step take_compressed(const WebSocketDecoder::Event& event, Sink& sink);
    template <class Sink>
    [[nodiscard]] Step offer(MessageType type, MutableBytes payload, Sink& sink);
    template <class Sink>
    [[nodiscard]] Step offer_assembled(MessageType type, Sink& sink);
    template <class Sink>
    [[nodiscard]] bool retry(Sink& sink);

    [[nodiscard]] std::uint64_t iteration() const noexcept {
        return std::as_const(stream_->loop()).counters().iterations.value();
    }
    [[nodiscard]] bool may_work() noexcept {
        return compression_ == nullptr ||
               compression_->turns().admits(iteration(), compression_round_);
    }
    [[nodiscard]] std::optional<MutableBytes> inflate(const WebSocketDecoder::Event& event);
    [[nodiscard]] bool inflate_large();
    void give_up_inflating() noexcept;
    [[nodiscard]] bool assemble(const WebSocketDecoder::Event& event) noexcept;
    [[nodiscard]] bool keep(MessageType type, Bytes message) noexcept;
    void drop_message() noexcept;
    [[nodiscard]] SendStatus send_masked(FrameHeader header, Bytes payload);
    [[nodiscard]] std::optional<SendStatus> send_deflated(MessageType type, Bytes payload);
    [[nodiscard]] SendStatus send_as_it_is(MessageType type, Bytes payload);
    [[nodiscard]] bool send_control(Opcode opcode, Bytes payload);
    [[nodiscard]] bool send_kept();
    [[nodiscard]] bool answer_ping(Bytes payload);
    void answer_close(std::uint16_t code, CloseReason why);
    void send_close(std::uint16_t code, Bytes reason);
    void fail(WebSocketFailure failure);
    void enter_closed() noexcept;
    void end_stream();
    void finish_behind_close();
    void ping();
    void arm_ping();

    Stream* stream_ = nullptr;
    WebSocketDecoder decoder_;
    FrameAssembly assembly_;
    BlockRef kept_;                              // a control frame that there was no room for
    MessageCompression* compression_ = nullptr;  // where it was agreed on
    std::uint16_t flags_ = 0;
    State state_ = State::open;
    std::uint8_t missed_pongs_ = 0;
    std::uint8_t deflate_window_bits_ = 0;  // 0: what is sent is not compressed
    std::uint8_t compression_round_ = 0;    // in which there was work for this link
    MessageType kept_type_ = MessageType::binary;
    CloseReason why_ = CloseReason::finished;
};

static_assert(sizeof(WebSocketLink) <= 96, "a session that owns one fits in 128 bytes");

template <class Sink>
Consumed WebSocketLink::feed(MutableBytes data, Sink& sink) {
    set(kHeard);
    MutableBytes rest = data;
    const auto consumed = [&](Consumed::Next next) {
        return Consumed{data.size() - rest.size(), next};
    };
    // What is compressed waits for its turn: a few bytes may ask for much work.
    if (!may_work()) return consumed(Consumed::Next::later);
    Step step = retry(sink) ? Step::next : Step::stop;
    for (;;) {
        if (has(kHandedOver)) return consumed(Consumed::Next::more);
        if (state_ == State::closed) return {data.size(), Consumed::Next::more};
        const bool waits = has(kAppPaused) && !decoder_.failed();  // a pause is for bytes
        if (step == Step::stop || waits) return consumed(Consumed::Next::paused);
        const bool too_long = compression_ != nullptr && !compression_->turns().has_time();
        if (too_long && !rest.empty()) return consumed(Consumed::Next::later);
        const std::byte* const start = rest.data();
        const WebSocketDecoder::Event event = decoder_.next(rest);
        if (event.kind == WebSocketDecoder::Event::Kind::need_more) break;
        const bool header_is_here = event.bytes.data() != start;
        step = take(event, header_is_here, sink);
    }
    return consumed(Consumed::Next::more);
}

template <class Sink>
auto WebSocketLink::take(const WebSocketDecoder::Event& event, bool header_is_here, Sink& sink)
    -> Step {
    using Kind = WebSocketDecoder::Event::Kind;
    switch (event.kind) {
        case Kind::data:
            return take_data(event, header_is_here, sink);
        case Kind::ping:
            return answer_ping(event.bytes) ? Step::next : Step::stop;
        case Kind::close:
            answer_close(event.code, sink.on_peer_close(event.code, event.bytes));
            return Step::next;
        case Kind::failure:
            fail(event.failure);
            return Step::next;
        case Kind::pong:
        case Kind::need_more:
            break;
    }
    return Step::next;
}

template <class Sink>
auto WebSocketLink::take_data(const WebSocketDecoder::Event& event, bool header_is_here, Sink& sink)
    -> Step {
    if (event.compressed) return take_compressed(event, sink);
    if constexpr (WebSocketPieceSink<Sink>) {
        sink.on_piece(event.type, event.bytes, event.first, event.last);
        return Step::next;
    } else {
        // A header that came earlier leaves no room for one in front of the payload.
        if (event.first && event.last && header_is_here)
            return offer(event.type, event.bytes, sink);
        if (!assemble(event) || !event.last) return Step::next;
        return offer_assembled(event.type, sink);
    }
}

template <class Sink>
auto WebSocketLink::take_compressed(const WebSocketDecoder::Event& event, Sink& sink) -> Step {
    kept_type_ = event.type;
    if (const std::optional<MutableBytes> message = inflate(event)) {
        if constexpr (WebSocketPieceSink<Sink>) {
            sink.on_piece(event.type, *message, true, true);
            return Step::next;
        } else {
            return offer(event.type, *message, sink);
        }
    }
    return retry(sink) ? Step::next : Step::stop;
}

// A message that will be gone from where it lies: kept in a block if the sink refuses it.
template <class Sink>
auto WebSocketLink::offer(MessageType type, MutableBytes payload, Sink& sink) -> Step {
    if (sink.on_message(type, payload)) return Step::next;
    return keep(type, payload) ? Step::stop : Step::next;
}

template <class Sink>
auto WebSocketLink::offer_assembled(MessageType type, Sink& sink) -> Step {
    kept_type_ = type;
    set(kKeptMessage);
    return retry(sink) ? Step::next : Step::stop;
}

// Offers again what was refused. True: nothing is kept any more.
template <class Sink>
bool WebSocketLink::retry(Sink& sink) {
    if (kept_ && !send_kept()) {
        set(kHeldUp);
        return false;
    }
    if (has(kInflating) && !inflate_large()) {
        set(kHeldUp);
        return false;
    }
    if (has(kKeptMessage)) {
        const BlockRef block = assembly_.block();  // stays, whatever the sink does
        if constexpr (WebSocketPieceSink<Sink>) {
            drop_message();
            sink.on_piece(kept_type_, block->mutable_bytes().subspan(kMessageHeadroom), true, true);
        } else {
            if (!sink.on_message_block(kept_type_, block) && state_ != State::closed) {
                set(kHeldUp);
                return false;
            }
            drop_message();
        }
    }
    return true;
}

template <class Sink>
void WebSocketLink::go_on(Sink& sink) {
    if (!retry(sink)) return;
    if (kept_ || !has(kHeldUp) || has(kHandedOver)) return;
    clear(kHeldUp);
    if (!has(kAppPaused)) stream_->resume_reading();
}

}  // namespace potok
