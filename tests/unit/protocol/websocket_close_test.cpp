#include "protocol/websocket_close.hpp"

#include "protocol/utf8.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using namespace std::string_literals;

std::string body_of(std::uint16_t code, std::string_view reason) {
    return std::string{static_cast<char>(code >> 8), static_cast<char>(code)} + std::string(reason);
}

std::string written(std::uint16_t code, std::string_view reason) {
    std::array<std::byte, kCloseBodyMax> room;
    const std::size_t size = encode_close_body(code, bytes_of(reason), room);
    return std::string(text_of(Bytes(room).first(size)));
}

// RFC 6455 §7.4.1, §7.4.2 and the registry, as ranges of their own.
bool is_registered_or_free(unsigned code) {
    static constexpr unsigned kRegistered[] = {1000, 1001, 1002, 1003, 1007, 1008,
                                               1009, 1010, 1011, 1012, 1013, 1014};
    const bool registered =
        std::find(std::begin(kRegistered), std::end(kRegistered), code) != std::end(kRegistered);
    return registered || (code >= 3000 && code <= 4999);
}

TEST(WebSocketCloseCode, OfAllNumbersOnlyTheRegisteredAndTheFreeOnesMayBeInAFrame) {
    for (unsigned code = 0; code <= 0xFFFF; ++code) {
        ASSERT_EQ(may_be_in_close_frame(static_cast<std::uint16_t>(code)),
                  is_registered_or_free(code))
            << code;
    }
}

TEST(WebSocketCloseBody, EmptyIsGoodAndHasNoStatus) {
    const CloseBody body = read_close_body({});
    EXPECT_FALSE(body.failure);
    EXPECT_EQ(body.code, close_code::kNoStatus);
    EXPECT_EQ(body.reason_at, 0u);
}

TEST(WebSocketCloseBody, HasACodeAndAReason) {
    const CloseBody body = read_close_body(bytes_of(body_of(4001, "so long")));
    EXPECT_FALSE(body.failure);
    EXPECT_EQ(body.code, 4001);
    EXPECT_EQ(body.reason_at, 2u);
}

TEST(WebSocketCloseBody, EachFaultHasItsName) {
    EXPECT_EQ(read_close_body(bytes_of("\x03")).failure, WebSocketFailure::close_body_one_byte);
    EXPECT_EQ(read_close_body(bytes_of(body_of(1005, ""))).failure,
              WebSocketFailure::close_code_invalid);
    EXPECT_EQ(read_close_body(bytes_of(body_of(999, "\xFF"))).failure,
              WebSocketFailure::close_code_invalid);
    EXPECT_EQ(read_close_body(bytes_of(body_of(1000, "\xFF"))).failure,
              WebSocketFailure::close_reason_not_utf8);
    EXPECT_EQ(read_close_body(bytes_of(body_of(1000, "cut \xE2\x82"))).failure,
              WebSocketFailure::close_reason_not_utf8);
}

TEST(WebSocketCloseBody, ReadsBackWhatItWrote) {
    constexpr std::uint16_t kCodes[] = {1000, 1014, 3000, 4999};
    for (const std::uint16_t code : kCodes) {
        const std::string body = written(code, "reason");
        EXPECT_EQ(body, body_of(code, "reason"));
        EXPECT_EQ(read_close_body(bytes_of(body)).code, code);
    }
}

TEST(WebSocketCloseBody, NoStatusIsWrittenAsNoBody) {
    EXPECT_EQ(written(close_code::kNoStatus, "never sent"), "");
}

TEST(WebSocketCloseBody, ALongReasonIsCutBetweenTwoCodePoints) {
    EXPECT_EQ(written(1000, std::string(123, 'r')).size(), 125u);
    EXPECT_EQ(written(1000, std::string(124, 'r')).size(), 125u);
    const std::string cut = written(1000, std::string(122, 'r') + "\xC3\xA9");
    EXPECT_EQ(cut, body_of(1000, std::string(122, 'r')));
    EXPECT_TRUE(is_utf8(bytes_of(cut).subspan(2)));
}

TEST(WebSocketCloseBody, WhatIsNoUtf8IsNeverWritten) {
    EXPECT_EQ(written(1000, "good\xFF bad"), body_of(1000, "good"));
}

TEST(WebSocketCloseBodyDeathTest, ACodeThatNoFrameMayCarryIsNeverWritten) {
    constexpr std::uint16_t kCodes[] = {0, 999, 1004, 1006, 1015, 2999, 5000};
    for (const std::uint16_t code : kCodes) {
        EXPECT_DEATH(static_cast<void>(written(code, "")), "assertion failed") << code;
    }
}

}  // namespace
}  // namespace potok
