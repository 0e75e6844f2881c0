#include "protocol/session/upgrade_ask.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::test {
namespace {

UpgradeAsk ask_of(std::string_view address) {
    return upgrade_ask_of(std::move(parse_endpoint(address, EndpointUse::target)).value());
}

TEST(UpgradeAsk, TheHostHasThePortUnlessItIsTheSchemesOwn) {
    EXPECT_EQ(ask_of("ws://example.org").host, "example.org");
    EXPECT_EQ(ask_of("ws://example.org:80/").host, "example.org");
    EXPECT_EQ(ask_of("ws://example.org:443/").host, "example.org:443");
    EXPECT_EQ(ask_of("wss://example.org/").host, "example.org");
    EXPECT_EQ(ask_of("wss://example.org:80/").host, "example.org:80");
    EXPECT_EQ(ask_of("ws://[::1]:9001").host, "[::1]:9001");
    EXPECT_EQ(ask_of("ws://127.0.0.1:9001").host, "127.0.0.1:9001");
}

TEST(UpgradeAsk, AZoneIsNobodysButThisMachines) {
    EndpointAddress address;
    address.scheme = EndpointScheme::ws;
    address.host = "fe80::1%eth0";
    address.port = 9001;
    EXPECT_EQ(upgrade_ask_of(address).host, "[fe80::1]:9001");
}

TEST(UpgradeAsk, ThePathAndTheQueryAreThoseOfTheAddress) {
    EXPECT_EQ(ask_of("ws://h").target, "/");
    EXPECT_EQ(ask_of("ws://h/").target, "/");
    EXPECT_EQ(ask_of("ws://h?a=1").target, "/?a=1");
    EXPECT_EQ(ask_of("ws://h/a/b?c=%20&d").target, "/a/b?c=%20&d");
}

TEST(UpgradeAsk, AUserAndAPasswordAreBasicAuthentication) {
    EXPECT_EQ(ask_of("ws://h/").headers, std::vector<UpgradeAsk::Header>{});
    EXPECT_EQ(
        ask_of("ws://Aladdin:open%20sesame@h/").headers,
        (std::vector<UpgradeAsk::Header>{{"Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}}));
}

TEST(UpgradeAsk, WritesAllThatItHolds) {
    UpgradeAsk ask = ask_of("ws://h:9001/chat");
    ask.subprotocols = {"chat", "superchat"};
    ask.origin = "https://example.org";
    ask.headers = {{"X-One", "1"}, {"X-Two", ""}};
    WebSocketNonce nonce;  // of RFC 6455 §1.3
    const std::string_view plain = "the sample nonce";
    std::memcpy(nonce.data(), plain.data(), nonce.size());
    std::string request;
    ask.append_request(nonce, request);
    EXPECT_EQ(request,
              "GET /chat HTTP/1.1\r\n"
              "Host: h:9001\r\n"
              "Upgrade: websocket\r\n"
              "Connection: Upgrade\r\n"
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              "Sec-WebSocket-Version: 13\r\n"
              "Sec-WebSocket-Protocol: chat, superchat\r\n"
              "Origin: https://example.org\r\n"
              "X-One: 1\r\n"
              "X-Two: \r\n"
              "\r\n");
}

TEST(UpgradeAsk, IsJudgedBeforeAnythingIsWritten) {
    using Failure = UpgradeRequestFailure;
    const UpgradeAsk good = ask_of("ws://h/");
    EXPECT_EQ(good.judge(), std::nullopt);
    const auto judged = [&](auto spoil) {
        UpgradeAsk ask = good;
        spoil(ask);
        return ask.judge();
    };
    EXPECT_EQ(judged([](UpgradeAsk& ask) { ask.host = "a b"; }), Failure::host_malformed);
    EXPECT_EQ(judged([](UpgradeAsk& ask) { ask.target = "/a\r\nb"; }), Failure::target_malformed);
    EXPECT_EQ(judged([](UpgradeAsk& ask) { ask.origin = "here"; }), Failure::origin_malformed);
    EXPECT_EQ(judged([](UpgradeAsk& ask) {
                  ask.subprotocols = {"a", "a"};
              }),
              Failure::subprotocols_malformed);
    for (const char* name : {"Sec-WebSocket-Key", "upgrade", "Connection", "HOST", "a b", ""}) {
        EXPECT_EQ(judged([&](UpgradeAsk& ask) {
                      ask.headers = {{name, "x"}};
                  }),
                  Failure::header_refused)
            << name;
    }
    EXPECT_EQ(judged([](UpgradeAsk& ask) {
                  ask.headers = {{"a", "b\nc"}};
              }),
              Failure::header_refused);
}

}  // namespace
}  // namespace potok::test
