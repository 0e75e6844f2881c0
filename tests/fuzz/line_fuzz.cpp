// Whatever the maximum and the bytes: in one piece, byte by byte and in the pieces asked for, the
// decoder says the same, and the fast path finds what the decoder finds.
//
// Settings: maximum (1 byte).
#include "protocol/line.hpp"

#include "tests/fuzz/fuzz_input.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {
namespace {

MessageRun decoded_run(const LineFormat& format, Bytes in) {
    LineDecoder decoder(format);
    MessageRun run;
    for (Bytes cursor = in;;) {
        const auto event = decoder.next(cursor);
        using Kind = LineDecoder::Event::Kind;
        if (event.kind == Kind::need_more || event.kind == Kind::failure) return run;
        if (event.kind == Kind::end) run = {in.size() - cursor.size(), run.count + 1};
    }
}

void check(FuzzInput input) {
    const LineFormat format{input.take_byte()};
    const LineSubject fresh(format);
    const Bytes bytes = input.rest();
    const std::string whole = transcript_of(fresh, bytes);
    require(transcript_in_pieces(fresh, bytes, [] { return 1u; }) == whole,
            "byte by byte as whole");
    require(transcript_in_pieces(fresh, bytes, [&] { return input.next_piece(); }) == whole,
            "in pieces as whole");
    require(LineDecoder(format).whole_messages(bytes) == decoded_run(format, bytes),
            "the fast path finds what the decoder finds");
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
