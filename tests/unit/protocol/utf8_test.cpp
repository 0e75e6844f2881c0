#include "protocol/utf8.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"
#include "tests/unit/protocol/utf8_reference.hpp"

namespace potok {
namespace {

using namespace std::string_literals;
using test::encoded;

// Feeds a validator piece by piece; the sizes of the pieces come from `next_size()`.
template <class NextSize>
test::Utf8Verdict verdict_in_pieces(std::string_view text, NextSize&& next_size) {
    Utf8Validator validator;
    std::size_t valid = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const std::string piece(rest.substr(0, next_size()));
        const std::size_t front = validator.valid_front(bytes_of(piece));
        valid += front;
        if (front != piece.size()) break;
        rest.remove_prefix(piece.size());
    }
    return {valid, validator.failed(), validator.at_boundary()};
}

void expect_as_reference(std::string_view text) {
    const test::Utf8Verdict expected = test::utf8_verdict(text);
    const auto expect_same = [&](const test::Utf8Verdict& found, const char* way) {
        ASSERT_EQ(found.valid_front, expected.valid_front) << way << ", " << test::hex(text);
        ASSERT_EQ(found.failed, expected.failed) << way << ", " << test::hex(text);
        ASSERT_EQ(found.at_boundary, expected.at_boundary) << way << ", " << test::hex(text);
    };
    expect_same(verdict_in_pieces(text, [&] { return text.size(); }), "whole");
    expect_same(verdict_in_pieces(text, [] { return 1u; }), "byte by byte");
    EXPECT_EQ(is_utf8(bytes_of(text)), !expected.failed && expected.at_boundary);
}

TEST(Utf8Validator, KnowsTheFirstBadByte) {
    struct Case {
        const char* what;
        std::string text;
        std::size_t valid_front;
    };
    const Case cases[] = {
        {"a continuation that continues nothing", "ab\x80", 2},
        {"C0 is always overlong", "\xC0\x80", 0},
        {"C1 is always overlong", "\xC1\xBF", 0},
        {"overlong in three", "\xE0\x9F\xBF", 1},
        {"the first surrogate", "\xED\xA0\x80", 1},
        {"the last surrogate", "\xED\xBF\xBF", 1},
        {"overlong in four", "\xF0\x8F\xBF\xBF", 1},
        {"one beyond U+10FFFF", "\xF4\x90\x80\x80", 1},
        {"F5", "\xF5\x80\x80\x80", 0},
        {"FF", "\xFF", 0},
        {"a letter in the middle of a code point", "\xE2\x82z", 2},
        {"a lead byte in the middle of one", "\xF0\x9F\x98\xC3", 3},
        {"behind a long run of ASCII", std::string(29, 'a') + "\xFF", 29},
    };
    for (const Case& one : cases) {
        SCOPED_TRACE(one.what);
        Utf8Validator validator;
        EXPECT_EQ(validator.valid_front(bytes_of(one.text)), one.valid_front);
        EXPECT_TRUE(validator.failed());
        expect_as_reference(one.text);
    }
}

TEST(Utf8Validator, StaysFailed) {
    Utf8Validator validator;
    EXPECT_FALSE(validator.accept(bytes_of("good \xFF")));
    EXPECT_FALSE(validator.at_boundary());
    EXPECT_FALSE(validator.accept(bytes_of("good")));
    EXPECT_FALSE(validator.accept(Bytes{}));
    EXPECT_EQ(validator.valid_front(bytes_of("\x80")), 0u);
    EXPECT_FALSE(validator.at_boundary());
}

TEST(Utf8Validator, AnEmptyTextIsValid) {
    Utf8Validator validator;
    EXPECT_TRUE(validator.at_boundary());
    EXPECT_TRUE(validator.accept(Bytes{}));
    EXPECT_TRUE(validator.at_boundary());
}

TEST(Utf8Validator, IsAtABoundaryOnlyBetweenCodePoints) {
    const std::string text = "a" + encoded(0x1F600);
    Utf8Validator validator;
    const bool boundaries[] = {true, false, false, false, true};
    for (std::size_t i = 0; i < text.size(); ++i) {
        EXPECT_TRUE(validator.accept(bytes_of(text).subspan(i, 1)));
        EXPECT_EQ(validator.at_boundary(), boundaries[i]) << i;
    }
}

TEST(Utf8Validator, AcceptsEveryScalarValueAndNoSurrogate) {
    for (std::uint32_t point = 0; point <= 0x10FFFF; ++point) {
        ASSERT_EQ(is_utf8(bytes_of(encoded(point))), test::is_scalar_value(point)) << point;
    }
}

TEST(Utf8Validator, AgreesWithTheReferenceAtEveryBoundaryInEveryForm) {
    for (const std::uint32_t edge : test::kBoundaries) {
        for (int bytes = test::shortest(edge); bytes <= 4; ++bytes) {
            expect_as_reference(encoded(edge, bytes));
            expect_as_reference("x" + encoded(edge, bytes) + "y");
        }
    }
}

TEST(Utf8Validator, AgreesWithTheReferenceOnEveryPairOfBytes) {
    for (unsigned pair = 0; pair < 0x10000; ++pair) {
        const char text[] = {static_cast<char>(pair >> 8), static_cast<char>(pair)};
        expect_as_reference({text, 2});
    }
}

TEST(Utf8Validator, AgreesWithTheReferenceOnThreeBytesWithEveryLead) {
    const std::string edges = "\x41\x7F\x80\x8F\x90\x9F\xA0\xBF\xC2\xFF";
    for (unsigned lead = 0x80; lead < 0x100; ++lead) {
        for (const char second : edges) {
            for (const char third : edges)
                expect_as_reference(std::string{static_cast<char>(lead), second, third, '\x80'});
        }
    }
}

// Good code points of all sizes, now and then a bad byte.
std::string random_text(std::mt19937_64& random) {
    std::string text;
    while (text.size() < 60) {
        if (random() % 4 == 0) text += std::string(random() % 20, 'a');
        const auto point = static_cast<std::uint32_t>(random() >> (43 + random() % 14));
        if (test::is_scalar_value(point)) text += encoded(point);
    }
    if (random() % 2 == 0) text[random() % text.size()] = static_cast<char>(random());
    return text;
}

TEST(Utf8Validator, AgreesWithTheReferenceHoweverRandomTextIsCut) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random(seed);
        const std::string text = random_text(random);
        expect_as_reference(text);
        const test::Utf8Verdict expected = test::utf8_verdict(text);
        const auto found = verdict_in_pieces(text, [&] { return 1 + random() % 20; });
        ASSERT_EQ(found.valid_front, expected.valid_front) << test::hex(text);
        ASSERT_EQ(found.at_boundary, expected.at_boundary) << test::hex(text);
    }
}

std::string front_of(std::string_view text, std::size_t bytes_max) {
    return std::string(text_of(utf8_front(bytes_of(text), bytes_max)));
}

TEST(Utf8Front, CutsOnlyBetweenCodePoints) {
    const std::string text = "a" + encoded(0xE9) + encoded(0x20AC) + encoded(0x1F600);  // 1 2 3 4
    const std::size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (std::size_t bytes_max = 0; bytes_max < std::size(expected); ++bytes_max) {
        EXPECT_EQ(front_of(text, bytes_max), text.substr(0, expected[bytes_max])) << bytes_max;
    }
}

TEST(Utf8Front, EndsBeforeWhatIsNoUtf8) {
    EXPECT_EQ(front_of("ab\xFFz", 10), "ab");
    EXPECT_EQ(front_of("ab\xE2\x82z", 10), "ab");
    EXPECT_EQ(front_of("ab\xE2\x82", 10), "ab");
    EXPECT_EQ(front_of("\x80", 10), "");
    EXPECT_EQ(front_of(encoded(0xE9) + "\xC3", 10), encoded(0xE9));
}

}  // namespace
}  // namespace potok
