// Whatever the format and the bytes: in one piece, byte by byte and in the pieces asked for, the
// decoder says the same, and the fast path finds what the decoder finds; a length that was read is
// the same when it is written.
//
// Settings: format (width in the low bits, then order, then counts_header), maximum (4 bytes,
// big-endian).
#include "protocol/length_prefixed.hpp"

#include "tests/fuzz/fuzz_input.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {
namespace {

LengthPrefix take_format(FuzzInput& input) {
    const unsigned bits = input.take_byte();
    LengthPrefix format;
    format.width = static_cast<PrefixWidth>((bits & 7) % 5);
    format.order = (bits & 8) != 0 ? ByteOrder::big : ByteOrder::little;
    format.counts_header = (bits & 16) != 0;
    const std::uint32_t maximum = input.take_number();
    format.max_payload = maximum == 0xFFFFFFFF ? LengthPrefix::kMaxPayloadLimit : maximum;
    return format;
}

MessageRun decoded_run(const LengthPrefix& format, Bytes in) {
    LengthPrefixedDecoder decoder(format);
    MessageRun run;
    for (Bytes cursor = in;;) {
        const auto event = decoder.next(cursor);
        using Kind = LengthPrefixedDecoder::Event::Kind;
        if (event.kind == Kind::need_more || event.kind == Kind::failure) return run;
        if (event.last) run = {in.size() - cursor.size(), run.count + 1};
    }
}

// A length that was read can be written, and is the same again.
void check_writing(const LengthPrefix& format, Bytes bytes) {
    const LengthHeader read = read_header(format, bytes);
    if (read.state != LengthHeader::State::complete) return;
    require(read.payload_bytes <= largest_payload(format), "what was read could be written");
    std::array<std::byte, kLengthHeaderMax> room;
    const std::size_t size = encode_header(format, read.payload_bytes, room);
    const LengthHeader again = read_header(format, Bytes(room).first(size));
    require(again.state == LengthHeader::State::complete && again.header_bytes == size &&
                again.payload_bytes == read.payload_bytes,
            "written anew it is the same");
}

void check(FuzzInput input) {
    const LengthPrefix format = take_format(input);
    const LengthPrefixedSubject fresh(format);
    const Bytes bytes = input.rest();
    const std::string whole = transcript_of(fresh, bytes);
    require(transcript_in_pieces(fresh, bytes, [] { return 1u; }) == whole,
            "byte by byte as whole");
    require(transcript_in_pieces(fresh, bytes, [&] { return input.next_piece(); }) == whole,
            "in pieces as whole");
    require(LengthPrefixedDecoder(format).whole_messages(bytes) == decoded_run(format, bytes),
            "the fast path finds what the decoder finds");
    check_writing(format, bytes);
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
