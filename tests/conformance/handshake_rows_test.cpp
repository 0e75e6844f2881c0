// Puts every row of the opening handshake to the engines of both roles.
//
// How a head is cut is the scanner's affair, and has its own tests; here a head is whole.
#include "tests/conformance/handshake_rows.hpp"

#include <cstring>

#include "protocol/http_head_scan.hpp"
#include "protocol/http_request.hpp"
#include "protocol/http_response.hpp"
#include "protocol/websocket_handshake.hpp"
#include "protocol/websocket_handshake_client.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::conformance {
namespace {

struct Outcome {
    int status = 0;
    std::string subprotocol{};
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

void PrintTo(const Outcome& outcome, std::ostream* out) {
    *out << outcome.status << ' ' << outcome.subprotocol;
}

Outcome of_server(const HandshakeRow& row) {
    static const UpgradePolicy policy{
        .origins = {{std::string(kRowOrigin)}},
        .subprotocols = {kRowSubprotocols.begin(), kRowSubprotocols.end()}};
    const HttpLimits limits;
    HttpHeadScanner scanner(HttpHeadKind::request, limits);
    const Bytes bytes = bytes_of(row.head);
    const auto scanned = scanner.scan(bytes);
    if (scanned.failure) return {status_of(*scanned.failure)};
    EXPECT_EQ(scanned.head_bytes, bytes.size()) << row.rule;
    HttpRequestHead head;
    if (const auto failure = read_request_head(bytes, head)) return {status_of(*failure)};
    const UpgradeDecision decision = check_upgrade(head, policy);
    switch (decision.kind) {
        case UpgradeDecision::Kind::not_an_upgrade:
            return {200};
        case UpgradeDecision::Kind::refused:
            return {status_of(decision.refusal)};
        case UpgradeDecision::Kind::accepted:
            break;
    }
    EXPECT_EQ(std::string_view(decision.accept.data(), decision.accept.size()), kRowAccept);
    return {101, std::string(decision.subprotocol)};
}

std::optional<std::string> of_client(const HandshakeRow& row) {
    UpgradeRequest request;
    request.host = kRowHost;
    std::memcpy(request.nonce.data(), kRowNonce.data(), kRowNonce.size());
    request.subprotocols = {kRowSubprotocols.begin(), kRowSubprotocols.end()};
    const HttpLimits limits;
    HttpHeadScanner scanner(HttpHeadKind::response, limits);
    const Bytes bytes = bytes_of(row.head);
    const auto scanned = scanner.scan(bytes);
    if (scanned.failure) return std::nullopt;
    EXPECT_EQ(scanned.head_bytes, bytes.size()) << row.rule;
    HttpResponseHead head;
    if (read_response_head(bytes, "GET", head)) return std::nullopt;
    const UpgradeAnswer answer = check_upgrade_response(head, request);
    if (answer.failure) return std::nullopt;
    return std::string(answer.subprotocol);
}

TEST(HandshakeConformance, OfAServer) {
    const HandshakeRows rows = handshake_server_rows();
    EXPECT_GE(rows.size(), 150u);
    for (const HandshakeRow& row : rows) {
        EXPECT_EQ(of_server(row), (Outcome{row.status, row.subprotocol}))
            << row.section << ": " << row.rule << '\n'
            << row.head;
    }
}

TEST(HandshakeConformance, OfAClient) {
    const HandshakeRows rows = handshake_client_rows();
    EXPECT_GE(rows.size(), 70u);
    for (const HandshakeRow& row : rows) {
        const auto expected = row.taken ? std::optional(row.subprotocol) : std::nullopt;
        EXPECT_EQ(of_client(row), expected) << row.section << ": " << row.rule << '\n' << row.head;
    }
}

}  // namespace
}  // namespace potok::conformance
