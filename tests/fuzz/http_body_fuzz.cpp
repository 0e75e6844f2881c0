// However a body is framed and cut, the decoder says the same.
//
// Settings: framing (in the low bits), its length (4 bytes, big-endian).
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/fuzz/http_pieces.hpp"
#include "tests/unit/protocol/http_body_subject.hpp"

namespace potok::test {
namespace {

void check(FuzzInput input) {
    HttpFraming framing;
    framing.kind = static_cast<HttpFraming::Kind>(input.take_byte() % 4);
    framing.length = input.take_number();
    const HttpBodySubject fresh(framing, kFuzzLimits);
    const Bytes bytes = input.rest();
    // In pieces nothing would be asked of it at all.
    if (bytes.empty()) return;
    const std::string whole = transcript_of(fresh, bytes);
    require(transcript_in_pieces(fresh, bytes, [] { return 1u; }) == whole,
            "byte by byte as whole");
    require(transcript_in_pieces(fresh, bytes, [&] { return input.next_piece(); }) == whole,
            "in pieces as whole");
    require(whole.size() <= 2 * bytes.size() + 4 * 128 + 16, "no more comes out than went in");
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
