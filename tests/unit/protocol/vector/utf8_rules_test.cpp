// The rules in what the kernels make of them: patterns of four bytes in texts that are long enough
// for a vector, at the places where a code point lies across two of them.
//
// Short texts never come to a vector, and random ones hardly ever to a rule that speaks of a single
// first byte, such as F5: here each first byte meets each kind of byte behind it.
#include "protocol/vector/utf8_rules.hpp"

#include "protocol/vector/byte_kernels.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"
#include "tests/unit/protocol/utf8_reference.hpp"

namespace potok {
namespace {

// Both ends of each upper half-byte whose neighbours another rule treats otherwise (Unicode 15,
// table 3-7), one of each other.
constexpr unsigned char kSeconds[] = {0x00, 0x1F, 0x20, 0x3A, 0x41, 0x5C, 0x6D, 0x7F, 0x80,
                                      0x8F, 0x90, 0x9F, 0xA0, 0xAF, 0xB0, 0xBF, 0xC0, 0xC2,
                                      0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF};
constexpr unsigned char kFurther[] = {0x7F, 0x80, 0xBF, 0xC2};

// Across the edge of halves of a vector of 32 and of vectors of 16 bytes, of vectors of 32 within a
// step, and of steps of 32 and 64; and where there is nothing in front.
constexpr std::size_t kEdges[] = {48, 96, 64};
constexpr std::size_t kLongestPattern = 4;
constexpr std::size_t kTextSize = 160;
constexpr std::size_t kTwoVectors = 64;
constexpr std::size_t kCutAtMost = 3;

std::vector<std::size_t> places() {
    std::vector<std::size_t> all{0};
    for (const std::size_t edge : kEdges) {
        for (std::size_t place = edge - kLongestPattern; place <= edge; ++place)
            all.push_back(place);
    }
    return all;
}

std::vector<std::string> patterns() {
    std::vector<std::string> all;
    for (unsigned first = 0; first <= 0xFF; ++first) {
        for (const unsigned char second : kSeconds) {
            for (const unsigned char third : kFurther) {
                for (const unsigned char fourth : kFurther)
                    all.push_back({static_cast<char>(first), static_cast<char>(second),
                                   static_cast<char>(third), static_cast<char>(fourth)});
            }
        }
    }
    return all;
}

// The size of the whole good code points at the front of a text.
std::size_t whole_front(std::string_view text) {
    std::size_t front = 0;
    while (const auto size = test::code_point_size(text.substr(front)))
        front += *size;
    return front;
}

struct Text {
    std::string bytes = std::string(kTextSize, 'z');
    std::size_t place = 0;
};

// Letters of one byte in front of `place`, or of two, so that every vector has something to judge.
Text text_with_room_at(std::size_t place, bool cyrillic) {
    Text text;
    text.place = place;
    for (std::size_t i = place % 2; cyrillic && i < place; i += 2)
        text.bytes.replace(i, 2, test::encoded(0x416));
    return text;
}

class Utf8RulesTest : public ::testing::TestWithParam<VectorUnit> {
  protected:
    void SetUp() override {
        if (kernels_ == nullptr) GTEST_SKIP() << "this machine has no such vectors";
    }

    // All of a good text; of a bad one no byte that is bad, and of the good ones nearly all.
    void expect_stop(const Text& text, std::size_t good_of_pattern) const {
        const Bytes bytes = bytes_of(text.bytes);
        const std::byte* const end = bytes.data() + bytes.size();
        const auto stop =
            static_cast<std::size_t>(kernels_->skip_utf8(bytes.data(), end) - bytes.data());
        const std::size_t good = text.place + good_of_pattern;
        ASSERT_LE(stop, good) << "at " << text.place << " of " << test::hex(text.bytes);
        if (GetParam() == VectorUnit::none) return;
        const std::size_t left = good == bytes.size() ? 0 : kTwoVectors + kCutAtMost;
        ASSERT_GE(stop + left, good) << "at " << text.place << " of " << test::hex(text.bytes);
    }

    const ByteKernels* kernels_ = byte_kernels_for(GetParam());
};

TEST_P(Utf8RulesTest, StopEveryIllFormedPatternAcrossAnyEdgeAndNoOther) {
    std::vector<Text> texts;
    for (const std::size_t place : places()) {
        texts.push_back(text_with_room_at(place, false));
        texts.push_back(text_with_room_at(place, true));
    }
    for (const std::string& pattern : patterns()) {
        const std::size_t front = whole_front(pattern);
        for (Text& text : texts) {
            text.bytes.replace(text.place, pattern.size(), pattern);
            const bool is_good = front == pattern.size();
            expect_stop(text, is_good ? kTextSize - text.place : front);
            if (HasFatalFailure()) return;
        }
    }
}

// Each rule by something that no other forbids, at every place of a text.
TEST_P(Utf8RulesTest, StopWhatOnlyOneRuleForbids) {
    const std::string_view alone[] = {
        "\xC3zzz",           // cut short
        "\xC3\xC3\xA4z",     // cut short by another
        "z\x80zz",           // a continuation of nothing
        "\xC1\xBFzz",        // overlong, of two bytes
        "\xE0\x9F\xBFz",     // overlong, of three
        "\xED\xA0\x80z",     // a surrogate
        "\xF4\x90\x80\x80",  // beyond U+10FFFF
        "\xFB\xBF\x80\x80",  // far beyond it
        "\xF5\x80\x80\x80",  // beyond it by the first byte alone
        "\xFF\x8F\xBF\xBF",  //
        "\xF0\x8F\xBF\xBF",  // overlong, of four
        "\xC3\xA4\x80z",     // a continuation too many
        "\xE1\x80zz",        // one too few
    };
    for (const std::string_view pattern : alone) {
        for (std::size_t place = 0; place <= kTextSize - kLongestPattern; ++place) {
            Text text = text_with_room_at(place, true);
            text.bytes.replace(place, pattern.size(), pattern);
            expect_stop(text, whole_front(pattern));
            if (HasFatalFailure()) return;
        }
    }
}

std::string name_of(const ::testing::TestParamInfo<VectorUnit>& each) {
    return each.param == VectorUnit::none    ? "none"
           : each.param == VectorUnit::ssse3 ? "ssse3"
                                             : "avx2";
}

INSTANTIATE_TEST_SUITE_P(Units, Utf8RulesTest,
                         ::testing::Values(VectorUnit::none, VectorUnit::ssse3, VectorUnit::avx2),
                         name_of);

}  // namespace
}  // namespace potok
