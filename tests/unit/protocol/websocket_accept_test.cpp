#include "protocol/websocket_accept.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

std::string accept_of(std::string_view key) {
    const WebSocketAccept accept = accept_value(key);
    return {accept.data(), accept.size()};
}

TEST(WebSocketAccept, IsWhatTheRfcsExampleSays) {
    EXPECT_EQ(accept_of("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(WebSocketKey, IsBase64OfTheNonce) {
    WebSocketNonce nonce;
    const std::string sample = "the sample nonce";
    std::transform(sample.begin(), sample.end(), nonce.begin(),
                   [](char letter) { return static_cast<std::byte>(letter); });
    const WebSocketKey key = encode_key(nonce);
    EXPECT_EQ(std::string(key.data(), key.size()), "dGhlIHNhbXBsZSBub25jZQ==");
}

TEST(WebSocketKey, OfRandomBytesIsAKey) {
    std::mt19937_64 random(1);
    for (int round = 0; round < 200; ++round) {
        WebSocketNonce nonce;
        for (std::byte& octet : nonce)
            octet = static_cast<std::byte>(random());
        const WebSocketKey key = encode_key(nonce);
        EXPECT_TRUE(is_websocket_key({key.data(), key.size()}));
    }
}

TEST(WebSocketKey, IsStrictlyBase64OfSixteenBytes) {
    EXPECT_TRUE(is_websocket_key("AAAAAAAAAAAAAAAAAAAAAA=="));
    EXPECT_TRUE(is_websocket_key("//////////++++++++++/w=="));
    for (const char* bad : {
             "",
             "AAAAAAAAAAAAAAAAAAAAAA",        // not padded
             "AAAAAAAAAAAAAAAAAAAAAA=",       // half padded
             "AAAAAAAAAAAAAAAAAAAAAB==",      // a bit that no byte has
             "AAAAAAAAAAAAAAAAAAAAA===",      // 15 bytes and more padding
             "AAAAAAAAAAAAAAAAAAAA",          // 15 bytes
             "AAAAAAAAAAAAAAAAAAAAAAA=",      // 17 bytes
             "AAAAAAAAAAAAAAAAAAAAAAAAAA==",  // 19 bytes
             "AAAAAAAAAA AAAAAAAAAAA==",      // a blank
             "AAAAAAAAAA-AAAAAAAAAAA==",      // of the alphabet for URLs
             "AAAAAAAAAA=AAAAAAAAAAA==",      // padding in the middle
             "AAAAAAAAAAAAAAAAAAAAAA==A",
         }) {
        EXPECT_FALSE(is_websocket_key(bad)) << bad;
    }
}

TEST(WebSocketAcceptDeathTest, IsOnlyMadeOfAKey) {
    EXPECT_DEATH(static_cast<void>(accept_value("short")), "assertion failed");
}

}  // namespace
}  // namespace potok
