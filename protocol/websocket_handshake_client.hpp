// The opening handshake, a client's side (RFC 6455 §4.1): writes the request, judges the answer as
// strictly as a server judges a request.
//
// Everything an application sets is judged before a byte is written. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/http_head.hpp"
#include "protocol/http_write.hpp"
#include "protocol/websocket_accept.hpp"
#include "protocol/websocket_deflate_negotiation.hpp"

namespace potok {

struct UpgradeRequest {
    std::string_view host;  // as in Host: with the port, unless it is the scheme's own
    std::string_view target = "/";
    WebSocketNonce nonce{};                        // random, new for each handshake
    std::vector<std::string_view> subprotocols{};  // tokens, the best first
    std::string_view origin{};                     // empty: none is sent
    HttpFieldList headers{};                       // an application's
    std::optional<DeflateOffer> deflate{};         // none: no compression is asked for
};

enum class UpgradeRequestFailure : std::uint8_t {
    host_malformed,
    target_malformed,        // not origin-form
    origin_malformed,        // neither an origin nor "null"
    subprotocols_malformed,  // not tokens, one of them twice, or over kSubprotocolsMax
    header_refused,          // malformed, too many, or one that belongs to the handshake
};

// Appends the request; nothing if something in it is bad.
[[nodiscard]] std::optional<UpgradeRequestFailure> append_upgrade_request(
    const UpgradeRequest& request, std::string& out);

enum class UpgradeResponseFailure : std::uint8_t {
    status_not_101,          // an answer of another kind: a redirection, a refusal
    version_not_1_1,         // 101 in HTTP/1.0
    body_announced,          // Content-Length or Transfer-Encoding
    upgrade_not_one,         // none, or more than one
    upgrade_not_websocket,   //
    connection_not_upgrade,  //
    accept_not_one,          //
    accept_wrong,            //
    subprotocol_not_one,     // more than one line, or not one token
    subprotocol_not_asked,   //
    extension_not_asked,     // any but permessage-deflate, and that too where it was not offered
    compression_not_as_offered,  // permessage-deflate twice, or not as the offer allows it
};

inline constexpr UpgradeResponseFailure kLastUpgradeResponseFailure =
    UpgradeResponseFailure::compression_not_as_offered;

struct UpgradeAnswer {
    std::optional<UpgradeResponseFailure> failure{};
    std::string_view subprotocol{};              // one of the request's; empty: none
    std::optional<DeflateParameters> deflate{};  // none: messages are not compressed
};

[[nodiscard]] UpgradeAnswer check_upgrade_response(const HttpResponseHead& head,
                                                   const UpgradeRequest& request) noexcept;

}  // namespace potok
