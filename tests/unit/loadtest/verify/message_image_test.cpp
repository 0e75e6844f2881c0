#include "loadtest/verify/message_image.hpp"

#include <cctype>

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using Buffer = std::vector<std::byte>;

constexpr MessageImage::Header kHeader{0x0706050403020100u, 0x0F0E0D0C0B0A0908u, 0};

MessageImage image_of(std::size_t size, Alphabet alphabet = Alphabet::binary,
                      std::uint64_t body_seed = 1) {
    return MessageImage({.size = size,
                         .header_words = size >= 16 ? 2u : 0u,
                         .header = kHeader,
                         .body_seed = body_seed,
                         .alphabet = alphabet});
}

Buffer written(const MessageImage& image) {
    Buffer bytes(image.size());
    image.write_to(bytes);
    return bytes;
}

TEST(MessageImage, WrittenBytesHaveNoDifferenceInOnePieceAndInAnyParts) {
    for (const std::size_t size : {1u, 7u, 8u, 15u, 16u, 17u, 64u, 100u}) {
        const MessageImage image = image_of(size);
        const Buffer bytes = written(image);
        for (std::size_t from = 0; from <= size; ++from) {
            for (std::size_t to = from; to <= size; ++to) {
                const Bytes part = Bytes(bytes).subspan(from, to - from);
                ASSERT_EQ(image.first_difference(part, from), std::nullopt)
                    << size << ": " << from << ".." << to;
            }
        }
    }
}

TEST(MessageImage, AFlippedBitIsFoundAtItsPlaceWhateverThePartItCameIn) {
    const MessageImage image = image_of(61);
    for (std::size_t place = 0; place < image.size(); ++place) {
        Buffer bytes = written(image);
        bytes[place] ^= std::byte{0x40};
        for (std::size_t from = 0; from <= place; ++from) {
            ASSERT_EQ(image.first_difference(Bytes(bytes).subspan(from), from), place) << from;
        }
        ASSERT_EQ(image.first_difference(Bytes(bytes).first(place), 0), std::nullopt);
    }
}

TEST(MessageImage, TheFirstOfSeveralDifferencesIsTheOneReported) {
    const MessageImage image = image_of(64);
    Buffer bytes = written(image);
    bytes[50] ^= std::byte{1};
    bytes[19] ^= std::byte{1};
    bytes[23] ^= std::byte{1};
    EXPECT_EQ(image.first_difference(bytes, 0), 19u);
}

TEST(MessageImage, ASingleByteIsTheOneWritten) {
    const MessageImage image = image_of(45);
    const Buffer bytes = written(image);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        EXPECT_EQ(image.at(i), bytes[i]);
}

TEST(MessageImage, BeginsWithItsHeader) {
    const Buffer bytes = written(image_of(40));
    for (std::size_t i = 0; i < 16; ++i)
        EXPECT_EQ(bytes[i], static_cast<std::byte>(i));
}

TEST(MessageImage, ABinaryBodyHasEveryByteValueAboutEquallyOften) {
    std::array<int, 256> seen{};
    for (const std::byte byte : written(image_of(256 * 400)))
        ++seen[static_cast<std::size_t>(byte)];
    EXPECT_GT(*std::min_element(seen.begin(), seen.end()), 300);
    EXPECT_LT(*std::max_element(seen.begin(), seen.end()), 500);
}

TEST(MessageImage, APrintableBodyHasNeitherSpacesNorControlBytes) {
    std::array<int, 256> seen{};
    MessageImage::Parts parts{.size = 64 * 400,
                              .header_words = 0,
                              .header = {},
                              .body_seed = 5,
                              .alphabet = Alphabet::printable};
    for (const std::byte byte : written(MessageImage(parts)))
        ++seen[static_cast<std::size_t>(byte)];
    for (std::size_t value = 0; value < seen.size(); ++value) {
        const bool in_alphabet = value >= '0' && value <= 'o';
        EXPECT_EQ(seen[value] != 0, in_alphabet) << value;
        EXPECT_TRUE(!in_alphabet || std::isgraph(static_cast<int>(value)));
    }
}

TEST(MessageImage, BodiesOfWellMixedSeedsAndDifferentPlacesAgreeOnlyByChance) {
    const Buffer one = written(image_of(16 + 4096, Alphabet::binary, 0xC3D2E1F00F1E2D3C));
    const Buffer other = written(image_of(16 + 4096, Alphabet::binary, 0x8B7A695849382716));
    const auto equal_at = [&](const Buffer& left, const Buffer& right, std::size_t shift) {
        int equal = 0;
        for (std::size_t i = 16; i + shift < left.size(); ++i)
            equal += left[i] == right[i + shift];
        return equal;
    };
    for (std::size_t shift = 0; shift < 32; ++shift) {
        EXPECT_LT(equal_at(one, other, shift), 48) << shift;  // 16 expected
        EXPECT_TRUE(shift == 0 || equal_at(one, one, shift) < 48) << shift;
    }
}

TEST(MessageImageDeathTest, BytesOutsideTheMessageAreAProgrammersError) {
    const MessageImage image = image_of(20);
    Buffer bytes(21);
    EXPECT_DEATH(image.write_to(bytes), "assertion failed");
    EXPECT_DEATH(static_cast<void>(image.first_difference(bytes, 0)), "assertion failed");
    EXPECT_DEATH(static_cast<void>(image.first_difference(Bytes(bytes).first(5), 16)),
                 "assertion failed");
    EXPECT_DEATH(static_cast<void>(image.at(20)), "assertion failed");
}

}  // namespace
}  // namespace potok::loadtest
