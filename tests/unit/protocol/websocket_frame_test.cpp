#include "protocol/websocket_frame.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok {
namespace {

using namespace std::string_literals;
using State = FrameRead::State;

constexpr FrameRules kFromServer{.masked = false, .data_max = kFramePayloadMax};
constexpr FrameRules kFromClient{.masked = true, .data_max = kFramePayloadMax};

std::string header_of(const FrameHeader& header) {
    std::array<std::byte, kFrameHeaderMax> room;
    const std::size_t size = encode_frame_header(header, room);
    return std::string(text_of(Bytes(room).first(size)));
}

MaskKey key_of(std::string_view bytes) {
    MaskKey key;
    std::memcpy(&key, bytes.data(), sizeof(key));
    return key;
}

// -- The header's codec

TEST(WebSocketFrameHeader, IsWrittenInTheShortestForm) {
    const auto hex_of = [](Opcode opcode, bool fin, std::uint64_t length) {
        return test::hex(header_of({.opcode = opcode, .fin = fin, .payload_bytes = length}));
    };
    EXPECT_EQ(hex_of(Opcode::text, true, 0), "8100");
    EXPECT_EQ(hex_of(Opcode::binary, false, 125), "027d");
    EXPECT_EQ(hex_of(Opcode::continuation, true, 126), "807e007e");
    EXPECT_EQ(hex_of(Opcode::binary, true, 65535), "827effff");
    EXPECT_EQ(hex_of(Opcode::binary, true, 65536), "827f0000000000010000");
    EXPECT_EQ(hex_of(Opcode::binary, true, kFramePayloadMax), "827f7fffffffffffffff");
    EXPECT_EQ(hex_of(Opcode::close, true, 125), "887d");
    const FrameHeader masked{
        .opcode = Opcode::text, .masked = true, .key = key_of("\1\2\3\4"), .payload_bytes = 126};
    EXPECT_EQ(test::hex(header_of(masked)), "81fe007e01020304");
}

TEST(WebSocketFrameHeader, ReadsBackWhatItWroteAtEveryBoundary) {
    for (unsigned bit = 0; bit < 63; ++bit) {
        for (const std::uint64_t length :
             {(std::uint64_t{1} << bit) - 1, std::uint64_t{1} << bit}) {
            for (const bool masked : {false, true}) {
                const std::string bytes = header_of({.opcode = Opcode::text,
                                                     .fin = bit % 2 == 0,
                                                     .masked = masked,
                                                     .key = masked ? 0x12345678u : 0,
                                                     .payload_bytes = length});
                const FrameRead read =
                    read_frame_header(masked ? kFromClient : kFromServer, bytes_of(bytes));
                ASSERT_EQ(read.state, State::complete) << length;
                ASSERT_EQ(read.header_bytes, bytes.size());
                ASSERT_EQ(read.header.payload_bytes, length);
                ASSERT_EQ(read.header.opcode, Opcode::text);
                ASSERT_EQ(read.header.fin, bit % 2 == 0);
                ASSERT_EQ(read.header.masked, masked);
                ASSERT_EQ(read.header.key, masked ? 0x12345678u : 0);
            }
        }
    }
}

TEST(WebSocketFrameHeader, IsIncompleteUntilItsLastByte) {
    for (const std::uint64_t length : {0ull, 125ull, 126ull, 65535ull, 65536ull}) {
        for (const bool masked : {false, true}) {
            const std::string bytes = header_of({.masked = masked, .payload_bytes = length});
            for (std::size_t size = 0; size < bytes.size(); ++size) {
                EXPECT_EQ(read_frame_header(masked ? kFromClient : kFromServer,
                                            bytes_of(bytes).first(size))
                              .state,
                          State::incomplete)
                    << length << " after " << size;
            }
        }
    }
}

TEST(WebSocketFrameHeaderDeathTest, WhatNoFrameMayBeIsNeverWritten) {
    const auto write = [](const FrameHeader& header) { static_cast<void>(header_of(header)); };
    EXPECT_DEATH(write({.opcode = Opcode::ping, .payload_bytes = 126}), "assertion failed");
    EXPECT_DEATH(write({.opcode = Opcode::close, .fin = false}), "assertion failed");
    EXPECT_DEATH(write({.payload_bytes = kFramePayloadMax + 1}), "assertion failed");
    EXPECT_DEATH(write({.opcode = Opcode::ping, .compressed = true}), "assertion failed");
    EXPECT_DEATH(write({.opcode = Opcode::continuation, .compressed = true}), "assertion failed");
}

struct BadHeader {
    const char* what;
    FrameRules rules;
    std::string bytes;
    WebSocketFailure failure;
    std::size_t decided_after;  // so many bytes leave no doubt
};

std::vector<BadHeader> bad_headers() {
    using enum WebSocketFailure;
    const FrameRules& any = kFromServer;
    const FrameRules inside{.masked = false, .inside_message = true, .data_max = kFramePayloadMax};
    const FrameRules small{.masked = false, .data_max = 1000};
    const FrameRules deflate{.masked = false, .data_max = 1000, .compression = true};
    FrameRules deflate_inside = deflate;
    deflate_inside.inside_message = true;
    return {
        {"RSV1", any, "\xC1\0"s, reserved_bits, 1},
        {"RSV2", any, "\xA1\0"s, reserved_bits, 1},
        {"RSV3", any, "\x91\0"s, reserved_bits, 1},
        {"reserved bits come before a reserved opcode", any, "\xF3\0"s, reserved_bits, 1},
        {"opcode 3", any, "\x83\0"s, reserved_opcode, 1},
        {"opcode 7 inside a message", inside, "\x87\0"s, reserved_opcode, 1},
        {"opcode 11", any, "\x8B\0"s, reserved_opcode, 1},
        {"opcode 15 without FIN", any, "\x0F\0"s, reserved_opcode, 1},
        {"a ping without FIN", any, "\x09\0"s, control_fragmented, 1},
        {"a continuation of nothing", any, "\x80\0"s, continuation_of_nothing, 1},
        {"text inside a message", inside, "\x81\0"s, message_inside_message, 1},
        {"binary inside a message", inside, "\x02\0"s, message_inside_message, 1},
        {"a mask from a server", any, "\x81\x80"s, mask_unexpected, 2},
        {"no mask from a client", kFromClient, "\x81\x00"s, mask_missing, 2},
        {"the mask comes before the length", kFromClient, "\x89\x7F"s, mask_missing, 2},
        {"a ping of 126", any, "\x89\x7E\x00\x7E"s, control_too_long, 2},
        {"a pong with a 64 bit length", any, "\x8A\x7F"s, control_too_long, 2},
        {"a close body of one byte", any, "\x88\x01"s, close_body_one_byte, 2},
        {"125 in 16 bits", any, "\x82\x7E\x00\x7D"s, length_not_minimal, 4},
        {"0 in 16 bits", any, "\x82\x7E\x00\x00"s, length_not_minimal, 4},
        {"65535 in 64 bits", any, "\x82\x7F\0\0\0\0\0\0\xFF\xFF"s, length_not_minimal, 8},
        {"0 in 64 bits", any, "\x82\x7F\0\0\0\0\0\0\0\0"s, length_not_minimal, 8},
        {"2^63", any, "\x82\x7F\x80\0\0\0\0\0\0\0"s, length_too_large, 3},
        {"2^64 - 1", any, "\x82\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s, length_too_large, 3},
        {"2^63 is that before it is too big", small, "\x82\x7F\x80\0\0\0\0\0\0\0"s,
         length_too_large, 3},
        {"one byte more than allowed", small, "\x82\x7E\x03\xE9"s, message_too_big, 4},
        {"more than allowed by its first byte", small, "\x82\x7E\x04\x00"s, message_too_big, 3},
        {"2^32 in 64 bits", small, "\x82\x7F\0\0\0\1\0\0\0\0"s, message_too_big, 6},
        {"100 where 99 are allowed",
         {.masked = false, .data_max = 99},
         "\x82\x64"s,
         message_too_big,
         2},
        {"100 in 16 bits where 99 are allowed",
         {.masked = false, .data_max = 99},
         "\x82\x7E\x00\x64"s,
         length_not_minimal,
         4},
        {"a compressed ping", deflate, "\xC9\0"s, reserved_bits, 1},
        {"a compressed close frame", deflate, "\xC8\0"s, reserved_bits, 1},
        {"RSV1 of a continuation", deflate_inside, "\xC0\0"s, reserved_bits, 1},
        {"RSV1 of a continuation of nothing", deflate, "\xC0\0"s, reserved_bits, 1},
        {"RSV1 and RSV2", deflate, "\xE1\0"s, reserved_bits, 1},
        {"RSV1 and RSV3", deflate, "\xD1\0"s, reserved_bits, 1},
        {"RSV1 of a reserved opcode", deflate, "\xC3\0"s, reserved_bits, 1},
        {"a compressed message inside a message", deflate_inside, "\xC1\0"s, message_inside_message,
         1},
        {"more than allowed, compressed", deflate, "\xC2\x7E\x04\xA6"s, message_too_big, 4},
        {"what only a compressed one may bring", deflate, "\x82\x7E\x04\xA5"s, message_too_big, 3},
    };
}

TEST(WebSocketFrameHeader, IsRefusedAtTheFirstByteThatLeavesNoDoubt) {
    for (const BadHeader& bad : bad_headers()) {
        SCOPED_TRACE(bad.what);
        for (std::size_t size = 0; size <= bad.bytes.size(); ++size) {
            const FrameRead read = read_frame_header(bad.rules, bytes_of(bad.bytes).first(size));
            ASSERT_EQ(read.state == State::failed, size >= bad.decided_after) << size;
            if (read.state == State::failed) {
                ASSERT_EQ(read.failure, bad.failure) << size;
            }
        }
    }
}

TEST(WebSocketFrameHeader, SaysThatAMessageIsCompressedWhereThatWasAgreedOn) {
    for (const bool masked : {false, true}) {
        FrameRules rules{.masked = masked, .data_max = kFramePayloadMax, .compression = true};
        for (const bool compressed : {false, true}) {
            for (const std::uint64_t length : {0ull, 5ull, 125ull, 126ull, 70'000ull}) {
                const std::string bytes = header_of({.opcode = Opcode::binary,
                                                     .masked = masked,
                                                     .compressed = compressed,
                                                     .payload_bytes = length});
                const FrameRead read = read_frame_header(rules, bytes_of(bytes));
                ASSERT_EQ(read.state, State::complete) << length;
                ASSERT_EQ(read.header.compressed, compressed) << length;
                ASSERT_EQ(read.header.payload_bytes, length);
            }
        }
    }
    EXPECT_EQ(test::hex(header_of({.opcode = Opcode::text, .compressed = true})), "c100");
    EXPECT_EQ(test::hex(header_of({.opcode = Opcode::binary, .fin = false, .compressed = true})),
              "4200");
}

TEST(WebSocketFrameHeader, OfEveryFirstByteExactlyTheKnownOnesAreGood) {
    for (unsigned first = 0; first < 256; ++first) {
        for (const bool inside : {false, true}) {
            const FrameRules rules{
                .masked = false, .inside_message = inside, .data_max = kFramePayloadMax};
            const std::byte bytes[] = {static_cast<std::byte>(first), std::byte{0}};
            const bool data = first == 0x01 || first == 0x02 || first == 0x81 || first == 0x82;
            const bool more = first == 0x00 || first == 0x80;
            const bool control = first == 0x88 || first == 0x89 || first == 0x8A;
            EXPECT_EQ(read_frame_header(rules, bytes).state == State::complete,
                      control || (inside ? more : data))
                << first << inside;
        }
    }
}

TEST(WebSocketFrameHeader, AMaximumForDataIsNoneForControlFrames) {
    const FrameRules none{.masked = false, .data_max = 0};
    EXPECT_EQ(read_frame_header(none, bytes_of("\x89\x7D")).state, State::complete);
    EXPECT_EQ(read_frame_header(none, bytes_of("\x82\0"s)).state, State::complete);
    EXPECT_EQ(read_frame_header(none, bytes_of("\x82\x01")).state, State::failed);
}

// -- The mask

// RFC 6455 §5.3, a byte at a time.
std::string masked_by_the_letter(std::string text, std::string_view key) {
    for (std::size_t i = 0; i < text.size(); ++i)
        text[i] = static_cast<char>(text[i] ^ key[i % 4]);
    return text;
}

std::string random_bytes(std::mt19937_64& random, std::size_t size) {
    std::string bytes(size, '\0');
    for (char& octet : bytes)
        octet = static_cast<char>(random());
    return bytes;
}

TEST(WebSocketMask, IsTheLettersAtEverySizeAndAlignment) {
    std::mt19937_64 random(1);
    for (std::size_t size = 0; size <= 70; ++size) {
        for (std::size_t offset = 0; offset < 8; ++offset) {
            const std::string key = random_bytes(random, 4);
            const std::string plain = random_bytes(random, size);
            std::string place = std::string(offset, '<') + plain + ">";
            apply_mask(std::as_writable_bytes(std::span(place)).subspan(offset, size), key_of(key));
            ASSERT_EQ(place, std::string(offset, '<') + masked_by_the_letter(plain, key) + ">");
        }
    }
}

TEST(WebSocketMask, CopiesAsItMasksInPlace) {
    std::mt19937_64 random(2);
    for (std::size_t size = 0; size <= 70; ++size) {
        const std::string key = random_bytes(random, 4);
        const std::string plain = random_bytes(random, size);
        std::string copy(size + 1, '>');
        mask_copy(std::as_writable_bytes(std::span(copy)).data(), bytes_of(plain), key_of(key));
        ASSERT_EQ(copy, masked_by_the_letter(plain, key) + ">");
    }
}

TEST(WebSocketMask, GoesOnInPiecesWithARotatedKey) {
    std::mt19937_64 random(3);
    for (int round = 0; round < 200; ++round) {
        const std::string bytes = random_bytes(random, 4);
        const std::string plain = random_bytes(random, 60);
        std::string text = plain;
        MaskKey key = key_of(bytes);
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t size = std::min<std::size_t>(random() % 12, text.size() - at);
            apply_mask(std::as_writable_bytes(std::span(text)).subspan(at, size), key);
            key = rotated(key, size);
            at += size;
        }
        ASSERT_EQ(text, masked_by_the_letter(plain, bytes)) << "round " << round;
    }
}

}  // namespace
}  // namespace potok
