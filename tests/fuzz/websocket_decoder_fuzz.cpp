// Whatever the role, the maximum and the bytes: in one piece, byte by byte and in the pieces asked
// for, the decoder says the same; every event is well formed, and every byte is accounted for.
//
// Settings: role in the low bit, compression in the next; then the maximum (4 bytes, big-endian).
#include "protocol/websocket.hpp"

#include "tests/fuzz/fuzz_input.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"
#include "tests/unit/protocol/websocket_subject.hpp"

namespace potok::test {
namespace {

using Event = WebSocketDecoder::Event;
using Kind = Event::Kind;

// What both sides know of each other.
struct Terms : WebSocketFormat {
    bool compression = false;
};

Terms take_terms(FuzzInput& input) {
    Terms terms;
    const std::uint8_t bits = input.take_byte();
    terms.role = (bits & 1) == 0 ? WebSocketRole::server : WebSocketRole::client;
    terms.compression = (bits & 2) != 0;
    const std::uint32_t maximum = input.take_number();
    terms.max_message = maximum == 0xFFFFFFFF ? WebSocketFormat::kMaxMessageLimit : maximum;
    return terms;
}

// What must hold of one event after another.
class EventCheck {
  public:
    explicit EventCheck(const Terms& terms) : terms_(terms) {}

    void take(const Event& event, const WebSocketDecoder& decoder) {
        switch (event.kind) {
            case Kind::need_more:
                break;
            case Kind::data:
                take_data(event);
                break;
            case Kind::ping:
            case Kind::pong:
                require(event.bytes.size() <= kControlPayloadMax, "control frames are small");
                break;
            case Kind::close:
                take_close(event);
                break;
            case Kind::failure:
                require(!decoder.between_messages(), "a failure is between no messages");
                require(may_be_in_close_frame(close_code_of(event.failure)), "it can be told");
                break;
        }
        if (event.kind != Kind::failure) {
            require(decoder.message_bytes() == message_bytes_, "the message's bytes are counted");
        }
    }

  private:
    void take_data(const Event& event) {
        require(event.first == !inside_, "first comes first, and once");
        if (event.first) {
            type_ = event.type;
            compressed_ = event.compressed;
            text_ = {};
        }
        require(event.type == type_, "a message has one type");
        require(event.compressed == compressed_, "a message is compressed, or it is not");
        require(!compressed_ || terms_.compression, "and only where that was agreed on");
        require(!event.bytes.empty() || event.first || event.last, "an event says something");
        if (type_ == MessageType::text && !compressed_)
            require(text_.accept(event.bytes), "text is UTF-8");
        require(!event.last || text_.at_boundary(), "and whole in the end");
        message_bytes_ += event.bytes.size();
        const std::uint64_t most =
            compressed_ ? compressed_max(terms_.max_message) : terms_.max_message;
        require(message_bytes_ <= most, "no message is over the maximum");
        inside_ = !event.last;
        if (event.last) message_bytes_ = 0;
    }

    static void take_close(const Event& event) {
        const bool no_status = event.code == close_code::kNoStatus;
        require(no_status || may_be_in_close_frame(event.code), "a close code is one");
        require(is_utf8(event.bytes) && event.bytes.size() <= kCloseReasonMax, "a reason is text");
        require(!no_status || event.bytes.empty(), "a reason has a code before it");
        std::array<std::byte, kCloseBodyMax> room;
        const std::size_t size = encode_close_body(event.code, event.bytes, room);
        require(size == (no_status ? 0 : 2 + event.bytes.size()), "and is written as it was");
    }

    const Terms& terms_;
    Utf8Validator text_;
    MessageType type_{};
    bool compressed_ = false;
    bool inside_ = false;
    std::uint64_t message_bytes_ = 0;
};

void check_events(const Terms& terms, Bytes bytes) {
    std::vector<std::byte> input(bytes.begin(), bytes.end());
    MutableBytes cursor(input);
    WebSocketDecoder decoder(terms);
    if (terms.compression) decoder.expect_compression();
    EventCheck events(terms);
    for (;;) {
        const std::byte* const front = cursor.data();
        const Event event = decoder.next(cursor);
        events.take(event, decoder);
        if (event.kind == Kind::failure) return require(decoder.failed(), "a failure stays");
        require(decoder.message_missing_max() <= compressed_max(terms.max_message),
                "no message outgrows the maximum");
        if (event.kind == Kind::need_more) break;
        const bool inside =
            event.bytes.data() >= front && event.bytes.data() + event.bytes.size() <= cursor.data();
        require(event.bytes.empty() || inside, "payload lies in what was consumed");
    }
    require(!decoder.closed() || cursor.empty(), "behind a close frame all is thrown away");
    require(decoder.missing_bytes_max() == 0 || cursor.empty(), "payload is never held back");
}

// A header has one way to be written, so a good one is written again as it was; and the two ways of
// unmasking what follows it agree.
void check_codec(const Terms& terms, Bytes bytes) {
    const FrameRules rules{.masked = terms.role == WebSocketRole::server,
                           .data_max = terms.max_message,
                           .compression = terms.compression};
    const FrameRead read = read_frame_header(rules, bytes);
    if (read.state != FrameRead::State::complete) return;
    std::array<std::byte, kFrameHeaderMax> room;
    const std::size_t size = encode_frame_header(read.header, room);
    const Bytes header = bytes.first(read.header_bytes);
    require(std::equal(header.begin(), header.end(), room.begin(), room.begin() + size),
            "a header is written as it was read");

    const Bytes rest = bytes.subspan(size);
    std::vector<std::byte> in_place(rest.begin(), rest.end());
    std::vector<std::byte> copied(rest.size());
    apply_mask(in_place, read.header.key);
    mask_copy(copied.data(), rest, read.header.key);
    require(in_place == copied, "a copy is masked as it is in place");
}

void check(FuzzInput input) {
    const Terms terms = take_terms(input);
    const WebSocketSubject fresh(terms, terms.compression);
    const Bytes bytes = input.rest();
    check_codec(terms, bytes);
    check_events(terms, bytes);
    const std::string whole = transcript_of(fresh, bytes);
    require(transcript_in_pieces(fresh, bytes, [] { return 1u; }) == whole,
            "byte by byte as whole");
    require(transcript_in_pieces(fresh, bytes, [&] { return input.next_piece(); }) == whole,
            "in pieces as whole");
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
