#include "loadtest/verify/stream_verifier.hpp"

#include "loadtest/verify/ledger.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/loadtest/printers.hpp"

namespace potok::loadtest {
namespace {

using Buffer = std::vector<std::byte>;
using Verifications = std::vector<Verification>;
using Kind = Verification::Kind;

constexpr std::uint32_t kOwn = 3;

Verification intact(std::uint64_t number, std::uint32_t connection = kOwn) {
    return {.kind = Kind::intact, .name = {connection, number}, .difference = {}};
}

constexpr Verification kForeign{};

// What arrived: (kind, number) only, where the difference does not matter.
Verification corrupted(std::uint64_t number) {
    return {.kind = Kind::corrupted, .name = {kOwn, number}, .difference = {}};
}

Verifications without_differences(Verifications verifications) {
    for (Verification& verification : verifications)
        verification.difference = {};
    return verifications;
}

// A connection that has sent ten messages and gets `stream` back.
class Wire {
  public:
    explicit Wire(SizeRange size, Alphabet alphabet = Alphabet::binary, std::uint64_t sent = 10)
        : scheme_(99, alphabet, size), sent_(sent) {}

    [[nodiscard]] Buffer message(std::uint64_t number, std::uint32_t connection = kOwn) const {
        Buffer bytes(scheme_.size_of({connection, number}));
        scheme_.image({connection, number}).write_to(bytes);
        return bytes;
    }

    [[nodiscard]] Verifications verified(const Buffer& stream, std::size_t chunk) {
        StreamVerifier verifier(scheme_);
        Ledger ledger(kOwn);
        for (std::uint64_t i = 0; i < sent_; ++i)
            ledger.on_sent({});
        Verifications all;
        for (std::size_t at = 0; at < stream.size(); at += chunk) {
            Bytes data = Bytes(stream).subspan(at, std::min(chunk, stream.size() - at));
            while (const auto verification = verifier.next(data, ledger.expectation())) {
                static_cast<void>(ledger.settle(*verification));
                all.push_back(*verification);
            }
            EXPECT_TRUE(data.empty());
        }
        if (const auto rest = verifier.finish()) all.push_back(*rest);
        out_of_step_ = verifier.out_of_step();
        return all;
    }

    // The same however the bytes are cut.
    [[nodiscard]] Verifications verified(const Buffer& stream) {
        const Verifications whole = verified(stream, stream.size() + 1);
        for (const std::size_t chunk : {1u, 2u, 7u, 15u, 16u, 17u, 63u, 100u}) {
            EXPECT_EQ(verified(stream, chunk), whole) << "in chunks of " << chunk;
        }
        return whole;
    }
    [[nodiscard]] bool out_of_step() const { return out_of_step_; }

  private:
    PayloadScheme scheme_;
    std::uint64_t sent_;
    bool out_of_step_ = false;
};

Buffer operator+(Buffer left, const Buffer& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

Buffer flipped(Buffer bytes, std::size_t place) {
    bytes[place] ^= std::byte{1};
    return bytes;
}

Buffer cut(Buffer bytes, std::size_t from, std::size_t size) {
    const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(from);
    bytes.erase(at, at + static_cast<std::ptrdiff_t>(size));
    return bytes;
}

const Buffer kJunk(5, std::byte{0x2A});

TEST(StreamVerifier, MessagesBackToBackAreIntactHoweverTheyAreCut) {
    for (const Alphabet alphabet : {Alphabet::binary, Alphabet::printable}) {
        for (const SizeRange size : {SizeRange{1, 1}, {7, 9}, {16, 16}, {24, 24}, {16, 300}}) {
            Wire wire(size, alphabet);
            Buffer stream;
            Verifications expected;
            for (std::uint64_t number = 0; number < 10; ++number) {
                stream = stream + wire.message(number);
                expected.push_back(intact(number));
            }
            EXPECT_EQ(wire.verified(stream), expected) << size.least << ".." << size.most;
            EXPECT_FALSE(wire.out_of_step());
        }
    }
}

TEST(StreamVerifier, AFlippedByteDamagesOneMessageAndNothingElse) {
    for (const std::size_t size : {16u, 24u, 64u}) {
        Wire wire({size, size});
        const Buffer good = wire.message(1);
        for (std::size_t place = 0; place < size; ++place) {
            const Buffer bad = flipped(good, place);
            const Verification damage{Kind::corrupted, {kOwn, 1}, {place, good[place], bad[place]}};
            const Buffer stream = wire.message(0) + bad + wire.message(2);
            ASSERT_EQ(wire.verified(stream), (Verifications{intact(0), damage, intact(2)}))
                << size << ", " << place;
        }
    }
}

TEST(StreamVerifier, DamageIsDecidedWithoutTheMessageBehindIt) {
    Wire wire({64, 64});
    for (std::size_t place = 0; place < 64; ++place) {
        const Buffer stream = flipped(wire.message(0), place);
        EXPECT_EQ(without_differences(wire.verified(stream)), Verifications{corrupted(0)}) << place;
    }
}

TEST(StreamVerifier, DamageBehindTheHeaderIsDecidedAtTheByteThatDiffers) {
    const PayloadScheme scheme(1, Alphabet::binary, {64, 64});
    StreamVerifier verifier(scheme);
    Buffer message(64);
    scheme.image({kOwn, 0}).write_to(message);
    const Buffer bad = flipped(message, 40);
    Bytes data = Bytes(bad).first(41);
    const auto verification = verifier.next(data, {.connection = kOwn, .next = 0, .sent = 1});
    ASSERT_TRUE(verification);
    EXPECT_EQ(verification->difference, (Difference{40, message[40], bad[40]}));
}

TEST(StreamVerifier, TheFirstOfSeveralDifferencesIsTheOneReported) {
    Wire wire({64, 64});
    for (const std::size_t first : {2u, 20u}) {
        const Buffer bad = flipped(flipped(wire.message(0), first), first + 5);
        const Verifications all = wire.verified(bad + wire.message(1));
        ASSERT_EQ(without_differences(all), (Verifications{corrupted(0), intact(1)}));
        EXPECT_EQ(all.front().difference.offset, first);
    }
}

TEST(StreamVerifier, DamageToAMessageOfAnotherConnectionIsItsOwn) {
    Wire wire({64, 64});
    const Verifications all = wire.verified(flipped(wire.message(77, 9), 40) + wire.message(0));
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all.front().kind, Kind::corrupted);
    EXPECT_EQ(all.front().name, (MessageName{9, 77}));
    EXPECT_EQ(all.back(), intact(0));
}

TEST(StreamVerifier, AHeaderThatBeginsLikeTheExpectedOneIsFound) {
    Wire wire({64, 64}, Alphabet::binary, 600);
    for (const std::uint64_t far : {256u, 512u}) {  // the first byte is equal
        EXPECT_EQ(wire.verified(wire.message(far) + wire.message(far + 1)),
                  (Verifications{intact(far), intact(far + 1)}));
    }
    EXPECT_EQ(wire.verified(wire.message(0, 9) + wire.message(0)),
              (Verifications{intact(0, 9), intact(0)}));
}

TEST(StreamVerifier, ADroppedMessageLeavesTheOthersIntact) {
    Wire wire({64, 64});
    EXPECT_EQ(wire.verified(wire.message(0) + wire.message(2) + wire.message(3)),
              (Verifications{intact(0), intact(2), intact(3)}));
}

TEST(StreamVerifier, SwappedAndRepeatedMessagesAreNamed) {
    Wire wire({16, 200});
    EXPECT_EQ(wire.verified(wire.message(1) + wire.message(0) + wire.message(1) + wire.message(2)),
              (Verifications{intact(1), intact(0), intact(1), intact(2)}));
}

TEST(StreamVerifier, AMessageOfAnotherConnectionIsNamedAndStepsAreKept) {
    Wire wire({16, 200});
    EXPECT_EQ(wire.verified(wire.message(0) + wire.message(77, 9) + wire.message(1)),
              (Verifications{intact(0), intact(77, 9), intact(1)}));
}

TEST(StreamVerifier, ARepetitionAfterTheLastAnswerIsNamed) {
    Wire wire({16, 16}, Alphabet::binary, 1);
    EXPECT_EQ(wire.verified(wire.message(0) + wire.message(0)),
              (Verifications{intact(0), intact(0)}));
}

TEST(StreamVerifier, MissingBytesDamageTheirMessageWhereverTheyWere) {
    Wire wire({64, 64});
    for (std::size_t from = 0; from < 60; ++from) {
        for (const std::size_t size : {1u, 4u}) {
            const Buffer stream =
                wire.message(0) + cut(wire.message(1), from, size) + wire.message(2);
            ASSERT_EQ(without_differences(wire.verified(stream)),
                      (Verifications{intact(0), corrupted(1), intact(2)}))
                << from << ", " << size;
        }
    }
}

TEST(StreamVerifier, ATruncatedMessageDamagesOnlyItself) {
    Wire wire({64, 64});
    for (std::size_t kept = 1; kept < 64; ++kept) {
        const Buffer stream = cut(wire.message(0), kept, 64 - kept) + wire.message(1);
        ASSERT_EQ(without_differences(wire.verified(stream)),
                  (Verifications{corrupted(0), intact(1)}))
            << kept;
    }
}

TEST(StreamVerifier, BytesBetweenMessagesAreForeign) {
    Wire wire({64, 64});
    EXPECT_EQ(wire.verified(kJunk + wire.message(0) + kJunk + wire.message(1)),
              (Verifications{kForeign, intact(0), kForeign, intact(1)}));
}

TEST(StreamVerifier, BytesBeforeAMessageOfAnotherConnectionAreForeign) {
    Wire wire({64, 64});
    EXPECT_EQ(wire.verified(kJunk + wire.message(77, 9) + wire.message(0)),
              (Verifications{kForeign, intact(77, 9), intact(0)}));
}

TEST(StreamVerifier, BytesBehindADamagedMessageBelongToItsDamage) {
    Wire wire({64, 64}, Alphabet::binary, 1);
    for (const std::size_t place : {3u, 30u}) {
        EXPECT_EQ(without_differences(wire.verified(flipped(wire.message(0), place) + kJunk)),
                  Verifications{corrupted(0)});
    }
}

TEST(StreamVerifier, AnIntactMessageEndsTheDamage) {
    Wire wire({64, 64}, Alphabet::binary, 3);
    for (const std::size_t place : {3u, 30u}) {
        const Buffer stream =
            flipped(wire.message(0), place) + wire.message(1) + kJunk + wire.message(2) + kJunk;
        EXPECT_EQ(without_differences(wire.verified(stream)),
                  (Verifications{corrupted(0), intact(1), kForeign, intact(2), kForeign}));
        Wire shorter({64, 64}, Alphabet::binary, 2);
        EXPECT_EQ(without_differences(shorter.verified(flipped(shorter.message(0), place) +
                                                       shorter.message(1) + kJunk)),
                  (Verifications{corrupted(0), intact(1), kForeign}));
    }
}

TEST(StreamVerifier, BytesAfterTheLastAnswerAreForeign) {
    Wire wire({64, 64}, Alphabet::binary, 1);
    EXPECT_EQ(wire.verified(wire.message(0) + kJunk), (Verifications{intact(0), kForeign}));
    EXPECT_EQ(wire.verified(wire.message(0) + Buffer(300)), (Verifications{intact(0), kForeign}));
}

TEST(StreamVerifier, InsertedBytesDamageTheirMessageOnly) {
    Wire wire({64, 64});
    const Buffer good = wire.message(0);
    const Buffer head(good.begin(), good.begin() + 40);
    const Buffer tail(good.begin() + 40, good.end());
    EXPECT_EQ(without_differences(wire.verified(head + kJunk + tail + wire.message(1))),
              (Verifications{corrupted(0), intact(1)}));
}

TEST(StreamVerifier, DamageOverTwoMessagesCountsBoth) {
    Wire wire({64, 64});
    for (std::size_t from = 1; from < 64; ++from) {
        Buffer stream = wire.message(0) + wire.message(1) + wire.message(2);
        std::fill_n(stream.begin() + static_cast<std::ptrdiff_t>(from), 64, std::byte{0});
        ASSERT_EQ(without_differences(wire.verified(stream)),
                  (Verifications{corrupted(0), corrupted(1), intact(2)}))
            << from;
    }
}

TEST(StreamVerifier, AMessageNeverSentIsNoMessage) {
    Wire wire({64, 64}, Alphabet::binary, 1);
    EXPECT_EQ(wire.verified(wire.message(0) + wire.message(1)),
              (Verifications{intact(0), kForeign}));
}

TEST(StreamVerifier, BytesAkinToNothingAreForeignThoughAnswersAreDue) {
    Wire wire({64, 64});
    for (const std::size_t size : {3u, 63u, 64u, 100u, 128u, 5000u}) {
        EXPECT_EQ(wire.verified(Buffer(size)), Verifications{kForeign}) << size;
        EXPECT_EQ(wire.verified(Buffer(size) + wire.message(0)),
                  (Verifications{kForeign, intact(0)}))
            << size;
    }
}

TEST(StreamVerifier, ALongStretchThatIsNobodysIsToldBeforeItEnds) {
    const PayloadScheme scheme(1, Alphabet::binary, {64, 64});
    StreamVerifier verifier(scheme);
    const Buffer stray(128);
    Bytes data = stray;
    EXPECT_EQ(verifier.next(data, {.connection = kOwn, .next = 0, .sent = 1}), kForeign);
    data = stray;
    EXPECT_EQ(verifier.next(data, {.connection = kOwn, .next = 0, .sent = 1}), std::nullopt);
    EXPECT_EQ(verifier.finish(), std::nullopt);
}

TEST(StreamVerifier, AMessageSentAfterAStretchThatIsNobodysIsKnownThoughItIsDamaged) {
    const PayloadScheme scheme(1, Alphabet::binary, {64, 64});
    StreamVerifier verifier(scheme);
    const Buffer stray(300);
    Bytes data = stray;
    EXPECT_EQ(verifier.next(data, {.connection = kOwn, .next = {}, .sent = 0}), kForeign);
    EXPECT_EQ(verifier.next(data, {.connection = kOwn, .next = {}, .sent = 0}), std::nullopt);
    Buffer message(64);
    scheme.image({kOwn, 0}).write_to(message);
    const Buffer bad = flipped(message, 3);
    data = bad;
    const auto damage = verifier.next(data, {.connection = kOwn, .next = 0, .sent = 1});
    EXPECT_EQ(damage, (Verification{Kind::corrupted, {kOwn, 0}, {3, message[3], bad[3]}}));
}

TEST(StreamVerifier, AnUnfinishedMessageIsNotDecided) {
    Wire wire({64, 64});
    for (const std::size_t kept : {1u, 15u, 16u, 63u}) {
        EXPECT_EQ(wire.verified(wire.message(0) + cut(wire.message(1), kept, 64 - kept)),
                  Verifications{intact(0)});
        const Buffer damaged_before = flipped(wire.message(0), 3);
        EXPECT_EQ(without_differences(
                      wire.verified(damaged_before + cut(wire.message(1), kept, 64 - kept))),
                  Verifications{corrupted(0)});
    }
}

TEST(StreamVerifier, AnUnfinishedDamagedMessageIsDecidedAtTheEnd) {
    Wire wire({64, 64});
    EXPECT_EQ(without_differences(wire.verified(flipped(cut(wire.message(0), 30, 34), 2))),
              Verifications{corrupted(0)});
}

TEST(StreamVerifier, WithoutHeadersAFlippedByteKeepsTheStep) {
    Wire wire({8, 8});
    const Buffer good = wire.message(1);
    const Verification damage{Kind::corrupted, {kOwn, 1}, {5, good[5], good[5] ^ std::byte{1}}};
    EXPECT_EQ(wire.verified(wire.message(0) + flipped(good, 5) + wire.message(2)),
              (Verifications{intact(0), damage, intact(2)}));
    EXPECT_TRUE(wire.out_of_step());
}

TEST(StreamVerifier, WithoutHeadersAMissingMessageSpoilsAllThatFollow) {
    Wire wire({8, 8}, Alphabet::binary, 4);
    EXPECT_EQ(
        without_differences(wire.verified(wire.message(0) + wire.message(2) + wire.message(3))),
        (Verifications{intact(0), corrupted(1), corrupted(2)}));
    EXPECT_TRUE(wire.out_of_step());
}

TEST(StreamVerifier, WithoutHeadersBytesNobodyAwaitsAreForeignOnce) {
    Wire wire({8, 8}, Alphabet::binary, 1);
    EXPECT_EQ(wire.verified(wire.message(0) + wire.message(0)),
              (Verifications{intact(0), kForeign}));
    EXPECT_TRUE(wire.out_of_step());
}

TEST(StreamVerifier, WithoutHeadersTheStreamGoesOnWhenSomethingIsSentAgain) {
    const PayloadScheme scheme(1, Alphabet::binary, {8, 8});
    StreamVerifier verifier(scheme);
    const Buffer stray(3, std::byte{9});
    Bytes data = stray;
    EXPECT_EQ(verifier.next(data, {.connection = kOwn, .next = {}, .sent = 0}), kForeign);
    EXPECT_EQ(verifier.next(data, {.connection = kOwn, .next = {}, .sent = 0}), std::nullopt);
    Buffer message(8);
    scheme.image({kOwn, 0}).write_to(message);
    data = message;
    EXPECT_EQ(verifier.next(data, {.connection = kOwn, .next = 0, .sent = 1}), intact(0));
}

}  // namespace
}  // namespace potok::loadtest
