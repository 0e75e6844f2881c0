#include "protocol/websocket_deflater.hpp"

#include <random>

#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/websocket_deflate_steps.hpp"

namespace potok {
namespace {

using namespace std::string_literals;
using test::deflated;
using test::Inflated;
using test::inflated;
using Kind = MessageDeflater::Step::Kind;
using Settings = MessageDeflater::Settings;

const std::string kHello = "\xf2\x48\xcd\xc9\xc9\x07\x00"s;  // RFC 7692 §7.2.3.1
const std::string kHelloAgain = "\xf2\x00\x11\x00\x00"s;     // §7.2.3.2
const std::string kEmpty = "\0"s;                            // §7.2.3.6

std::string noise(std::size_t size, std::uint64_t seed = 5) {
    std::mt19937_64 random(seed);
    std::string text;
    while (text.size() < size)
        text += static_cast<char>(random());
    return text;
}

std::string sample(std::size_t size) {
    std::mt19937_64 random(9);
    std::string text;
    while (text.size() < size)
        text += "{\"number\": " + std::to_string(random() % 1000) + "}, ";
    text.resize(size);
    return text;
}

Inflated done(std::string_view text) {
    return {MessageInflater::Step::Kind::done, std::string(text)};
}

TEST(MessageDeflater, TheExamplesOfTheRfc) {
    MessageDeflater with({.takes_over = true, .level = 6});
    EXPECT_EQ(deflated(with, "Hello"), kHello);
    EXPECT_EQ(deflated(with, "Hello"), kHelloAgain);
    MessageDeflater without({});
    EXPECT_EQ(deflated(without, "Hello"), kHello);
    EXPECT_EQ(deflated(without, "Hello"), kHello);
}

TEST(MessageDeflater, AnEmptyMessageIsOneByteWhateverCameBefore) {
    for (const bool takes_over : {false, true}) {
        MessageDeflater deflater({.takes_over = takes_over});
        MessageInflater inflater({.takes_over = takes_over});
        int without_zlib = 0;
        for (const char* text : {"", "", "Hello", "", "", "Hello", ""}) {
            const std::string message = deflated(deflater, text);
            EXPECT_EQ(message == kEmpty, text[0] == '\0');
            if (deflater.held_bytes() == 0) ++without_zlib;
            EXPECT_EQ(inflated(inflater, message), done(text));
        }
        EXPECT_EQ(without_zlib, 2) << "the first two need none";
    }
}

TEST(MessageDeflater, WhatItMakesIsInflatedAgainWhateverTheSettings) {
    for (std::uint8_t bits = kDeflaterWindowBitsMin; bits <= kWindowBitsMax; ++bits) {
        for (const bool takes_over : {false, true}) {
            for (const std::uint8_t memory_level : std::initializer_list<std::uint8_t>{1, 8, 9}) {
                MessageDeflater deflater({.window_bits = bits,
                                          .takes_over = takes_over,
                                          .level = static_cast<std::uint8_t>(1 + bits % 9),
                                          .memory_level = memory_level});
                MessageInflater inflater({.window_bits = bits, .takes_over = takes_over});
                for (const std::string& text :
                     {sample(100), sample(70'000), noise(70'000), ""s, noise(1), sample(100),
                      std::string(100'000, 'x'), sample(40'000) + noise(500)}) {
                    const std::string message = deflated(deflater, text);
                    ASSERT_EQ(inflated(inflater, message), done(text))
                        << int{bits} << ' ' << takes_over << ' ' << text.size();
                }
            }
        }
    }
}

TEST(MessageDeflater, TheSameHoweverTheRoomsEnd) {
    for (const std::string& text : {""s, "a"s, sample(300), noise(300), sample(5000)}) {
        MessageDeflater deflater({});
        const std::string whole = deflated(deflater, text);
        for (std::size_t room = 1; room <= whole.size() + 1; ++room) {
            ASSERT_EQ(
                deflated(
                    deflater, bytes_of(text), [&] { return text.size(); }, [&] { return room; }),
                whole)
                << text.size() << " in rooms of " << room;
        }
        std::size_t turn = 0;
        const auto at_times_none = [&] { return turn++ % 3 == 0 ? 0u : 5u; };
        ASSERT_EQ(deflated(
                      deflater, bytes_of(text), [&] { return text.size(); }, at_times_none),
                  whole);
    }
}

// A room that ends anywhere in a message larger than what zlib holds back.
TEST(MessageDeflater, AFlushThatARoomCutsInTwoIsNotRepeated) {
    const std::string text = sample(150'000) + noise(70'000);
    MessageDeflater deflater({});
    const std::string whole = deflated(deflater, text);
    for (const std::size_t first :
         {std::size_t{1}, whole.size() / 2, whole.size() - 7, whole.size() - 6, whole.size() - 5,
          whole.size() - 4, whole.size() - 3, whole.size() - 2, whole.size() - 1, whole.size(),
          whole.size() + 1}) {
        std::size_t turn = 0;
        const auto room = [&] { return turn++ == 0 ? 0 : turn == 2 ? first : 3; };
        ASSERT_EQ(deflated(
                      deflater, bytes_of(text), [&] { return text.size(); }, room),
                  whole)
            << first << " of " << whole.size();
    }
}

TEST(MessageDeflater, HoweverTheInputIsCutItIsInflatedAgain) {
    const std::string text = sample(600);
    MessageDeflater deflater({.takes_over = true});
    MessageInflater inflater({.takes_over = true});
    for (std::size_t at = 0; at <= text.size(); ++at) {
        std::size_t pieces = 0;
        const std::string message = deflated(
            deflater, bytes_of(text), [&] { return pieces++ == 0 ? at : text.size(); },
            [&] { return 1 + at % 90; });
        ASSERT_EQ(inflated(inflater, message), done(text)) << at;
    }
}

TEST(MessageDeflater, TheTailIsNotInTheMessage) {
    MessageDeflater deflater({});
    for (std::size_t size = 0; size < 2000; size += 7) {
        const std::string message = deflated(deflater, sample(size));
        ASSERT_FALSE(message.ends_with("\x00\x00\xff\xff"s)) << size;
        ASSERT_FALSE(message.empty());
    }
}

TEST(MessageDeflater, AMessageThatWasGivenUpIsForgottenWithItsContext) {
    for (const bool takes_over : {false, true}) {
        MessageDeflater deflater({.takes_over = takes_over});
        MessageInflater inflater({.takes_over = takes_over});
        EXPECT_EQ(inflated(inflater, deflated(deflater, "Hello")), done("Hello"));
        deflater.begin();
        std::array<std::byte, 10> room;
        const std::string given_up = noise(5000);
        Bytes in = bytes_of(given_up);
        EXPECT_EQ(deflater.step(in, true, room).kind, Kind::output_due);
        const std::string message = deflated(deflater, given_up + "Hello");
        EXPECT_EQ(inflated(inflater, message), done(given_up + "Hello"));
    }
}

TEST(MessageDeflater, WithoutContextEveryMessageCanBeInflatedAlone) {
    MessageDeflater deflater({});
    for (int i = 0; i < 5; ++i) {
        MessageInflater inflater({});
        EXPECT_EQ(inflated(inflater, deflated(deflater, sample(3000))), done(sample(3000)));
    }
}

TEST(MessageDeflater, NothingGrowsByMoreThanTheDecoderAllows) {
    for (const std::uint8_t memory_level : std::initializer_list<std::uint8_t>{1, 8}) {
        for (const std::size_t size : {1u, 64u, 1000u, 70'000u}) {
            MessageDeflater deflater({.memory_level = memory_level});
            EXPECT_LE(deflated(deflater, noise(size)).size(), size + size / 8 + 64);
        }
    }
}

TEST(MessageDeflater, HoldsNothingBeforeTheFirstMessageAndThenNoMoreThanItSays) {
    for (std::uint8_t bits = kDeflaterWindowBitsMin; bits <= kWindowBitsMax; ++bits) {
        for (const std::uint8_t memory_level : std::initializer_list<std::uint8_t>{1, 5, 8, 9}) {
            const Settings settings{.window_bits = bits, .memory_level = memory_level};
            MessageDeflater deflater(settings);
            EXPECT_EQ(deflater.held_bytes(), 0u);
            for (int i = 0; i < 3; ++i)
                static_cast<void>(deflated(deflater, sample(50'000)));
            EXPECT_GT(deflater.held_bytes(), std::size_t{4} << bits);
            EXPECT_LE(deflater.held_bytes(), MessageDeflater::held_bytes_max(settings));
        }
    }
}

TEST(MessageDeflaterDeathTest, NothingComesBeforeAMessageNorBehindItsEnd) {
    MessageDeflater deflater({});
    Bytes in;
    EXPECT_DEATH(static_cast<void>(deflater.step(in, true, {})), "assertion failed");
    EXPECT_EQ(deflated(deflater, "Hello"), kHello);
    EXPECT_DEATH(static_cast<void>(deflater.step(in, true, {})), "assertion failed");
    EXPECT_DEATH(MessageDeflater({.window_bits = 8}), "assertion failed");
}

}  // namespace
}  // namespace potok
