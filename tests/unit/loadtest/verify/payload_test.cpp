#include "loadtest/verify/payload.hpp"

#include <set>

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using Buffer = std::vector<std::byte>;

constexpr std::uint64_t kSeed = 20240229;
constexpr std::array kAlphabets{Alphabet::binary, Alphabet::printable};

Buffer message(const PayloadScheme& scheme, MessageName name) {
    const MessageImage image = scheme.image(name);
    Buffer bytes(image.size());
    image.write_to(bytes);
    return bytes;
}

std::vector<MessageName> assorted_names() {
    std::vector<MessageName> names{{0, 0}, {0, 1}, {1, 0}, {kConnectionsMax - 1, kNumbersMax - 1}};
    std::mt19937_64 random(3);
    while (names.size() < 300) {
        names.push_back({static_cast<std::uint32_t>(random() % kConnectionsMax),
                         (random() % kNumbersMax) >> (random() % 40)});
    }
    return names;
}

TEST(PayloadScheme, AHeaderNamesItsMessage) {
    for (const Alphabet alphabet : kAlphabets) {
        const PayloadScheme scheme(kSeed, alphabet, {24, 100});
        for (const MessageName name : assorted_names()) {
            EXPECT_EQ(scheme.read_name(message(scheme, name)), name);
            EXPECT_EQ(scheme.guess_name(message(scheme, name)), name);
        }
    }
}

TEST(PayloadScheme, AnyDamageToTheHeaderIsSeen) {
    for (const Alphabet alphabet : kAlphabets) {
        const PayloadScheme scheme(kSeed, alphabet, {64, 64});
        const Buffer good = message(scheme, {7, 12});
        for (std::size_t place = 0; place < scheme.header_size(); ++place) {
            for (int value = 0; value < 256; ++value) {
                Buffer bad = good;
                bad[place] = static_cast<std::byte>(value);
                if (bad == good) continue;
                ASSERT_EQ(scheme.read_name(bad), std::nullopt) << place << " = " << value;
            }
        }
    }
}

TEST(PayloadScheme, AHeaderIsReadOnlyWhenItIsWhole) {
    for (const Alphabet alphabet : kAlphabets) {
        const PayloadScheme scheme(kSeed, alphabet, {64, 64});
        const Buffer bytes = message(scheme, {7, 12});
        const std::size_t whole = scheme.header_size();
        EXPECT_EQ(scheme.read_name(Bytes(bytes).first(whole - 1)), std::nullopt);
        EXPECT_EQ(scheme.guess_name(Bytes(bytes).first(whole - 1)), std::nullopt);
        EXPECT_EQ(scheme.read_name(Bytes(bytes).first(whole)), (MessageName{7, 12}));
    }
}

TEST(PayloadScheme, ADamagedCheckStillLeavesAGuess) {
    for (const Alphabet alphabet : kAlphabets) {
        const PayloadScheme scheme(kSeed, alphabet, {64, 64});
        Buffer bytes = message(scheme, {7, 12});
        bytes[scheme.header_size() - 1] ^= std::byte{1};
        EXPECT_EQ(scheme.guess_name(bytes), (MessageName{7, 12}));
    }
}

// Damage to one byte leaves one half of the header whole, and that one names the message.
TEST(PayloadScheme, EitherHalfOfAHeaderNamesItsMessage) {
    for (const Alphabet alphabet : kAlphabets) {
        const PayloadScheme scheme(kSeed, alphabet, {64, 64});
        for (const MessageName name : assorted_names()) {
            const Buffer good = message(scheme, name);
            EXPECT_EQ(scheme.guess_name_by_check(good), name);
            for (std::size_t bit = 0; bit < scheme.header_size() * 8; ++bit) {
                Buffer bad = good;
                bad[bit / 8] ^= std::byte{1} << bit % 8;
                EXPECT_TRUE(scheme.guess_name(bad) == name ||
                            scheme.guess_name_by_check(bad) == name)
                    << "bit " << bit;
            }
        }
        const Buffer bytes = message(scheme, {7, 12});
        EXPECT_EQ(scheme.guess_name_by_check(Bytes(bytes).first(scheme.header_size() - 1)),
                  std::nullopt);
    }
}

TEST(PayloadScheme, AnotherRunsMessageIsNotOurs) {
    for (const Alphabet alphabet : kAlphabets) {
        const PayloadScheme ours(kSeed, alphabet, {64, 64});
        const PayloadScheme theirs(kSeed + 1, alphabet, {64, 64});
        for (const MessageName name : assorted_names()) {
            EXPECT_EQ(ours.read_name(message(theirs, name)), std::nullopt);
            EXPECT_NE(ours.guess_name(message(theirs, name)), name);
        }
    }
}

TEST(PayloadScheme, RandomBytesHoldNoHeader) {
    std::mt19937_64 random(11);
    const PayloadScheme scheme(kSeed, Alphabet::binary, {64, 64});
    Buffer noise(1 << 16);
    for (std::byte& byte : noise)
        byte = static_cast<std::byte>(random());
    for (std::size_t at = 0; at + 16 <= noise.size(); ++at) {
        ASSERT_EQ(scheme.read_name(Bytes(noise).subspan(at)), std::nullopt);
    }
}

TEST(PayloadScheme, TheSameNameAndSeedMakeTheSameBytesAndAnythingElseOthers) {
    const PayloadScheme scheme(kSeed, Alphabet::binary, {64, 64});
    const PayloadScheme again(kSeed, Alphabet::binary, {64, 64});
    EXPECT_EQ(message(scheme, {3, 4}), message(again, {3, 4}));
    std::set<Buffer> all;
    for (const MessageName name : {MessageName{3, 4}, {4, 3}, {3, 5}, {4, 4}}) {
        all.insert(message(scheme, name));
        all.insert(message(PayloadScheme(kSeed + 1, Alphabet::binary, {64, 64}), name));
    }
    EXPECT_EQ(all.size(), 8u);
}

TEST(PayloadScheme, EveryByteOfAHeaderSaysSomething) {
    for (const Alphabet alphabet : kAlphabets) {
        const PayloadScheme scheme(kSeed, alphabet, {64, 64});
        std::array<std::set<std::byte>, 24> values;
        for (const MessageName name : assorted_names()) {
            const Buffer bytes = message(scheme, name);
            for (std::size_t i = 0; i < scheme.header_size(); ++i)
                values[i].insert(bytes[i]);
        }
        for (std::size_t i = 0; i < scheme.header_size(); ++i)
            EXPECT_GT(values[i].size(), 10u);
    }
}

TEST(PayloadScheme, BodiesDependOnConnectionNumberAndSeed) {
    const PayloadScheme scheme(kSeed, Alphabet::binary, {1024, 1024});
    const PayloadScheme other(kSeed + 1, Alphabet::binary, {1024, 1024});
    const Buffer one = message(scheme, {3, 4});
    for (const Buffer& another :
         {message(scheme, {4, 4}), message(scheme, {3, 5}), message(other, {3, 4})}) {
        int equal = 0;
        for (std::size_t i = 16; i < one.size(); ++i)
            equal += one[i] == another[i];
        EXPECT_LT(equal, 20);  // 4 expected
    }
}

TEST(PayloadScheme, SizesCoverTheRangeAndNothingElse) {
    const PayloadScheme scheme(kSeed, Alphabet::binary, {5, 12});
    std::array<int, 13> seen{};
    for (std::uint64_t number = 0; number < 8000; ++number) {
        const std::size_t size = scheme.size_of({9, number});
        ASSERT_EQ(size, scheme.image({9, number}).size());
        ASSERT_TRUE(size >= 5 && size <= 12) << size;
        ++seen[size];
    }
    for (std::size_t size = 5; size <= 12; ++size) {
        EXPECT_NEAR(seen[size], 1000, 150) << size;
    }
}

TEST(PayloadScheme, AMessageShorterThanAHeaderIsAllBody) {
    const PayloadScheme scheme(kSeed, Alphabet::binary, {8, 8});
    EXPECT_FALSE(scheme.all_have_headers());
    std::set<Buffer> all;
    for (std::uint64_t number = 0; number < 1000; ++number)
        all.insert(message(scheme, {1, number}));
    EXPECT_EQ(all.size(), 1000u);
    EXPECT_EQ(scheme.read_name(message(scheme, {1, 1})), std::nullopt);
}

TEST(PayloadScheme, OneByteMessagesTakeEveryValue) {
    std::set<Buffer> all;
    const PayloadScheme scheme(kSeed, Alphabet::binary, {1, 1});
    for (std::uint64_t number = 0; number < 8000; ++number)
        all.insert(message(scheme, {1, number}));
    EXPECT_EQ(all.size(), 256u);
}

TEST(PayloadScheme, APrintableMessageIsOneLine) {
    const PayloadScheme scheme(kSeed, Alphabet::printable, {1, 200});
    for (const MessageName name : assorted_names()) {
        for (const std::byte byte : message(scheme, name)) {
            ASSERT_TRUE(byte >= std::byte{'0'} && byte <= std::byte{'o'});
        }
    }
}

TEST(PayloadScheme, HeadersFitWhenTheLeastSizeHoldsOne) {
    EXPECT_TRUE(PayloadScheme(kSeed, Alphabet::binary, {16, 99}).all_have_headers());
    EXPECT_FALSE(PayloadScheme(kSeed, Alphabet::binary, {15, 99}).all_have_headers());
    EXPECT_TRUE(PayloadScheme(kSeed, Alphabet::printable, {24, 99}).all_have_headers());
    EXPECT_FALSE(PayloadScheme(kSeed, Alphabet::printable, {23, 99}).all_have_headers());
}

TEST(PayloadSchemeDeathTest, ImpossibleSizesAndNamesAreAProgrammersError) {
    EXPECT_DEATH(PayloadScheme(kSeed, Alphabet::binary, {0, 9}), "assertion failed");
    EXPECT_DEATH(PayloadScheme(kSeed, Alphabet::binary, {10, 9}), "assertion failed");
    const PayloadScheme scheme(kSeed, Alphabet::binary, {64, 64});
    EXPECT_DEATH(static_cast<void>(scheme.image({kConnectionsMax, 0})), "assertion failed");
    EXPECT_DEATH(static_cast<void>(scheme.image({0, kNumbersMax})), "assertion failed");
}

}  // namespace
}  // namespace potok::loadtest
