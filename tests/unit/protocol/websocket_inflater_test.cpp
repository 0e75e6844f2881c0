#include "protocol/websocket_inflater.hpp"

#include <random>

#include "tests/gtest_pch.hpp"
#include "tests/support/compressed.hpp"
#include "tests/unit/protocol/websocket_deflate_steps.hpp"

namespace potok {
namespace {

using namespace std::string_literals;
using test::Inflated;
using test::inflated;
using Kind = MessageInflater::Step::Kind;

constexpr std::uint64_t kMax = 1u << 20;

// RFC 7692 §7.2.3: the RFC's own examples.
const std::string kHello = "\xf2\x48\xcd\xc9\xc9\x07\x00"s;
const std::string kHelloAgain = "\xf2\x00\x11\x00\x00"s;
const std::string kHelloStored = "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"s;
const std::string kHelloFinal = "\xf3\x48\xcd\xc9\xc9\x07\x00\x00"s;
const std::string kHelloInTwoBlocks = "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"s;

Inflated inflated_alone(std::string_view message, std::uint64_t message_max = kMax,
                        std::size_t piece = std::string_view::npos, std::size_t room = 4096) {
    MessageInflater inflater({});
    return inflated(
        inflater, bytes_of(message), message_max, [&] { return piece; }, [&] { return room; });
}

Inflated done(std::string_view text) {
    return {Kind::done, std::string(text)};
}

std::string sample(std::size_t size) {
    std::mt19937_64 random(7);
    std::string text;
    while (text.size() < size)
        text += "line number " + std::to_string(random() % 1000) + '\n';
    text.resize(size);
    return text;
}

// As a message on the wire: behind a block with BFINAL the beginning of the empty one.
std::string message_of(std::string_view text) {
    return testing::compressed(text, testing::kRawDeflate) + '\0';
}

TEST(MessageInflater, TheExamplesOfTheRfc) {
    EXPECT_EQ(inflated_alone(kHello), done("Hello"));
    EXPECT_EQ(inflated_alone(kHelloStored), done("Hello"));
    EXPECT_EQ(inflated_alone(kHelloFinal), done("Hello"));
    EXPECT_EQ(inflated_alone(kHelloInTwoBlocks), done("Hello"));
    EXPECT_EQ(inflated_alone("\0"s), done(""));
}

TEST(MessageInflater, TakesOverTheContextOrDoesNot) {
    MessageInflater with({.takes_over = true});
    EXPECT_EQ(inflated(with, kHello), done("Hello"));
    EXPECT_EQ(inflated(with, kHelloAgain), done("Hello"));
    EXPECT_EQ(inflated(with, "\0"s), done(""));
    EXPECT_EQ(inflated(with, kHelloAgain), done("Hello"));

    MessageInflater without({});
    EXPECT_EQ(inflated(without, kHello), done("Hello"));
    EXPECT_EQ(inflated(without, kHelloAgain).kind, Kind::damaged);
    EXPECT_EQ(inflated(without, kHello), done("Hello")) << "the next message is a new one";
}

TEST(MessageInflater, ABlockWithBfinalEndsNeitherTheMessageNorTheContext) {
    EXPECT_EQ(inflated_alone(kHelloFinal.substr(0, 7) + kHello), done("HelloHello"));
    EXPECT_EQ(inflated_alone(kHelloFinal.substr(0, 7) + kHelloAgain), done("HelloHello"));
    EXPECT_EQ(inflated_alone("\x03\x00\x03\x00\x03\x00\x00"s), done("")) << "empty final blocks";
    MessageInflater with({.takes_over = true});
    EXPECT_EQ(inflated(with, kHelloFinal), done("Hello"));
    EXPECT_EQ(inflated(with, kHelloAgain), done("Hello"));
}

TEST(MessageInflater, TheEmptyBlockAtTheEndMayBeFinalToo) {
    MessageInflater with({.takes_over = true});
    EXPECT_EQ(inflated(with, kHelloFinal.substr(0, 7) + '\1'), done("Hello"));
    EXPECT_EQ(inflated(with, kHelloAgain), done("Hello"));
}

TEST(MessageInflater, TheSameHoweverItIsCut) {
    for (const std::string& message :
         {kHello, kHelloStored, kHelloFinal, kHelloInTwoBlocks, "\0"s, message_of(sample(700))}) {
        const Inflated whole = inflated_alone(message);
        ASSERT_EQ(whole.kind, Kind::done);
        for (std::size_t at = 0; at <= message.size(); ++at) {
            for (const std::size_t room : {1u, 2u, 3u, 7u, 64u, 4096u}) {
                MessageInflater inflater({});
                std::size_t pieces = 0;
                const Inflated cut = inflated(
                    inflater, bytes_of(message), kMax,
                    [&] { return pieces++ == 0 ? at : message.size(); }, [&] { return room; });
                ASSERT_EQ(cut, whole) << "cut at " << at << ", rooms of " << room;
            }
        }
        ASSERT_EQ(inflated_alone(message, kMax, 1, 1), whole);
    }
}

TEST(MessageInflater, AnyRoomDoes) {
    const std::string text = sample(3000);
    const std::string message = message_of(text);
    for (std::size_t room = 1; room <= text.size() + 1; room += 1 + room / 16)
        ASSERT_EQ(inflated_alone(message, kMax, 100, room), done(text)) << room;
    MessageInflater inflater({});
    std::size_t turn = 0;
    const auto at_times_none = [&] { return turn++ % 3 == 0 ? 0u : 50u; };
    EXPECT_EQ(inflated(
                  inflater, bytes_of(message), kMax, [] { return 9u; }, at_times_none),
              done(text));
}

TEST(MessageInflater, EveryTruncationIsDamage) {
    struct Cut {
        std::string message;
        std::size_t whole_at;  // where what is left happens to be a message
        std::string_view left;
    };
    const std::size_t nowhere = std::string::npos;
    const std::vector<Cut> cuts = {{kHello, nowhere, ""},
                                   {kHelloFinal, nowhere, ""},
                                   {message_of(sample(700)), nowhere, ""},
                                   {kHelloStored, 1, ""},
                                   {kHelloInTwoBlocks, 4, "He"}};
    for (const auto& [message, whole_at, left] : cuts) {
        for (std::size_t size = 0; size < message.size(); ++size) {
            const Inflated made = inflated_alone(message.substr(0, size));
            ASSERT_EQ(made, size == whole_at ? done(left) : (Inflated{Kind::damaged, made.text}))
                << size << " of " << message.size();
        }
    }
}

TEST(MessageInflater, FourMissingBytesAreNotMadeUpForByTheTail) {
    // A stored block of five bytes of which one came: the appended 00 00 FF FF would be the others.
    EXPECT_EQ(inflated_alone("\x00\x05\x00\xfa\xff\x48"s).kind, Kind::damaged);
}

TEST(MessageInflater, DamageIsTold) {
    EXPECT_EQ(inflated_alone("this is no deflate").kind, Kind::damaged);
    EXPECT_EQ(inflated_alone("\x06\x00"s).kind, Kind::damaged) << "a type of block that is none";
    EXPECT_EQ(inflated_alone("\x00\x05\x00\xfa\xfe"s).kind, Kind::damaged) << "NLEN is not ~LEN";
    EXPECT_EQ(inflated_alone(kHelloAgain).kind, Kind::damaged) << "from before the window";
    EXPECT_EQ(inflated_alone(kHello + "\xff\xff\xff\xff").kind, Kind::damaged) << "junk behind it";
    EXPECT_EQ(inflated_alone("").kind, Kind::damaged) << "not even the byte of an empty message";
    EXPECT_EQ(inflated_alone(kHello + "\x00\x00\xff\xff"s).kind, Kind::damaged)
        << "the tail was not taken away";
}

TEST(MessageInflater, WhateverIsFlippedNothingIsWorseThanDamage) {
    const std::string message = message_of(sample(400));
    for (std::size_t bit = 0; bit < 8 * message.size(); ++bit) {
        std::string bad = message;
        bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
        const Inflated whole = inflated_alone(bad, 5000);
        ASSERT_EQ(inflated_alone(bad, 5000, 1, 3), whole) << "bit " << bit;
    }
}

TEST(MessageInflater, ABombCostsTheLimitAndNoMore) {
    const std::string bomb = message_of(std::string(50'000'000, '\0'));
    ASSERT_LT(bomb.size(), 60'000u);
    for (const std::size_t room : {std::size_t{1024}, std::size_t{1} << 20}) {
        const Inflated made = inflated_alone(bomb, 1'000'000, 512, room);
        EXPECT_EQ(made.kind, Kind::too_big);
        EXPECT_EQ(made.text.size(), 1'000'000u);
    }
}

TEST(MessageInflater, ExactlyTheLimitIsWithinIt) {
    for (const std::size_t size : {0u, 1u, 5u, 4096u, 100'000u}) {
        const std::string text = sample(size);
        const std::string message = message_of(text);
        for (const std::size_t room : {1u, 4096u, 200'000u}) {
            ASSERT_EQ(inflated_alone(message, size, 100, room), done(text)) << size;
            if (size == 0) continue;
            ASSERT_EQ(inflated_alone(message, size - 1, 100, room),
                      (Inflated{Kind::too_big, text.substr(0, size - 1)}))
                << size;
        }
    }
}

TEST(MessageInflater, AtTheLimitNoRoomIsNeeded) {
    MessageInflater inflater({});
    inflater.begin(5);
    std::array<std::byte, 5> room;
    Bytes in = bytes_of(kHello);
    const MessageInflater::Step first = inflater.step(in, true, room);
    EXPECT_EQ(first.kind, Kind::output_due);
    EXPECT_EQ(first.made, 5u);
    const MessageInflater::Step second = inflater.step(in, true, {});
    EXPECT_EQ(second.kind, Kind::done);
    EXPECT_EQ(second.made, 0u);
}

TEST(MessageInflater, AMessageThatWasGivenUpIsForgotten) {
    for (const bool takes_over : {false, true}) {
        MessageInflater inflater({.takes_over = takes_over});
        EXPECT_EQ(inflated(inflater, message_of(sample(5000)), 100).kind, Kind::too_big);
        EXPECT_EQ(inflated(inflater, "damage").kind, Kind::damaged);
        inflater.begin(kMax);
        std::array<std::byte, 16> room;
        Bytes half = bytes_of(kHello).first(3);
        EXPECT_EQ(inflater.step(half, false, room).kind, Kind::input_needed);
        EXPECT_EQ(inflated(inflater, kHello), done("Hello"));
    }
}

TEST(MessageInflater, AWindowIsAsLargeAsAgreed) {
    // A repetition from 600 bytes before.
    std::mt19937_64 random(11);
    std::string text;
    while (text.size() < 600)
        text += static_cast<char>(random());
    const std::string message = message_of(text + text.substr(0, 100));
    for (std::uint8_t bits = kWindowBitsMin; bits <= kWindowBitsMax; ++bits) {
        MessageInflater inflater({.window_bits = bits});
        // In a small room the window is all that zlib has of what came before.
        const Inflated made = inflated(
            inflater, bytes_of(message), kMax, [&] { return message.size(); }, [] { return 64u; });
        EXPECT_EQ(made.kind, bits < 10 ? Kind::damaged : Kind::done) << int{bits};
    }
}

TEST(MessageInflater, HoldsNothingBeforeTheFirstMessageAndThenNoMoreThanItSays) {
    const std::string message = message_of(sample(200'000));
    for (const bool takes_over : {false, true}) {
        MessageInflater inflater({.takes_over = takes_over});
        EXPECT_EQ(inflater.held_bytes(), 0u);
        for (int i = 0; i < 5; ++i)
            ASSERT_EQ(inflated(inflater, message).kind, Kind::done);
        EXPECT_GT(inflater.held_bytes(), std::size_t{1} << kWindowBitsMax);
        EXPECT_LE(inflater.held_bytes(), MessageInflater::held_bytes_max(kWindowBitsMax));
    }
    for (std::uint8_t bits = kDeflaterWindowBitsMin; bits <= kWindowBitsMax; ++bits) {
        MessageInflater inflater({.window_bits = bits});
        const std::string short_reaching = message_of(std::string(100'000, 'x'));
        ASSERT_EQ(inflated(inflater, short_reaching).kind, Kind::done);
        EXPECT_LE(inflater.held_bytes(), MessageInflater::held_bytes_max(bits)) << int{bits};
    }
}

TEST(MessageInflaterDeathTest, NothingComesBeforeAMessageNorBehindItsEnd) {
    MessageInflater inflater({});
    Bytes in;
    EXPECT_DEATH(static_cast<void>(inflater.step(in, true, {})), "assertion failed");
    ASSERT_EQ(inflated(inflater, kHello), done("Hello"));
    EXPECT_DEATH(static_cast<void>(inflater.step(in, true, {})), "assertion failed");
    EXPECT_DEATH(MessageInflater({.window_bits = 7}), "assertion failed");
    EXPECT_DEATH(MessageInflater({.window_bits = 16}), "assertion failed");
}

}  // namespace
}  // namespace potok
