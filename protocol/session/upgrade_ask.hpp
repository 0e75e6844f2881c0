// UpgradeAsk: what a client asks of every server it opens a WebSocket at: the request but for its
// nonce, which is new each time.
//
// It owns what it holds, so that any number of openings can refer to one: it outlives them and does
// not change meanwhile. Who makes one from what a user wrote lets judge() see it first; an opening
// takes it for granted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocol/session/endpoint_address.hpp"
#include "protocol/websocket_handshake_client.hpp"

namespace potok {

struct UpgradeAsk {
    struct Header {
        std::string name;
        std::string value;
        friend bool operator==(const Header&, const Header&) = default;
    };

    std::string host;  // as in Host: with the port, unless it is the scheme's own
    std::string target = "/";
    std::vector<std::string> subprotocols{};  // the best first
    std::string origin{};                     // empty: none is sent
    std::vector<Header> headers{};            // an application's
    std::optional<DeflateOffer> deflate{};    // none: no compression is asked for

    // What would keep the request from being written.
    [[nodiscard]] std::optional<UpgradeRequestFailure> judge() const;

    // Appends the request. Precondition: judge() finds nothing.
    void append_request(const WebSocketNonce& nonce, std::string& out) const;

    // As check_upgrade_response(); the answer's views are into this.
    [[nodiscard]] UpgradeAnswer check_response(const HttpResponseHead& head,
                                               const WebSocketNonce& nonce) const;

    friend bool operator==(const UpgradeAsk&, const UpgradeAsk&) = default;
};

// Host, as an address of ws or http asks for it (RFC 9110 §7.2).
[[nodiscard]] std::string host_field(const EndpointAddress& address);

// What an address of ws or wss alone asks for; its user and password as Basic authentication.
[[nodiscard]] UpgradeAsk upgrade_ask_of(const EndpointAddress& address);

}  // namespace potok
