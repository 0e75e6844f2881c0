// RFC 6455 §4, the opening handshake, and §9.1 and §10.2 as far as they concern it: one row a rule,
// the head that puts it to the test, and what is to become of it.
//
// A server is asked with each head, and answers with a status: 101 opens the WebSocket. It speaks
// the sub-protocols kRowSubprotocols and lets in pages of kRowOrigin besides its own. A client has
// asked with the key kRowKey for both sub-protocols, and takes the head for an answer or fails the
// connection. Data only.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace potok::conformance {

inline constexpr std::string_view kRowHost = "server.example.com";
inline constexpr std::string_view kRowOrigin = "https://friend.example.org";
inline constexpr std::array<std::string_view, 2> kRowSubprotocols = {"superchat", "chat"};
// §1.3: of the nonce "the sample nonce".
inline constexpr std::string_view kRowNonce = "the sample nonce";
inline constexpr std::string_view kRowKey = "dGhlIHNhbXBsZSBub25jZQ==";
inline constexpr std::string_view kRowAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

struct HandshakeRow {
    std::string section;
    std::string rule;
    std::string head;         // with its empty line
    int status = 101;         // a server's answer
    bool taken = true;        // by a client
    std::string subprotocol;  // chosen; empty: none
};

using HandshakeRows = std::vector<HandshakeRow>;

[[nodiscard]] HandshakeRows handshake_server_rows();
[[nodiscard]] HandshakeRows handshake_client_rows();

}  // namespace potok::conformance
