#include "protocol/http_body.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/engine_contract.hpp"
#include "tests/unit/protocol/http_body_subject.hpp"

namespace potok::testing {
namespace {

using namespace std::string_literals;
using Kind = HttpFraming::Kind;
using test::hex;
using test::HttpBodySubject;

constexpr HttpLimits kLimits{
    .trailer_bytes_max = 64, .body_bytes_max = 20, .extension_bytes_max = 10};

struct BodyCase {
    const char* what;
    HttpFraming framing;
    std::string bytes;
    std::string transcript;
};

std::string failed(HttpFailure failure) {
    return "!" + std::to_string(static_cast<int>(failure));
}

std::vector<BodyCase> cases() {
    using enum HttpFailure;
    const HttpFraming chunked{Kind::chunked, 0};
    const HttpFraming endless{Kind::until_close, 0};
    return {
        {"no body", {}, "next", ";"},
        {"a length of zero", {Kind::length, 0}, "next", ";"},
        {"a length", {Kind::length, 5}, "hello", hex("hello") + ";"},
        {"a part of a length", {Kind::length, 6}, "hello", hex("hello")},
        {"a length of the limit", {Kind::length, 20}, "", ""},
        {"a length over the limit", {Kind::length, 21}, "x", failed(body_too_long)},
        {"until close", endless, std::string(20, 'x'), hex(std::string(20, 'x'))},
        {"until close, over the limit", endless, std::string(21, 'x'),
         hex(std::string(20, 'x')) + failed(body_too_long)},
        {"chunks", chunked, "2\r\nhe\r\n003\r\nllo\r\n0\r\n\r\n", hex("hello") + ";"},
        {"chunks up to the limit", chunked, "a\r\n0123456789\r\nA\r\n", hex("0123456789")},
        {"chunks over the limit", chunked, "a\r\n0123456789\r\nb\r\n",
         hex("0123456789") + failed(body_too_long)},
        {"an endless size", chunked, "ffffffffffffffff\r\n", failed(body_too_long)},
        {"seventeen digits", chunked, "00000000000000001\r\n", failed(chunk_size_too_large)},
        {"no size", chunked, "\r\n", failed(chunk_size_malformed)},
        {"a blank behind a size", chunked, "1 \r\n", failed(chunk_size_malformed)},
        {"extensions", chunked, "1;a;b=c\r\nx\r\n0\r\n\r\n", hex("x") + ";"},
        {"a quoted extension", chunked, "1;a=\"b\\\";\"\r\nx\r\n0\r\n\r\n", hex("x") + ";"},
        {"extensions of the limit", chunked, "1;23456789a\r\nx", hex("x")},
        {"extensions over it", chunked, "1;23456789ab", failed(chunk_extensions_too_long)},
        {"extensions over it at a semicolon", chunked, "1;23456789a\r\nx\r\n1;",
         hex("x") + failed(chunk_extensions_too_long)},
        {"an empty extension", chunked, "1;\r\n", failed(chunk_extension_malformed)},
        {"an extension without its value", chunked, "1;a=\r\n", failed(chunk_extension_malformed)},
        {"text behind a quoted value", chunked, "1;a=\"\"b", failed(chunk_extension_malformed)},
        {"a control in quotes", chunked, "1;a=\"\x01", failed(chunk_extension_malformed)},
        {"a control behind a backslash", chunked, "1;a=\"\\\x01",
         failed(chunk_extension_malformed)},
        {"a CR alone behind a size", chunked, "1\rx", failed(bare_carriage_return)},
        {"no CR behind data", chunked, "1\r\nx\n", hex("x") + failed(chunk_end_malformed)},
        {"no LF behind data", chunked, "1\r\nx\rx", hex("x") + failed(chunk_end_malformed)},
        {"trailers", chunked, "0\r\nA: 1\r\nAge: 3\r\nB:\r\n\r\n",
         "{" + hex("A") + ":" + hex("1") + "}{" + hex("B") + ":};"},
        {"trailers that are all dropped", chunked, "0\r\nCookie: 1\r\n\r\n", ";"},
        {"a trailer that frames", chunked, "0\r\ncontent-length: 1\r\n\r\n",
         failed(trailer_field_forbidden)},
        {"a malformed trailer", chunked, "0\r\nA : 1\r\n\r\n", failed(field_name_malformed)},
        {"trailers over the limit", chunked, "0\r\nA: " + std::string(64, 'v'),
         failed(head_too_long)},
    };
}

TEST(HttpBodyDecoder, KeepsTheContractForGoodAndBadBodies) {
    for (const BodyCase& one : cases()) {
        SCOPED_TRACE(one.what);
        test::expect_contract(HttpBodySubject(one.framing, kLimits), bytes_of(one.bytes),
                              one.transcript);
    }
}

TEST(HttpBodyDecoder, KeepsTheContractForRandomChunks) {
    static constexpr std::string_view kPieces[] = {
        "0", "1", "5", "\r\n", "\r", "\n", ";a", "=b", "=\"c\"", "x", "hello", "A: 1\r\n", " "};
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random(seed);
        std::string input = "1\r\nx\r\n";
        while (input.size() < 30)
            input += kPieces[random() % std::size(kPieces)];
        test::expect_contract(HttpBodySubject({Kind::chunked, 0}, kLimits), bytes_of(input));
    }
}

HttpBodyDecoder fed(const HttpFraming& framing, std::string_view text) {
    HttpBodyDecoder decoder(kLimits);
    decoder.restart(framing);
    HttpFields trailers;
    Bytes cursor = bytes_of(text);
    while (decoder.next(cursor, trailers).kind == HttpBodyDecoder::Event::Kind::data) {
    }
    return decoder;
}

TEST(HttpBodyDecoder, TheEndOfInputEndsOneThatIsFramedByItAndCutsOthersOff) {
    using EventKind = HttpBodyDecoder::Event::Kind;
    EXPECT_EQ(fed({Kind::until_close, 0}, "abc").at_end_of_input().kind, EventKind::end);
    EXPECT_EQ(fed({Kind::length, 3}, "abc").at_end_of_input().kind, EventKind::end);
    for (const auto& [framing, text] : std::initializer_list<std::pair<HttpFraming, const char*>>{
             {{Kind::length, 4}, "abc"},
             {{Kind::chunked, 0}, ""},
             {{Kind::chunked, 0}, "1\r\na"},
             {{Kind::chunked, 0}, "0\r\n"}}) {
        HttpBodyDecoder decoder = fed(framing, text);
        EXPECT_EQ(decoder.at_end_of_input().failure, HttpFailure::connection_closed_in_body);
        EXPECT_EQ(decoder.at_end_of_input().kind, EventKind::failure) << "and stays so";
    }
    HttpBodyDecoder bad = fed({Kind::chunked, 0}, "x");
    EXPECT_EQ(bad.at_end_of_input().failure, HttpFailure::chunk_size_malformed);
    HttpBodyDecoder too_long = fed({Kind::until_close, 0}, std::string(21, 'x'));
    EXPECT_EQ(too_long.at_end_of_input().failure, HttpFailure::body_too_long);
}

TEST(HttpBodyDecoder, KnowsWhatWasAnnounced) {
    EXPECT_EQ(fed({Kind::length, 9}, "abc").announced_bytes(), 6u);
    EXPECT_EQ(fed({Kind::chunked, 0}, "9\r\nabcd").announced_bytes(), 5u);
}

TEST(HttpBodyDecoder, DataIsAViewOfTheInput) {
    HttpBodyDecoder decoder(kLimits);
    decoder.restart({Kind::length, 3});
    const std::string input = "abc next";
    Bytes cursor = bytes_of(input);
    HttpFields trailers;
    EXPECT_EQ(text_of(decoder.next(cursor, trailers).bytes).data(), input.data());
    EXPECT_EQ(text_of(cursor), " next");
    EXPECT_TRUE(decoder.ended());
}

}  // namespace
}  // namespace potok::testing
