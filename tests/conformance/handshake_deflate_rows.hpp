// RFC 7692 §5 and §7.1, what is agreed on in the opening handshake: one row a rule, the lines of
// Sec-WebSocket-Extensions that put it to the test, and what is to become of them.
//
// A server wants what a row says, and answers one offer or declines them all; the handshake
// succeeds either way. A client has offered what a row says, and agrees or fails the connection.
// Data only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocol/websocket_deflate_negotiation.hpp"
#include "protocol/websocket_handshake_client.hpp"

namespace potok::conformance {

struct DeflateOfferRow {
    std::string section;
    std::string rule;
    DeflateParameters wanted;
    std::vector<std::string> lines;
    std::string response;  // empty: none
};

struct DeflateAnswerRow {
    std::string section;
    std::string rule;
    DeflateOffer offer;
    std::vector<std::string> lines;
    std::optional<UpgradeResponseFailure> failure{};
    DeflateParameters agreed{};  // without one
};

[[nodiscard]] std::vector<DeflateOfferRow> deflate_offer_rows();
[[nodiscard]] std::vector<DeflateAnswerRow> deflate_answer_rows();

}  // namespace potok::conformance
