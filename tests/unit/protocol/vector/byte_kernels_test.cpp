// The kernels of every vector unit beside the plain meaning of what they do: whatever this machine
// would choose, each that it has is asked.
#include "protocol/vector/byte_kernels.hpp"

#include <cstring>

#include "protocol/utf8.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"
#include "tests/unit/protocol/utf8_reference.hpp"

namespace potok {
namespace {

using test::encoded;

class ByteKernelsTest : public ::testing::TestWithParam<VectorUnit> {
  protected:
    void SetUp() override {
        if (kernels == nullptr) GTEST_SKIP() << "this machine has no such vectors";
    }
    const ByteKernels* kernels = byte_kernels_for(GetParam());
};

std::string random_bytes(std::mt19937_64& random, std::size_t size) {
    std::string bytes(size, '\0');
    for (char& octet : bytes)
        octet = static_cast<char>(random());
    return bytes;
}

// ---- The mask

std::string masked_by_the_letter(std::string text, std::uint32_t key) {
    char octets[4];
    std::memcpy(octets, &key, sizeof key);
    for (std::size_t i = 0; i < text.size(); ++i)
        text[i] = static_cast<char>(text[i] ^ octets[i % 4]);
    return text;
}

// A kernel may turn to other ways at 32, at 64, at 128, at 256 bytes: several times of all that.
constexpr std::size_t kLongestMasked = 1100;
constexpr std::size_t kCacheLine = 64;
constexpr std::size_t kFurthest = 70;

// Where bytes lie at exactly the alignment that is asked for.
class Place {
  public:
    void put(std::size_t offset, std::string_view text) {
        std::memset(bytes_, '<', sizeof bytes_);
        std::memcpy(bytes_ + offset, text.data(), text.size());
    }
    std::byte* at(std::size_t offset) { return reinterpret_cast<std::byte*>(bytes_ + offset); }
    std::string_view text(std::size_t offset, std::size_t size) const {
        return {bytes_ + offset, size};
    }
    // Apart from `size` bytes at `offset`, whatever they are.
    bool is_untouched_around(std::size_t offset, std::size_t size) const {
        const std::string_view all(bytes_, sizeof bytes_);
        return all.substr(0, offset).find_first_not_of('<') == std::string_view::npos &&
               all.substr(offset + size).find_first_not_of('<') == std::string_view::npos;
    }

  private:
    alignas(kCacheLine) char bytes_[kCacheLine + kLongestMasked + kFurthest + kCacheLine];
};

TEST_P(ByteKernelsTest, MaskInPlaceAtEverySizeAndAlignment) {
    std::mt19937_64 random(1);
    Place place;
    for (std::size_t size = 0; size <= kLongestMasked; ++size) {
        const auto key = static_cast<std::uint32_t>(random());
        const std::string plain = random_bytes(random, size);
        const std::string expected = masked_by_the_letter(plain, key);
        for (std::size_t offset = 0; offset < kCacheLine; ++offset) {
            place.put(offset, plain);
            kernels->mask(place.at(offset), place.at(offset), size, key);
            ASSERT_EQ(place.text(offset, size), expected) << size << " at " << offset;
            ASSERT_TRUE(place.is_untouched_around(offset, size)) << size << " at " << offset;
        }
    }
}

// On both sides of where a kernel may go another way.
constexpr std::size_t kSizes[] = {0,   1,   31,  33,  63,  64,  127,
                                  129, 200, 255, 256, 300, 513, kLongestMasked};

TEST_P(ByteKernelsTest, MaskOnTheWayToAnyPlaceInFront) {
    std::mt19937_64 random(2);
    Place place;
    for (const std::size_t size : kSizes) {
        const auto key = static_cast<std::uint32_t>(random());
        const std::string plain = random_bytes(random, size);
        const std::string expected = masked_by_the_letter(plain, key);
        for (std::size_t offset = 0; offset < kCacheLine; ++offset) {
            for (std::size_t distance = 0; distance < kFurthest; ++distance) {
                place.put(offset + distance, plain);
                kernels->mask(place.at(offset), place.at(offset + distance), size, key);
                ASSERT_EQ(place.text(offset, size), expected)
                    << size << " at " << offset << " from " << distance << " bytes behind";
                ASSERT_TRUE(place.is_untouched_around(offset, size + distance));
            }
        }
    }
}

// ---- UTF-8

// What the kernels may leave to others: of a good text a code point that is cut, in front of a bad
// byte up to two vectors of the widest as well.
constexpr std::size_t kCutAtMost = 3;
constexpr std::size_t kTwoVectors = 64;

void expect_skipped_well(const ByteKernels& kernels, std::string_view text) {
    const Bytes bytes = bytes_of(text);
    const std::byte* const stop = kernels.skip_utf8(bytes.data(), bytes.data() + bytes.size());
    const auto skipped = static_cast<std::size_t>(stop - bytes.data());
    const test::Utf8Verdict front = test::utf8_verdict(text.substr(0, skipped));
    ASSERT_TRUE(front.at_boundary) << skipped << " of " << test::hex(text);
    ASSERT_FALSE(front.failed) << skipped << " of " << test::hex(text);
    if (&kernels == byte_kernels_for(VectorUnit::none)) return;
    const test::Utf8Verdict whole = test::utf8_verdict(text);
    const std::size_t left = whole.valid_front - skipped;
    ASSERT_LE(left, whole.failed ? kTwoVectors + kCutAtMost : kCutAtMost) << test::hex(text);
}

TEST_P(ByteKernelsTest, SkipGoodTextOfEveryLanguage) {
    for (const std::uint32_t point : {0x61u, 0x416u, 0x20ACu, 0x1F600u}) {
        std::string text;
        for (int i = 0; i < 400; ++i) {
            expect_skipped_well(*kernels, text);
            text += encoded(point);
        }
    }
}

// Each pair of bytes once, at one of the places around a vector's edge, behind ASCII and in front
// of it. What more than two bytes make, and every place: utf8_rules_test.cpp.
TEST_P(ByteKernelsTest, StopInFrontOfEveryPairOfBytesThatIsBad) {
    for (unsigned pair = 0; pair < 0x10000; ++pair) {
        const std::size_t in_front = 26 + pair % 41;
        std::string text(in_front, 'a');
        text += {static_cast<char>(pair >> 8), static_cast<char>(pair)};
        text.append(130 - text.size(), 'z');
        expect_skipped_well(*kernels, text);
        if (HasFatalFailure()) return;
    }
}

// Code points at every border of what is allowed, in every form, at every place in two vectors.
TEST_P(ByteKernelsTest, AgreeWithTheReferenceAtEveryBoundaryAndPlace) {
    for (const std::uint32_t edge : test::kBoundaries) {
        for (int bytes = test::shortest(edge); bytes <= 4; ++bytes) {
            const std::string form = encoded(edge, bytes);
            for (std::size_t place = 0; place <= 70; ++place) {
                expect_skipped_well(*kernels,
                                    std::string(place, 'a') + form + std::string(90, 'z'));
                expect_skipped_well(*kernels, std::string(place, 'a') + form.substr(0, 1) + form +
                                                  std::string(90, 'z'));
                if (HasFatalFailure()) return;
            }
        }
    }
}

// Good code points of all sizes; half of the texts have one bad byte.
std::string random_text(std::mt19937_64& random, std::size_t size) {
    std::string text;
    while (text.size() < size) {
        if (random() % 8 == 0) text += std::string(random() % 80, 'a');
        const auto point = static_cast<std::uint32_t>(random() >> (43 + random() % 14));
        if (test::is_scalar_value(point)) text += encoded(point);
    }
    if (random() % 2 == 0) text[random() % text.size()] = static_cast<char>(random());
    return text;
}

// Two million pieces: the validator over these kernels, beside the one that goes byte by byte.
TEST_P(ByteKernelsTest, ValidateTheSameHoweverRandomTextIsCut) {
    const ByteKernels& plain = *byte_kernels_for(VectorUnit::none);
    std::mt19937_64 random(3);
    for (int text_number = 0; text_number < 400; ++text_number) {
        const std::string text = random_text(random, 100 + random() % 900);
        Utf8Validator by_bytes;
        const std::size_t expected = by_bytes.valid_front(bytes_of(text), plain);
        for (int cut = 0; cut < 1000; ++cut) {
            Utf8Validator validator;
            std::size_t valid = 0;
            Bytes rest = bytes_of(text);
            while (!rest.empty()) {
                const Bytes piece = rest.first(std::min<std::size_t>(random() % 300, rest.size()));
                const std::size_t front = validator.valid_front(piece, *kernels);
                valid += front;
                if (front != piece.size()) break;
                rest = rest.subspan(front);
            }
            ASSERT_EQ(valid, expected) << test::hex(text);
            ASSERT_EQ(validator.failed(), by_bytes.failed()) << test::hex(text);
            ASSERT_EQ(validator.at_boundary(), by_bytes.at_boundary()) << test::hex(text);
        }
    }
}

std::string name_of(const ::testing::TestParamInfo<VectorUnit>& each) {
    switch (each.param) {
        case VectorUnit::none:
            return "none";
        case VectorUnit::ssse3:
            return "ssse3";
        case VectorUnit::avx2:
            return "avx2";
    }
    return "";
}

INSTANTIATE_TEST_SUITE_P(Units, ByteKernelsTest,
                         ::testing::Values(VectorUnit::none, VectorUnit::ssse3, VectorUnit::avx2),
                         name_of);

TEST(ByteKernels, TheBestIsOneOfThoseThatTheMachineHas) {
    const ByteKernels* best = byte_kernels_for(VectorUnit::none);
    for (const VectorUnit unit : {VectorUnit::ssse3, VectorUnit::avx2}) {
        if (const ByteKernels* found = byte_kernels_for(unit)) best = found;
    }
    EXPECT_EQ(&byte_kernels(), best);
}

}  // namespace
}  // namespace potok
