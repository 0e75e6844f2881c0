// Whatever the bytes: in one piece, byte by byte and in the pieces asked for, the validator says
// what the reference says; and what utf8_front() keeps is valid and the longest.
//
// Settings: the size that utf8_front() is asked for (1 byte).
#include "protocol/utf8.hpp"

#include "tests/fuzz/fuzz_input.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"
#include "tests/unit/protocol/utf8_reference.hpp"

namespace potok::test {
namespace {

template <class NextSize>
Utf8Verdict verdict_in_pieces(Bytes text, NextSize&& next_size) {
    Utf8Validator validator;
    std::size_t valid = 0;
    while (!text.empty()) {
        const Bytes piece = text.first(std::min<std::size_t>(next_size(), text.size()));
        const std::size_t front = validator.valid_front(piece);
        valid += front;
        if (front != piece.size()) break;
        text = text.subspan(front);
    }
    require(!validator.failed() || !validator.accept(bytes_of("a")), "a failure stays");
    return {valid, validator.failed(), validator.at_boundary()};
}

void require_same(const Utf8Verdict& found, const Utf8Verdict& expected) {
    require(found.valid_front == expected.valid_front, "the first bad byte is the reference's");
    require(found.failed == expected.failed, "what is bad is bad for the reference");
    require(found.at_boundary == expected.at_boundary, "so are the boundaries");
}

void check_front(Bytes text, std::size_t bytes_max) {
    const Bytes front = utf8_front(text, bytes_max);
    require(front.size() <= bytes_max && is_utf8(front), "what is kept is valid and fits");
    for (std::size_t size = front.size() + 1; size <= std::min(bytes_max, text.size()); ++size)
        require(!is_utf8(text.first(size)), "nothing longer is");
}

void check(FuzzInput input) {
    const std::size_t bytes_max = input.take_byte();
    const Bytes bytes = input.rest();
    const Utf8Verdict expected = utf8_verdict(text_of(bytes));
    require_same(verdict_in_pieces(bytes, [&] { return bytes.size(); }), expected);
    require_same(verdict_in_pieces(bytes, [] { return 1u; }), expected);
    require_same(verdict_in_pieces(bytes, [&] { return input.next_piece(); }), expected);
    require(is_utf8(bytes) == (!expected.failed && expected.at_boundary), "whole texts as well");
    check_front(bytes, bytes_max);
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
