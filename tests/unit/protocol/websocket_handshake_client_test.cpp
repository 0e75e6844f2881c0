#include "protocol/websocket_handshake_client.hpp"

#include "protocol/http_request.hpp"
#include "protocol/http_target.hpp"
#include "protocol/websocket_handshake.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using Lines = std::vector<HttpField>;

UpgradeRequest sample_request() {
    UpgradeRequest request{.host = "server.example.com"};
    const std::string sample = "the sample nonce";
    std::transform(sample.begin(), sample.end(), request.nonce.begin(),
                   [](char letter) { return static_cast<std::byte>(letter); });
    return request;
}

// -- The request

TEST(WebSocketUpgradeRequest, IsTheRfcs) {
    UpgradeRequest request = sample_request();
    request.target = "/chat?room=1";
    request.subprotocols = {"chat", "superchat"};
    request.origin = "http://example.com";
    const HttpField header{"Authorization", "Basic Zm9vOmJhcg=="};
    request.headers = {&header, 1};
    std::string out = "before|";
    EXPECT_EQ(append_upgrade_request(request, out), std::nullopt);
    EXPECT_EQ(out,
              "before|GET /chat?room=1 HTTP/1.1\r\n"
              "Host: server.example.com\r\n"
              "Upgrade: websocket\r\n"
              "Connection: Upgrade\r\n"
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              "Sec-WebSocket-Version: 13\r\n"
              "Sec-WebSocket-Protocol: chat, superchat\r\n"
              "Origin: http://example.com\r\n"
              "Authorization: Basic Zm9vOmJhcg==\r\n"
              "\r\n");
}

TEST(WebSocketUpgradeRequest, IsAcceptedByTheServersSide) {
    UpgradeRequest request = sample_request();
    request.subprotocols = {"chat"};
    std::string out;
    ASSERT_EQ(append_upgrade_request(request, out), std::nullopt);
    HttpRequestHead head;
    ASSERT_EQ(read_request_head(bytes_of(out), head), std::nullopt);
    const UpgradePolicy policy{.origins = {}, .subprotocols = {"chat"}};
    const UpgradeDecision decision = check_upgrade(head, policy);
    EXPECT_EQ(decision.kind, UpgradeDecision::Kind::accepted);
    EXPECT_EQ(decision.subprotocol, "chat");
}

TEST(WebSocketUpgradeRequest, OffersCompressionWhereItIsWanted) {
    UpgradeRequest request = sample_request();
    std::string out;
    EXPECT_EQ(append_upgrade_request(request, out), std::nullopt);
    EXPECT_EQ(out.find("Extensions"), out.npos);
    request.deflate.emplace();
    EXPECT_EQ(append_upgrade_request(request, out), std::nullopt);
    EXPECT_NE(out.find("\r\nSec-WebSocket-Extensions: permessage-deflate; "
                       "server_no_context_takeover; client_no_context_takeover; "
                       "client_max_window_bits\r\n"),
              out.npos)
        << out;
}

void expect_refused(const UpgradeRequest& request, UpgradeRequestFailure failure) {
    std::string out;
    EXPECT_EQ(append_upgrade_request(request, out), failure);
    EXPECT_EQ(out, "");
}

TEST(WebSocketUpgradeRequest, WhatAnApplicationSetsIsJudgedBeforeAByteIsWritten) {
    using enum UpgradeRequestFailure;
    UpgradeRequest request = sample_request();
    for (const char* bad : {"", "a b", "a\r\nX: y", "user@host", "host:99999"}) {
        request.host = bad;
        expect_refused(request, host_malformed);
    }
    request = sample_request();
    for (const char* bad : {"", "chat", "/a b", "/a\r\nX: y", "/a#fragment", "*", "http://a/b"}) {
        request.target = bad;
        expect_refused(request, target_malformed);
    }
    request = sample_request();
    for (const char* bad : {"example.org", "http://a\r\nX: y", "http://a/path"}) {
        request.origin = bad;
        expect_refused(request, origin_malformed);
    }
    request = sample_request();
    for (const std::vector<std::string_view>& bad :
         std::vector<std::vector<std::string_view>>{{""}, {"a b"}, {"a,b"}, {"a", "b", "a"}}) {
        request.subprotocols = bad;
        expect_refused(request, subprotocols_malformed);
    }
    request = sample_request();
    for (const HttpField& bad :
         {HttpField{"X", "a\r\nY: b"}, HttpField{"X", std::string_view("\0", 1)},
          HttpField{"X:", "a"}, HttpField{"Host", "b"}, HttpField{"origin", "http://a"},
          HttpField{"Upgrade", "h2c"}, HttpField{"Sec-WebSocket-Extensions", "x"},
          HttpField{"Content-Length", "0"}}) {
        request.headers = {&bad, 1};
        expect_refused(request, header_refused);
    }
}

TEST(WebSocketUpgradeRequest, SubprotocolsHaveALimit) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i <= kSubprotocolsMax; ++i)
        names.push_back("p" + std::to_string(i));
    UpgradeRequest request = sample_request();
    request.subprotocols.assign(names.begin(), names.end());
    expect_refused(request, UpgradeRequestFailure::subprotocols_malformed);
    request.subprotocols.pop_back();
    std::string out;
    EXPECT_EQ(append_upgrade_request(request, out), std::nullopt);
}

TEST(WebSocketUpgradeRequest, APageWithoutAnOriginSaysNull) {
    UpgradeRequest request = sample_request();
    request.origin = "null";
    std::string out;
    EXPECT_EQ(append_upgrade_request(request, out), std::nullopt);
    EXPECT_THAT(out, testing::HasSubstr("\r\nOrigin: null\r\n"));
}

// -- The answer

const Lines& good_lines() {
    static const Lines lines = {{"Upgrade", "websocket"},
                                {"Connection", "Upgrade"},
                                {"Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="}};
    return lines;
}

Lines without(std::string_view name) {
    Lines lines = good_lines();
    std::erase_if(lines, [name](const HttpField& field) { return field.name == name; });
    return lines;
}

Lines with(std::string_view name, std::string_view value, Lines lines = good_lines()) {
    lines.push_back({name, value});
    return lines;
}

HttpResponseHead response(const Lines& lines) {
    HttpResponseHead head;
    head.status = 101;
    for (const HttpField& line : lines)
        EXPECT_TRUE(head.fields.add(line));
    return head;
}

using ResponseFailed = std::optional<UpgradeResponseFailure>;

ResponseFailed failure_of(const HttpResponseHead& head, const UpgradeRequest& request) {
    return check_upgrade_response(head, request).failure;
}

ResponseFailed failure_of(const Lines& lines) {
    return failure_of(response(lines), sample_request());
}

TEST(WebSocketUpgradeResponse, TheRfcsIsAccepted) {
    const UpgradeAnswer answer = check_upgrade_response(response(good_lines()), sample_request());
    EXPECT_FALSE(answer.failure);
    EXPECT_TRUE(answer.subprotocol.empty());
}

TEST(WebSocketUpgradeResponse, TokensMayBeOfEitherCase) {
    EXPECT_FALSE(failure_of(with("Upgrade", "WebSocket", without("Upgrade"))));
    EXPECT_FALSE(failure_of(with("Connection", "keep-alive, UPGRADE", without("Connection"))));
}

TEST(WebSocketUpgradeResponse, IsA101InHttp11) {
    for (const int status : {100, 200, 204, 301, 400, 401, 403, 426, 500}) {
        HttpResponseHead head = response(good_lines());
        head.status = static_cast<std::uint16_t>(status);
        EXPECT_EQ(failure_of(head, sample_request()), UpgradeResponseFailure::status_not_101);
    }
    HttpResponseHead head = response(good_lines());
    head.version = HttpVersion::http_1_0;
    EXPECT_EQ(failure_of(head, sample_request()), UpgradeResponseFailure::version_not_1_1);
}

TEST(WebSocketUpgradeResponse, EachFaultHasItsName) {
    using enum UpgradeResponseFailure;
    EXPECT_EQ(failure_of(without("Upgrade")), upgrade_not_one);
    EXPECT_EQ(failure_of(with("upgrade", "websocket")), upgrade_not_one);
    EXPECT_EQ(failure_of(with("Upgrade", "h2c", without("Upgrade"))), upgrade_not_websocket);
    EXPECT_EQ(failure_of(with("Upgrade", "websocket, h2c", without("Upgrade"))),
              upgrade_not_websocket);
    EXPECT_EQ(failure_of(without("Connection")), connection_not_upgrade);
    EXPECT_EQ(failure_of(with("Connection", "close", without("Connection"))),
              connection_not_upgrade);
    EXPECT_EQ(failure_of(without("Sec-WebSocket-Accept")), accept_not_one);
    EXPECT_EQ(failure_of(with("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")),
              accept_not_one);
    for (const char* wrong : {"", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo",
                              "S3PPLMBITXAQ9KYGZZHZRBK+XOO=", "dGhlIHNhbXBsZSBub25jZQ=="}) {
        EXPECT_EQ(failure_of(with("Sec-WebSocket-Accept", wrong, without("Sec-WebSocket-Accept"))),
                  accept_wrong);
    }
    EXPECT_EQ(failure_of(with("Content-Length", "0")), body_announced);
    EXPECT_EQ(failure_of(with("Transfer-Encoding", "chunked")), body_announced);
    EXPECT_EQ(failure_of(with("Sec-WebSocket-Extensions", "permessage-deflate")),
              extension_not_asked);
    EXPECT_EQ(failure_of(with("Sec-WebSocket-Extensions", "")), extension_not_asked);
}

TEST(WebSocketUpgradeResponse, CompressionIsAgreedOnAsItWasOffered) {
    using enum UpgradeResponseFailure;
    constexpr std::string_view kExtensions = "Sec-WebSocket-Extensions";
    UpgradeRequest request = sample_request();
    request.deflate.emplace();
    const auto answer = [&](const Lines& lines) {
        return check_upgrade_response(response(lines), request);
    };
    EXPECT_FALSE(answer(good_lines()).failure);
    EXPECT_FALSE(answer(good_lines()).deflate);
    const UpgradeAnswer agreed =
        answer(with(kExtensions, "permessage-deflate; server_no_context_takeover"));
    EXPECT_FALSE(agreed.failure);
    EXPECT_EQ(agreed.deflate, DeflateParameters{});
    EXPECT_EQ(answer(with(kExtensions, "x")).failure, extension_not_asked);
    EXPECT_EQ(answer(with(kExtensions, "permessage-deflate")).failure, compression_not_as_offered);
    EXPECT_EQ(answer(with(kExtensions, "")).failure, compression_not_as_offered);
}

TEST(WebSocketUpgradeResponse, ASubprotocolIsOneOfThoseAskedFor) {
    using enum UpgradeResponseFailure;
    constexpr std::string_view kProtocol = "Sec-WebSocket-Protocol";
    UpgradeRequest request = sample_request();
    request.subprotocols = {"chat", "superchat"};
    const auto answer = [&](const Lines& lines) {
        return check_upgrade_response(response(lines), request);
    };
    EXPECT_EQ(answer(with(kProtocol, "superchat")).subprotocol, "superchat");
    EXPECT_FALSE(answer(good_lines()).failure);
    EXPECT_EQ(answer(with(kProtocol, "Chat")).failure, subprotocol_not_asked);
    EXPECT_EQ(answer(with(kProtocol, "other")).failure, subprotocol_not_asked);
    EXPECT_EQ(answer(with(kProtocol, "chat, superchat")).failure, subprotocol_not_one);
    EXPECT_EQ(answer(with(kProtocol, "")).failure, subprotocol_not_one);
    EXPECT_EQ(answer(with(kProtocol, "chat", with(kProtocol, "chat"))).failure,
              subprotocol_not_one);
    EXPECT_EQ(failure_of(with(kProtocol, "chat")), subprotocol_not_asked);
}

}  // namespace
}  // namespace potok
