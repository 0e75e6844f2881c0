// Puts every row of the negotiation to the handshakes of both roles: in whole requests and answers.
#include "tests/conformance/handshake_deflate_rows.hpp"

#include <cstring>

#include "protocol/http_request.hpp"
#include "protocol/http_response.hpp"
#include "protocol/websocket_handshake.hpp"
#include "protocol/websocket_handshake_client.hpp"
#include "tests/conformance/handshake_lines.hpp"
#include "tests/conformance/handshake_rows.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::conformance {
namespace {

const std::string kExtensions = "Sec-WebSocket-Extensions";

std::string with_lines(HandshakeLines head, const std::vector<std::string>& lines) {
    for (const std::string& line : lines)
        head = head.with(kExtensions, line);
    return head.text();
}

// What a server that agrees to so much makes of the row's offers.
UpgradeDecision decision_on(const DeflateOfferRow& row,
                            const decltype(UpgradePolicy::deflate)& wanted) {
    const std::string text = with_lines({"GET / HTTP/1.1",
                                         {{"Host", std::string(kRowHost)},
                                          {"Upgrade", "websocket"},
                                          {"Connection", "Upgrade"},
                                          {"Sec-WebSocket-Key", std::string(kRowKey)},
                                          {"Sec-WebSocket-Version", "13"}}},
                                        row.lines);
    HttpRequestHead head;
    EXPECT_FALSE(read_request_head(bytes_of(text), head));
    UpgradePolicy policy;
    policy.deflate = wanted;
    return check_upgrade(head, policy);
}

// The field of the server's answer.
std::string answer_to(const DeflateOfferRow& row) {
    const UpgradeDecision decision = decision_on(row, row.wanted);
    if (decision.kind != UpgradeDecision::Kind::accepted) return "refused";
    std::string written;
    if (append_upgrade_response(decision, {}, written)) return "not written";
    HttpResponseHead answer;
    if (read_response_head(bytes_of(written), "GET", answer)) return "no response";
    EXPECT_LE(answer.fields.count(kExtensions), 1u);
    return std::string(answer.fields.find(kExtensions).value_or(""));
}

UpgradeAnswer judged(const DeflateAnswerRow& row) {
    const std::string text = with_lines({"HTTP/1.1 101 Switching Protocols",
                                         {{"Upgrade", "websocket"},
                                          {"Connection", "Upgrade"},
                                          {"Sec-WebSocket-Accept", std::string(kRowAccept)}}},
                                        row.lines);
    HttpResponseHead head;
    EXPECT_FALSE(read_response_head(bytes_of(text), "GET", head));
    UpgradeRequest request;
    request.host = kRowHost;
    std::memcpy(request.nonce.data(), kRowNonce.data(), kRowNonce.size());
    request.deflate = row.offer;
    return check_upgrade_response(head, request);
}

TEST(DeflateConformance, OfAServer) {
    const std::vector<DeflateOfferRow> rows = deflate_offer_rows();
    EXPECT_GE(rows.size(), 180u);
    for (const DeflateOfferRow& row : rows)
        EXPECT_EQ(answer_to(row), row.response) << row.section << ": " << row.rule;
}

TEST(DeflateConformance, OfAClient) {
    const std::vector<DeflateAnswerRow> rows = deflate_answer_rows();
    EXPECT_GE(rows.size(), 120u);
    for (const DeflateAnswerRow& row : rows) {
        const UpgradeAnswer answer = judged(row);
        EXPECT_EQ(answer.failure, row.failure) << row.section << ": " << row.rule;
        if (row.failure) continue;
        EXPECT_EQ(answer.deflate, std::optional(row.agreed)) << row.section << ": " << row.rule;
    }
}

TEST(DeflateConformance, AServerThatDoesNotWantItDeclinesEveryOffer) {
    for (const DeflateOfferRow& row : deflate_offer_rows()) {
        const UpgradeDecision decision = decision_on(row, {});
        EXPECT_EQ(decision.kind, UpgradeDecision::Kind::accepted) << row.rule;
        EXPECT_FALSE(decision.deflate) << row.rule;
    }
}

// Whatever a server of ours answers to what a client of ours offers, they agree.
TEST(DeflateConformance, OurTwoSidesAgree) {
    std::vector<DeflateOffer> offers;
    for (const bool server : {false, true}) {
        for (const bool client : {false, true}) {
            for (const std::uint8_t bits : std::initializer_list<std::uint8_t>{8, 9, 12, 15}) {
                offers.push_back({server, client, bits, std::nullopt});
                for (const std::uint8_t own : std::initializer_list<std::uint8_t>{9, 11, 15})
                    offers.push_back({server, client, bits, own});
            }
        }
    }
    int agreed = 0;
    for (const DeflateOffer& offer : offers) {
        for (const DeflateOfferRow& row : deflate_offer_rows()) {
            const std::string line(text_of(offer).view());
            const std::string response = answer_to({"", "", row.wanted, {line}, ""});
            if (response.empty()) continue;
            const UpgradeAnswer answer = judged({"", "", offer, {response}, {}, {}});
            ASSERT_FALSE(answer.failure) << line << " -> " << response;
            ASSERT_TRUE(answer.deflate);
            ++agreed;
        }
    }
    EXPECT_GT(agreed, 1000);
}

}  // namespace
}  // namespace potok::conformance
