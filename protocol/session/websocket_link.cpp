#include "protocol/session/websocket_link.hpp"

#include <array>
#include <cstring>
#include <utility>

#include "base/assert.hpp"

namespace potok {
namespace {

// Up to here a client's frame is masked on the stack and copied once more by the stream; a longer
// one is masked into a block, which the stream takes as it is.
constexpr std::size_t kStackFrameMax = 4 * 1024;

CloseReason close_reason_of(WebSocketFailure failure) noexcept {
    switch (failure) {
        case WebSocketFailure::message_too_big:
            return CloseReason::message_too_long;
        case WebSocketFailure::text_not_utf8:
        case WebSocketFailure::close_reason_not_utf8:
            return CloseReason::invalid_text;
        default:
            return CloseReason::protocol_error;
    }
}

Opcode opcode_of(MessageType type) noexcept {
    return type == MessageType::text ? Opcode::text : Opcode::binary;
}

// Writes the header so that it ends where the payload begins; returns its size.
std::size_t put_header_before(std::byte* payload, FrameHeader header) noexcept {
    std::array<std::byte, kFrameHeaderMax> room;
    const std::size_t size = encode_frame_header(header, room);
    std::memcpy(payload - size, room.data(), size);
    return size;
}

}  // namespace

void WebSocketLink::compress_by(MessageCompression& compression,
                                const DeflateParameters& agreed) noexcept {
    // Whoever keeps no context itself need not be told of it; the peer's would be needed here.
    ASSERT(is_client() ? agreed.server_no_context_takeover : agreed.client_no_context_takeover);
    decoder_.expect_compression();
    compression_ = &compression;
    compression_round_ = compression.turns().round();
    const std::uint8_t bits =
        is_client() ? agreed.client_max_window_bits : agreed.server_max_window_bits;
    deflate_window_bits_ = bits < kDeflaterWindowBitsMin ? 0 : bits;
}

void WebSocketLink::open(Stream& stream) {
    stream_ = &stream;
    arm_ping();
}

// ---- Sending

SendStatus WebSocketLink::send(MessageType type, Bytes payload) {
    if (!is_open()) return SendStatus::rejected;
    if (const auto status = send_deflated(type, payload)) return *status;
    return send_as_it_is(type, payload);
}

SendStatus WebSocketLink::send_as_it_is(MessageType type, Bytes payload) {
    const FrameHeader header{.opcode = opcode_of(type), .payload_bytes = payload.size()};
    if (is_client()) return send_masked(header, payload);
    std::array<std::byte, kFrameHeaderMax> room;
    const std::array<Bytes, 2> parts = {Bytes(room).first(encode_frame_header(header, room)),
                                        payload};
    return stream_->send(parts);
}

SendStatus WebSocketLink::send_masked(FrameHeader header, Bytes payload) {
    header.masked = true;
    header.key = stream_->loop().entropy().next_u32();
    if (kFrameHeaderMax + payload.size() <= kStackFrameMax) {
        std::array<std::byte, kStackFrameMax> frame;
        const std::size_t size =
            encode_frame_header(header, std::span(frame).first<kFrameHeaderMax>());
        mask_copy(frame.data() + size, payload, header.key);
        return stream_->send(Bytes(frame).first(size + payload.size()));
    }
    const BlockRef block =
        BlockRef::allocate(stream_->loop().budget(), kFrameHeaderMax + payload.size());
    if (!block) {
        stream_->abort(CloseReason::memory_budget);
        return SendStatus::rejected;
    }
    const std::size_t size = encode_frame_header(header, block->room().first<kFrameHeaderMax>());
    mask_copy(block->room().data() + size, payload, header.key);
    block->commit(size + payload.size());
    return stream_->send_shared(*block, 0);
}

// None: it is sent as it is.
std::optional<SendStatus> WebSocketLink::send_deflated(MessageType type, Bytes payload) {
    if (deflate_window_bits_ == 0) return std::nullopt;
    if (payload.size() < MessageCompression::kBytesMin) return std::nullopt;
    compression_round_ = compression_->turns().round();
    const auto deflated =
        compression_->deflate(deflate_window_bits_, payload, stream_->loop().budget());
    if (!deflated) return std::nullopt;
    FrameHeader header{
        .opcode = opcode_of(type), .compressed = true, .payload_bytes = deflated->payload.size()};
    header.masked = is_client();
    if (header.masked) {
        header.key = stream_->loop().entropy().next_u32();
        apply_mask(deflated->payload, header.key);
    }
    const std::size_t size = put_header_before(deflated->payload.data(), header);
    if (deflated->block) return stream_->send_shared(*deflated->block, kMessageHeadroom - size);
    return stream_->send(Bytes(deflated->payload.data() - size, size + deflated->payload.size()));
}

SendStatus WebSocketLink::send_in_place(MessageType type, MutableBytes payload) {
    if (is_client()) return send(type, payload);
    if (!is_open()) return SendStatus::rejected;
    if (compression_ != nullptr) {
        if (const auto status = send_deflated(type, payload)) return *status;
        // The next message would take this one's place before it is written.
        if (compression_->has_inflated(payload)) return send_as_it_is(type, payload);
    }
    return stream_->send_in_place(with_header(type, payload));
}

SendStatus WebSocketLink::send_block(MessageType type, const BlockRef& block) {
    if (!is_open()) return SendStatus::rejected;
    const Bytes payload = block->bytes().subspan(kMessageHeadroom);
    if (const auto status = send_deflated(type, payload)) return *status;
    if (is_client()) return send_as_it_is(type, payload);
    return stream_->send_shared(*block, put_header(type, *block));
}

std::size_t WebSocketLink::put_header(MessageType type, SharedBlock& block) noexcept {
    ASSERT(block.size() >= kMessageHeadroom);
    const FrameHeader header{.opcode = opcode_of(type),
                             .payload_bytes = block.size() - kMessageHeadroom};
    return kMessageHeadroom -
           put_header_before(block.mutable_bytes().data() + kMessageHeadroom, header);
}

Bytes WebSocketLink::with_header(MessageType type, MutableBytes payload, bool compressed) noexcept {
    const FrameHeader header{
        .opcode = opcode_of(type), .compressed = compressed, .payload_bytes = payload.size()};
    const std::size_t size = put_header_before(payload.data(), header);
    return {payload.data() - size, size + payload.size()};
}

// False: there is no room; it is kept, and reading stops until it has left.
bool WebSocketLink::send_control(Opcode opcode, Bytes payload) {
    ASSERT(!kept_);
    std::array<std::byte, kFrameHeaderMax + kControlPayloadMax> frame;
    FrameHeader header{.opcode = opcode, .payload_bytes = payload.size()};
    header.masked = is_client();
    if (header.masked) header.key = stream_->loop().entropy().next_u32();
    const std::size_t size = encode_frame_header(header, std::span(frame).first<kFrameHeaderMax>());
    mask_copy(frame.data() + size, payload, header.key);
    const Bytes whole = Bytes(frame).first(size + payload.size());
    if (stream_->send(whole) != SendStatus::rejected || !stream_->is_open()) return true;
    kept_ = BlockRef::copy_of(stream_->loop().budget(), whole);
    if (!kept_) {
        stream_->abort(CloseReason::memory_budget);
        return true;
    }
    set(kHeldUp);
    return false;
}

bool WebSocketLink::send_kept() {
    if (stream_->send_shared(*kept_, 0) == SendStatus::rejected && stream_->is_open()) return false;
    kept_ = {};
    if (has(kFinishDue)) end_stream();
    return true;
}

// ---- What came

bool WebSocketLink::assemble(const WebSocketDecoder::Event& event) noexcept {
    const std::uint64_t missing = event.last ? 0 : decoder_.message_missing_max();
    const bool taken = append_message(assembly_, event.bytes, missing);
    if (!taken) abort(CloseReason::memory_budget);
    return taken;
}

bool WebSocketLink::keep(MessageType type, Bytes message) noexcept {
    if (!append_message(assembly_, message, 0)) {
        abort(CloseReason::memory_budget);
        return false;
    }
    kept_type_ = type;
    set(kKeptMessage);
    set(kHeldUp);
    return true;
}

// What a compressed message stands for, until the compression is asked again. None: it is not whole
// yet, or has failed, or takes long (kInflating).
std::optional<MutableBytes> WebSocketLink::inflate(const WebSocketDecoder::Event& event) {
    using Kind = InflatedMessage::Kind;
    const bool in_pieces = !event.first || !event.last;
    if (in_pieces && (!assemble(event) || !event.last)) return std::nullopt;
    const Bytes compressed =
        in_pieces ? Bytes(assembly_.block()->bytes().subspan(kMessageHeadroom)) : event.bytes;
    compression_round_ = compression_->turns().round();
    const auto inflated = compression_->inflate(event.type, compressed, settings().max_message);
    switch (inflated.kind) {
        case Kind::large:
            if (in_pieces || append_message(assembly_, compressed, 0)) {
                set(kInflating);
            } else {
                abort(CloseReason::memory_budget);
            }
            return std::nullopt;
        case Kind::failed:
            fail(inflated.failure);
            return std::nullopt;
        case Kind::no_memory:
            abort(CloseReason::memory_budget);
            return std::nullopt;
        case Kind::in_room:
        case Kind::in_block:
        case Kind::unfinished:
            break;
    }
    assembly_.clear();
    return inflated.bytes;
}

// True: that is over; what came out is kept, or it has failed.
bool WebSocketLink::inflate_large() {
    using Kind = InflatedMessage::Kind;
    const auto inflated = compression_->inflate_large(
        {.owner = this, .type = kept_type_, .message_max = settings().max_message}, iteration(),
        assembly_);
    switch (inflated.kind) {
        case Kind::unfinished:
            stream_->request_turn();
            return false;
        case Kind::failed:
            fail(inflated.failure);
            break;
        case Kind::no_memory:
            abort(CloseReason::memory_budget);
            break;
        case Kind::in_block:
        case Kind::in_room:
        case Kind::large:
            clear(kInflating);
            set(kKeptMessage);
            break;
    }
    return true;
}

void WebSocketLink::give_up_inflating() noexcept {
    if (!has(kInflating)) return;
    clear(kInflating);
    compression_->give_up(this);
}

void WebSocketLink::drop_message() noexcept {
    clear(kKeptMessage);
    give_up_inflating();
    assembly_.clear();
}

// After our close frame nothing more is to be said (§5.5.1), an answer to a ping neither.
bool WebSocketLink::answer_ping(Bytes payload) {
    return !is_open() || send_control(Opcode::pong, payload);
}

MutableBytes WebSocketLink::receive_target() noexcept {
    if (has(kKeptMessage) || has(kInflating)) return {};
    return assembly_.room(decoder_.missing_bytes_max());
}

std::size_t WebSocketLink::held_bytes() const noexcept {
    const std::size_t inflating = has(kInflating) ? compression_->held_bytes_of(this) : 0;
    return assembly_.held_bytes() + (kept_ ? kept_->capacity() : 0) + inflating;
}

void WebSocketLink::pause_reading() {
    set(kAppPaused);
    stream_->pause_reading();
}

void WebSocketLink::resume_reading() {
    clear(kAppPaused);
    if (!has(kHeldUp)) stream_->resume_reading();
}

// ---- Closing (RFC 6455 §7)

void WebSocketLink::close(std::uint16_t code, std::string_view reason, CloseReason why) {
    if (!is_open()) return;
    state_ = State::closing;
    why_ = why;
    send_close(code, bytes_of(reason));
    stream_->set_alarm(settings().close_timeout);
}

// The frame, now or behind the control frame that is still kept.
void WebSocketLink::send_close(std::uint16_t code, Bytes reason) {
    std::array<std::byte, kCloseBodyMax> body;
    const std::size_t size = encode_close_body(code, reason, body);
    if (kept_) kept_ = {};  // a pong: the close says more
    static_cast<void>(send_control(Opcode::close, Bytes(body).first(size)));
}

// The peer's close frame: our answer repeats its code, unless ours came first.
void WebSocketLink::answer_close(std::uint16_t code, CloseReason why) {
    if (has(kHandedOver)) return;
    if (is_open()) {
        why_ = why;
        send_close(code, {});
    }
    enter_closed();
    if (kept_) return set(kFinishDue);
    end_stream();
}

void WebSocketLink::fail(WebSocketFailure failure) {
    if (is_open()) {
        why_ = close_reason_of(failure);
        send_close(close_code_of(failure), {});
    }
    enter_closed();
    finish_behind_close();
}

void WebSocketLink::abort(CloseReason why) {
    enter_closed();
    stream_->abort(why);
}

void WebSocketLink::hand_over(std::unique_ptr<Session> successor) {
    set(kHandedOver);
    kept_ = {};
    enter_closed();
    stream_->resume_reading();  // what paused it, the successor knows nothing of
    stream_->hand_over(std::move(successor));
}

void WebSocketLink::enter_closed() noexcept {
    state_ = State::closed;
    drop_message();
}

// The server ends the connection first, and has the wait for stray packets (§7.1.1).
void WebSocketLink::end_stream() {
    clear(kFinishDue);
    if (!is_client() || has(kEndSeen)) return stream_->finish(why_);
    stream_->set_alarm(settings().close_timeout);
}

// The peer's end without a close frame (1006), or the one that a client waited for.
void WebSocketLink::end() {
    if (state_ == State::open) {
        why_ = decoder_.between_messages() ? CloseReason::ended_by_peer
                                           : CloseReason::truncated_message;
    }
    enter_closed();
    set(kEndSeen);
    finish_behind_close();
}

// Our end, without waiting for the peer's close frame. Ours goes first, though there is no room
// yet.
void WebSocketLink::finish_behind_close() {
    if (kept_) return set(kFinishDue);
    stream_->finish(why_);
}

// ---- Pings, and whatever else takes time

void WebSocketLink::arm_ping() {
    const WebSocketSettings& given = settings();
    if (given.ping_interval == Duration::zero()) return;
    // The interval less the wait that is over, give or take a fifth of it.
    const Duration fifth = given.ping_interval / 5;
    const auto spread = static_cast<std::uint64_t>(2 * fifth.count() + 1);
    const auto jitter = Duration(stream_->loop().entropy().next_u64() % spread) - fifth;
    stream_->set_alarm(given.ping_interval - given.pong_wait() + jitter);
}

void WebSocketLink::alarm() {
    if (has(kFinishDue)) return;  // its reading of what is queued is watched
    if (state_ != State::open) return finish_behind_close();  // the peer took too long to end
    const bool paused = has(kHeldUp) || has(kAppPaused);
    const bool answered = has(kHeard) || paused;  // paused, we would not have heard
    if (!has(kPinged) || !answered) return ping();
    clear(kPinged);
    missed_pongs_ = 0;
    arm_ping();
}

// Any byte of the peer shows that it is there: its pong may stand behind a message of minutes.
void WebSocketLink::ping() {
    const bool unanswered = has(kPinged);
    if (unanswered && ++missed_pongs_ == WebSocketSettings::kMissedPongsMax) {
        why_ = CloseReason::ping_timeout;
        send_close(close_code::kInternalError, bytes_of("no answer to pings"));
        enter_closed();
        return finish_behind_close();
    }
    // Who has not yet read what waits for it would not see the ping: its progress is watched.
    if (kept_ || stream_->queued_bytes() != 0) return arm_ping();
    set(kPinged);
    clear(kHeard);
    static_cast<void>(send_control(Opcode::ping, {}));
    stream_->set_alarm(settings().pong_wait());
}

}  // namespace potok
