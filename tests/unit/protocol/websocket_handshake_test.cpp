#include "protocol/websocket_handshake.hpp"

#include "protocol/http_target.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using Kind = UpgradeDecision::Kind;
using Lines = std::vector<HttpField>;

constexpr std::string_view kSampleKey = "dGhlIHNhbXBsZSBub25jZQ==";

const Lines& good_lines() {
    static const Lines lines = {{"Host", "example.org"},
                                {"Upgrade", "websocket"},
                                {"Connection", "Upgrade"},
                                {"Sec-WebSocket-Key", kSampleKey},
                                {"Sec-WebSocket-Version", "13"}};
    return lines;
}

Lines without(std::string_view name) {
    Lines lines = good_lines();
    std::erase_if(lines, [name](const HttpField& field) { return field.name == name; });
    return lines;
}

Lines with(std::vector<HttpField> more) {
    Lines lines = good_lines();
    lines.insert(lines.end(), more.begin(), more.end());
    return lines;
}

Lines instead(std::string_view name, std::string_view value) {
    Lines lines = without(name);
    lines.push_back({name, value});
    return lines;
}

HttpRequestHead request(const Lines& lines, std::string_view method = "GET") {
    HttpRequestHead head;
    head.method = method;
    head.target = head.path = "/chat";
    for (const HttpField& line : lines)
        EXPECT_TRUE(head.fields.add(line));
    head.host = *read_authority("example.org");
    return head;
}

UpgradeDecision check(const HttpRequestHead& head, const UpgradePolicy& policy = {}) {
    return check_upgrade(head, policy);
}

void expect_refused(const HttpRequestHead& head, UpgradeRefusal refusal, std::uint16_t status) {
    const UpgradeDecision decision = check(head);
    EXPECT_EQ(decision.kind, Kind::refused);
    EXPECT_EQ(decision.refusal, refusal);
    EXPECT_EQ(status_of(decision.refusal), status);
}

// -- What is accepted

TEST(WebSocketUpgrade, TheRfcsExampleIsAccepted) {
    const UpgradeDecision decision = check(request(good_lines()));
    EXPECT_EQ(decision.kind, Kind::accepted);
    EXPECT_EQ(std::string(decision.accept.data(), decision.accept.size()),
              "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_TRUE(decision.subprotocol.empty());
}

TEST(WebSocketUpgrade, TokensMayStandInListsAndInEitherCase) {
    EXPECT_EQ(check(request(instead("Upgrade", "WebSocket"))).kind, Kind::accepted);
    EXPECT_EQ(check(request(instead("Upgrade", "h2c, websocket"))).kind, Kind::accepted);
    EXPECT_EQ(check(request(instead("Connection", "keep-alive, UPGRADE"))).kind, Kind::accepted);
    EXPECT_EQ(check(request(with({{"Connection", "keep-alive"}}))).kind, Kind::accepted);
    EXPECT_EQ(check(request(with({{"sec-websocket-extensions", "permessage-deflate; a=b"}}))).kind,
              Kind::accepted);
}

TEST(WebSocketUpgrade, AnEmptyBodyIsNoBody) {
    HttpRequestHead head = request(good_lines());
    head.framing = {HttpFraming::Kind::length, 0};
    EXPECT_EQ(check(head).kind, Kind::accepted);
}

// -- What is no upgrade

TEST(WebSocketUpgrade, ARequestThatAsksForNoneIsSomebodyElses) {
    const Lines plain = {{"Host", "example.org"}};
    EXPECT_EQ(check(request(plain)).kind, Kind::not_an_upgrade);
    EXPECT_EQ(check(request(plain, "POST")).kind, Kind::not_an_upgrade);
    Lines other = plain;
    other.push_back({"Connection", "upgrade"});
    other.push_back({"Upgrade", "h2c"});
    EXPECT_EQ(check(request(other)).kind, Kind::not_an_upgrade);
}

// -- What is refused

TEST(WebSocketUpgrade, HalfAHandshakeIsRefused) {
    using enum UpgradeRefusal;
    expect_refused(request(without("Upgrade")), upgrade_missing, 400);
    expect_refused(request(instead("Upgrade", "h2c")), upgrade_missing, 400);
    expect_refused(request(instead("Upgrade", "websocket/13")), upgrade_missing, 400);
}

TEST(WebSocketUpgrade, AnOlderVersionOfHttpCannotAsk) {
    HttpRequestHead head = request(good_lines());
    head.version = HttpVersion::http_1_0;
    expect_refused(head, UpgradeRefusal::version_http_1_0, 400);
}

TEST(WebSocketUpgrade, OnlyAGetWithoutBodyMayAsk) {
    for (const char* method : {"POST", "HEAD", "get", "OPTIONS", "CONNECT"}) {
        expect_refused(request(good_lines(), method), UpgradeRefusal::method_not_get, 405);
    }
    HttpRequestHead head = request(good_lines());
    head.framing = {HttpFraming::Kind::length, 1};
    expect_refused(head, UpgradeRefusal::body_announced, 400);
    head.framing = {HttpFraming::Kind::chunked, 0};
    expect_refused(head, UpgradeRefusal::body_announced, 400);
}

TEST(WebSocketUpgrade, ConnectionHasToNameUpgrade) {
    using enum UpgradeRefusal;
    expect_refused(request(without("Connection")), connection_without_upgrade, 400);
    expect_refused(request(instead("Connection", "keep-alive")), connection_without_upgrade, 400);
    expect_refused(request(instead("Connection", "upgraded")), connection_without_upgrade, 400);
}

TEST(WebSocketUpgrade, ThereIsOneHost) {
    expect_refused(request(without("Host")), UpgradeRefusal::host_not_one, 400);
    expect_refused(request(with({{"host", "example.org"}})), UpgradeRefusal::host_not_one, 400);
}

TEST(WebSocketUpgrade, ThereIsOneKeyOfSixteenBytes) {
    using enum UpgradeRefusal;
    expect_refused(request(without("Sec-WebSocket-Key")), key_missing, 400);
    expect_refused(request(with({{"sec-websocket-key", kSampleKey}})), key_repeated, 400);
    for (const char* bad : {"", "short", "AAAAAAAAAAAAAAAAAAAAAB==", "AAAAAAAAAAAAAAAAAAAAAAA="}) {
        expect_refused(request(instead("Sec-WebSocket-Key", bad)), key_malformed, 400);
    }
}

TEST(WebSocketUpgrade, AnotherVersionIsToldTheOneWeSpeak) {
    using enum UpgradeRefusal;
    constexpr std::string_view kName = "Sec-WebSocket-Version";
    expect_refused(request(without(kName)), version_missing, 426);
    for (const char* other : {"0", "8", "12", "14", "25", "99", "255"}) {
        expect_refused(request(instead(kName, other)), version_not_supported, 426);
    }
    for (const char* bad : {"", "013", "13, 8", "-13", "+13", "13.0", "256", "1300", "0xD", "x"}) {
        expect_refused(request(instead(kName, bad)), version_malformed, 400);
    }
    expect_refused(request(with({{kName, "13"}})), version_repeated, 400);
    const std::vector<HttpField> fields = fields_of(version_not_supported);
    EXPECT_THAT(fields, testing::Contains(HttpField{"Sec-WebSocket-Version", "13"}));
    EXPECT_THAT(fields, testing::Contains(HttpField{"Upgrade", "websocket"}));
    EXPECT_THAT(fields_of(method_not_get), testing::ElementsAre(HttpField{"Allow", "GET"}));
    EXPECT_TRUE(fields_of(key_missing).empty());
}

TEST(WebSocketUpgrade, APageOfAnotherHostIsNotLetIn) {
    using enum UpgradeRefusal;
    EXPECT_EQ(check(request(with({{"Origin", "http://example.org"}}))).kind, Kind::accepted);
    expect_refused(request(with({{"Origin", "http://evil.com"}})), origin_not_allowed, 403);
    expect_refused(request(with({{"Origin", "null"}})), origin_not_allowed, 403);
    expect_refused(request(with({{"Origin", ""}})), origin_not_allowed, 403);
    expect_refused(
        request(with({{"Origin", "http://example.org"}, {"origin", "http://example.org"}})),
        origin_repeated, 400);
    const UpgradePolicy policy{.origins = {{"http://friend.org"}}, .subprotocols = {}};
    EXPECT_EQ(check(request(with({{"Origin", "http://friend.org"}})), policy).kind, Kind::accepted);
}

TEST(WebSocketUpgrade, ExtensionsAreTakenForTheirGrammarOnly) {
    expect_refused(request(with({{"Sec-WebSocket-Extensions", "a; b="}})),
                   UpgradeRefusal::extensions_malformed, 400);
    expect_refused(request(with({{"Sec-WebSocket-Extensions", ""}})),
                   UpgradeRefusal::extensions_malformed, 400);
}

// -- Sub-protocols

constexpr std::string_view kProtocol = "Sec-WebSocket-Protocol";

TEST(WebSocketUpgrade, OurBestSubprotocolOfThoseAskedForIsTaken) {
    const UpgradePolicy policy{.origins = {}, .subprotocols = {"chat.v2", "chat.v1"}};
    const auto chosen = [&](std::vector<HttpField> more) {
        const UpgradeDecision decision = check(request(with(std::move(more))), policy);
        EXPECT_EQ(decision.kind, Kind::accepted);
        return std::string(decision.subprotocol);
    };
    EXPECT_EQ(chosen({}), "");
    EXPECT_EQ(chosen({{kProtocol, "chat.v1"}}), "chat.v1");
    EXPECT_EQ(chosen({{kProtocol, "chat.v1, chat.v2"}}), "chat.v2");
    EXPECT_EQ(chosen({{kProtocol, "chat.v1"}, {kProtocol, "other, chat.v2"}}), "chat.v2");
    EXPECT_EQ(chosen({{kProtocol, "other"}}), "");
    EXPECT_EQ(chosen({{kProtocol, "CHAT.V1"}}), "");
}

TEST(WebSocketUpgrade, WhoSpeaksAnySubprotocolTakesTheFirstThatIsNotItsOwn) {
    const UpgradePolicy policy{
        .origins = {}, .subprotocols = {"ours"}, .takes_any_subprotocol = true};
    const HttpRequestHead two = request(with({{kProtocol, "a, b"}}));
    EXPECT_EQ(check(two, policy).subprotocol, "a");
    const HttpRequestHead with_ours = request(with({{kProtocol, "a, ours"}}));
    EXPECT_EQ(check(with_ours, policy).subprotocol, "ours");
    EXPECT_EQ(check(request(good_lines()), policy).subprotocol, "");
}

TEST(WebSocketUpgrade, SubprotocolsAreAListOfDifferentTokens) {
    using enum UpgradeRefusal;
    for (const char* bad : {"", ",", "a b", "a, b c", "\"a\"", "a;b", "a/b"}) {
        expect_refused(request(with({{kProtocol, bad}})), subprotocols_malformed, 400);
    }
    expect_refused(request(with({{kProtocol, "a, b, a"}})), subprotocols_repeated, 400);
    expect_refused(request(with({{kProtocol, "a"}, {kProtocol, "a"}})), subprotocols_repeated, 400);
}

TEST(WebSocketUpgrade, SubprotocolsHaveALimit) {
    std::string list;
    for (std::size_t i = 0; i < kSubprotocolsMax; ++i)
        list += "p" + std::to_string(i) + ",";
    EXPECT_EQ(check(request(with({{kProtocol, list}}))).kind, Kind::accepted);
    list += "one-more";
    expect_refused(request(with({{kProtocol, list}})), UpgradeRefusal::subprotocols_too_many, 400);
}

// -- The answer

TEST(WebSocketUpgrade, TheAnswerIsTheRfcs) {
    const UpgradePolicy policy{.origins = {}, .subprotocols = {"chat"}};
    const UpgradeDecision decision = check(request(with({{kProtocol, "chat"}})), policy);
    std::string out = "before|";
    const HttpField server{"Server", "potok"};
    EXPECT_EQ(append_upgrade_response(decision, {&server, 1}, out), std::nullopt);
    EXPECT_EQ(out,
              "before|HTTP/1.1 101 Switching Protocols\r\n"
              "Connection: upgrade\r\n"
              "Upgrade: websocket\r\n"
              "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
              "Sec-WebSocket-Protocol: chat\r\n"
              "Server: potok\r\n"
              "\r\n");
}

TEST(WebSocketUpgrade, CompressionIsAnsweredWhereItIsWantedAndOffered) {
    constexpr std::string_view kExtensions = "Sec-WebSocket-Extensions";
    UpgradePolicy policy;
    policy.deflate.emplace();
    const UpgradeDecision decision =
        check(request(with({{kExtensions, "x, permessage-deflate"}})), policy);
    ASSERT_TRUE(decision.deflate);
    std::string out;
    EXPECT_EQ(append_upgrade_response(decision, {}, out), std::nullopt);
    EXPECT_NE(out.find("\r\nSec-WebSocket-Extensions: permessage-deflate; "
                       "server_no_context_takeover; client_no_context_takeover\r\n"),
              out.npos)
        << out;
    EXPECT_FALSE(check(request(good_lines()), policy).deflate);
    EXPECT_FALSE(check(request(with({{kExtensions, "permessage-deflate"}}))).deflate);
    EXPECT_FALSE(check(request(with({{kExtensions, "permessage-deflate; x"}})), policy).deflate);
    expect_refused(request(with({{kExtensions, "permessage-deflate;"}})),
                   UpgradeRefusal::extensions_malformed, 400);
}

TEST(WebSocketUpgrade, ABadFieldOfAnApplicationLeavesNothingWritten) {
    const UpgradeDecision decision = check(request(good_lines()));
    for (const HttpField& bad :
         {HttpField{"X", "a\r\nSet-Cookie: b"}, HttpField{"X\n", "a"},
          HttpField{"X", std::string_view("a\0b", 3)}, HttpField{"", "a"},
          HttpField{"upgrade", "h2c"}, HttpField{"Connection", "close"},
          HttpField{"sec-websocket-accept", "x"}, HttpField{"Content-Length", "1"}}) {
        std::string out;
        EXPECT_NE(append_upgrade_response(decision, {&bad, 1}, out), std::nullopt) << bad.name;
        EXPECT_EQ(out, "");
    }
}

TEST(WebSocketUpgradeDeathTest, OnlyWhatIsAcceptedHasAnAnswer) {
    const UpgradeDecision refused = check(request(without("Sec-WebSocket-Key")));
    EXPECT_DEATH(static_cast<void>(UpgradeFields(refused)), "assertion failed");
}

}  // namespace
}  // namespace potok
