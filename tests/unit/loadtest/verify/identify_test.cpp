#include "loadtest/verify/identify.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/loadtest/printers.hpp"

namespace potok::loadtest {
namespace {

using Buffer = std::vector<std::byte>;
using Kind = Verification::Kind;

constexpr std::uint32_t kOwn = 5;
constexpr std::uint64_t kNext = 100;
constexpr Expectation kExpectation{.connection = kOwn, .next = kNext, .sent = 110};

Verification intact(std::uint64_t number, std::uint32_t connection = kOwn) {
    return {.kind = Kind::intact, .name = {connection, number}, .difference = {}};
}

constexpr Verification kForeign{};

class Wire {
  public:
    explicit Wire(std::size_t size, Alphabet alphabet = Alphabet::binary, std::uint64_t seed = 1)
        : scheme_(seed, alphabet, {size, size}) {}

    [[nodiscard]] Buffer message(std::uint64_t number, std::uint32_t connection = kOwn) const {
        Buffer bytes(scheme_.size_of({connection, number}));
        scheme_.image({connection, number}).write_to(bytes);
        return bytes;
    }
    [[nodiscard]] Verification identify(Bytes bytes, Expectation expectation = kExpectation) const {
        return loadtest::identify(scheme_, expectation, bytes);
    }

  private:
    PayloadScheme scheme_;
};

Buffer flipped(Buffer bytes, std::size_t place) {
    bytes[place] ^= std::byte{4};
    return bytes;
}

Buffer noise(std::size_t size) {
    std::mt19937_64 random(size);
    Buffer bytes(size);
    for (std::byte& byte : bytes)
        byte = static_cast<std::byte>(random());
    return bytes;
}

TEST(Identify, TheExpectedMessageIsIntactAtEverySize) {
    for (const Alphabet alphabet : {Alphabet::binary, Alphabet::printable}) {
        for (std::size_t size = 1; size < 40; ++size) {
            const Wire wire(size, alphabet);
            EXPECT_EQ(wire.identify(wire.message(kNext)), intact(kNext)) << size;
        }
    }
}

TEST(Identify, AnotherMessageOfTheConnectionIsNamedHoweverFar) {
    const Wire wire(64);
    for (const std::uint64_t number : {0u, 99u, 101u, 109u}) {
        EXPECT_EQ(wire.identify(wire.message(number)), intact(number));
    }
}

TEST(Identify, AMessageOfAnotherConnectionIsNamed) {
    const Wire wire(64);
    EXPECT_EQ(wire.identify(wire.message(7'000, 9)), intact(7'000, 9));
}

TEST(Identify, AMessageNeverSentIsForeign) {
    const Wire wire(64);
    EXPECT_EQ(wire.identify(wire.message(110)), kForeign);
    EXPECT_EQ(wire.identify(wire.message(0), {.connection = kOwn, .next = {}, .sent = 0}),
              kForeign);
}

TEST(Identify, AMessageOfAnotherRunIsForeign) {
    const Wire wire(64);
    EXPECT_EQ(wire.identify(Wire(64, Alphabet::binary, 2).message(kNext)), kForeign);
}

TEST(Identify, WhatHasNothingOfAMessageIsForeign) {
    for (const std::size_t size : {8u, 16u, 64u, 1000u}) {
        const Wire wire(64);
        EXPECT_EQ(wire.identify(noise(size)), kForeign) << size;
        EXPECT_EQ(wire.identify(Buffer(size)), kForeign) << size;
    }
}

TEST(Identify, WithNothingToAnswerSpoiltBytesAreForeign) {
    const Wire wire(64);
    const Expectation answered{.connection = kOwn, .next = {}, .sent = 110};
    EXPECT_EQ(wire.identify(flipped(wire.message(200), 3), answered), kForeign);
    EXPECT_EQ(wire.identify(noise(4), answered), kForeign);
}

TEST(Identify, AFlippedByteIsRelatedToItsMessageWhereverItIs) {
    for (const Alphabet alphabet : {Alphabet::binary, Alphabet::printable}) {
        const Wire wire(64, alphabet);
        const Buffer good = wire.message(kNext);
        for (std::size_t place = 0; place < good.size(); ++place) {
            const Buffer bad = flipped(good, place);
            const Difference difference{place, good[place], bad[place]};
            EXPECT_EQ(wire.identify(bad),
                      (Verification{Kind::corrupted, {kOwn, kNext}, difference}));
        }
    }
}

TEST(Identify, ADamagedLaterMessageIsRelatedToItselfWhereverTheDamageIs) {
    for (const std::size_t size : {16u, 64u}) {
        const Wire wire(size);
        const Buffer good = wire.message(kNext + 3);
        for (std::size_t place = 8; place < good.size(); ++place) {
            const Verification verification = wire.identify(flipped(good, place));
            EXPECT_EQ(verification.kind, Kind::corrupted) << place;
            EXPECT_EQ(verification.name, (MessageName{kOwn, kNext + 3})) << place;
            EXPECT_EQ(verification.difference.offset, place);
        }
    }
}

TEST(Identify, ADamagedMessageNeverSentIsForeign) {
    const Wire wire(64);
    EXPECT_EQ(wire.identify(flipped(wire.message(110), 12)), kForeign);
}

TEST(Identify, ADamagedMessageOfAnotherConnectionIsRelatedToIt) {
    const Wire wire(64);
    const Verification verification = wire.identify(flipped(wire.message(3, 9), 40));
    EXPECT_EQ(verification.kind, Kind::corrupted);
    EXPECT_EQ(verification.name, (MessageName{9, 3}));
}

TEST(Identify, ATruncatedMessageDiffersWhereItEnds) {
    // Where messages have headers, the first four bytes that are left tell whose they were.
    for (const auto& [size, least] : {std::pair{12u, 0u}, {64u, 4u}}) {
        const Wire wire(size);
        const Buffer good = wire.message(kNext);
        for (std::size_t kept = least; kept < size; ++kept) {
            const Verification verification = wire.identify(Bytes(good).first(kept));
            const Difference end{kept, good[kept], std::nullopt};
            EXPECT_EQ(verification, (Verification{Kind::corrupted, {kOwn, kNext}, end})) << kept;
        }
    }
}

TEST(Identify, BytesTooFewToTellAreForeignWhereMessagesHaveHeaders) {
    for (const Alphabet alphabet : {Alphabet::binary, Alphabet::printable}) {
        const Wire wire(64, alphabet);
        for (std::size_t size = 0; size < 16; ++size) {
            EXPECT_EQ(wire.identify(noise(size)), kForeign) << size;
            EXPECT_EQ(wire.identify(Buffer(size)), kForeign) << size;
        }
        for (std::size_t kept = 0; kept < 4; ++kept)
            EXPECT_EQ(wire.identify(Bytes(wire.message(kNext)).first(kept)), kForeign) << kept;
        EXPECT_EQ(wire.identify(bytes_of("junk")), kForeign);
    }
}

TEST(Identify, AMessageWithATailDiffersAtTheTail) {
    const Wire wire(64);
    Buffer longer = wire.message(kNext);
    longer.push_back(std::byte{'!'});
    const Difference tail{64, std::nullopt, std::byte{'!'}};
    EXPECT_EQ(wire.identify(longer), (Verification{Kind::corrupted, {kOwn, kNext}, tail}));
}

TEST(Identify, AHeaderlessMessageIsFoundAmongItsNeighbours) {
    const Wire wire(8);
    const Expectation deep{.connection = kOwn, .next = 100, .sent = 1000};
    for (const std::uint64_t number : {36u, 99u, 101u, 164u}) {
        EXPECT_EQ(wire.identify(wire.message(number), deep), intact(number));
    }
    EXPECT_EQ(wire.identify(wire.message(35), deep), kForeign);
    EXPECT_EQ(wire.identify(wire.message(165), deep), kForeign);
}

TEST(Identify, AHeaderlessMessageNotYetSentIsNotFound) {
    const Wire wire(8);
    EXPECT_EQ(wire.identify(wire.message(110)), kForeign);
}

TEST(Identify, AHeaderlessRepetitionIsFoundWhenNothingIsOutstanding) {
    const Wire wire(8);
    const Expectation answered{.connection = kOwn, .next = {}, .sent = 110};
    EXPECT_EQ(wire.identify(wire.message(109), answered), intact(109));
}

TEST(Identify, AHeaderlessMessageOfAFirstConversationHasNoEarlierNeighbours) {
    const Wire wire(8);
    const Expectation first{.connection = kOwn, .next = 2, .sent = 3};
    EXPECT_EQ(wire.identify(wire.message(0), first), intact(0));
}

TEST(Identify, TooFewBytesToTellCountAsDamage) {
    const Wire wire(4);
    const Verification verification = wire.identify(noise(4));
    EXPECT_EQ(verification.kind, Kind::corrupted);
    EXPECT_EQ(verification.name, (MessageName{kOwn, kNext}));
}

// ---- Fan-out: the messages of all connections below kSenders are expected

constexpr std::uint32_t kSenders = 200;
constexpr Expectation kFromAll{.connection = kOwn, .next = {}, .sent = 110, .senders = kSenders};

TEST(IdentifyAmongAll, AMessageOfAnyConnectionIsIntact) {
    for (const Alphabet alphabet : {Alphabet::binary, Alphabet::printable}) {
        const Wire wire(64, alphabet);
        for (const std::uint32_t connection : {0u, kOwn, 17u, kSenders - 1}) {
            EXPECT_EQ(wire.identify(wire.message(kNext, connection), kFromAll),
                      intact(kNext, connection));
        }
    }
}

TEST(IdentifyAmongAll, WhatOneFlippedBitSpoiltIsStillItsMessage) {
    for (const Alphabet alphabet : {Alphabet::binary, Alphabet::printable}) {
        const Wire wire(64, alphabet);
        const Buffer good = wire.message(kNext, 17);
        for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
            Buffer bad = good;
            bad[bit / 8] ^= std::byte{1} << bit % 8;
            const Verification found = wire.identify(bad, kFromAll);
            EXPECT_EQ(found.kind, Kind::corrupted) << "bit " << bit;
            EXPECT_EQ(found.name, (MessageName{17, kNext})) << "bit " << bit;
            EXPECT_EQ(found.difference.offset, bit / 8) << "bit " << bit;
        }
    }
}

TEST(IdentifyAmongAll, AMessageCutShortOrTooLongIsCorrupted) {
    const Wire wire(64);
    Buffer bytes = wire.message(kNext, 17);
    bytes.pop_back();
    EXPECT_EQ(wire.identify(bytes, kFromAll).kind, Kind::corrupted);
    bytes = wire.message(kNext, 17);
    bytes.push_back({});
    EXPECT_EQ(wire.identify(bytes, kFromAll).kind, Kind::corrupted);
    bytes.resize(8);
    EXPECT_EQ(wire.identify(bytes, kFromAll), kForeign);
}

TEST(IdentifyAmongAll, AMessageOfNoConnectionOfTheRunIsForeign) {
    const Wire wire(64);
    EXPECT_EQ(wire.identify(wire.message(kNext, kSenders), kFromAll), kForeign);
    EXPECT_EQ(wire.identify(flipped(wire.message(kNext, kSenders), 3), kFromAll), kForeign);
    EXPECT_EQ(wire.identify(wire.message(kFromAll.sent), kFromAll), kForeign) << "own, not sent";
    EXPECT_EQ(wire.identify(noise(64), kFromAll), kForeign);
    EXPECT_EQ(wire.identify({}, kFromAll), kForeign);
    const Wire another(64, Alphabet::binary, 2);
    EXPECT_EQ(wire.identify(another.message(kNext, 17), kFromAll), kForeign);
}

}  // namespace
}  // namespace potok::loadtest
