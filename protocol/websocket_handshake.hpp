// The opening handshake, a server's side (RFC 6455 §4.2): judges a request, writes the answer.
//
// A request that does not ask for a WebSocket is told apart from one that asks badly: the first is
// somebody else's to answer, the second gets a status and a reason. The head was read by the HTTP
// engine, so lines, lengths and Host are sound already. Refusals are written by the HTTP side.
// Pure functions; a policy is immutable while shared.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/http_head.hpp"
#include "protocol/http_write.hpp"
#include "protocol/websocket_accept.hpp"
#include "protocol/websocket_deflate_negotiation.hpp"
#include "protocol/websocket_origin.hpp"

namespace potok {

inline constexpr std::string_view kWebSocketVersion = "13";

// More than this in one request is refused: each is compared with all others.
inline constexpr std::size_t kSubprotocolsMax = 64;

struct UpgradePolicy {
    OriginPolicy origins;
    std::vector<std::string> subprotocols;  // ours, the best first; tokens
    // Where none of ours was asked for, the first that was: for a server that speaks any, an echo.
    bool takes_any_subprotocol = false;
    // The most that is agreed to; none: no compression.
    std::optional<DeflateParameters> deflate{};
};

enum class UpgradeRefusal : std::uint8_t {
    upgrade_missing,             // 400: the fields of a handshake, and no "Upgrade: websocket"
    version_http_1_0,            // 400
    method_not_get,              // 405, and Allow: GET
    connection_without_upgrade,  // 400: Upgrade is there and Connection does not name it
    host_not_one,                // 400
    body_announced,              // 400
    key_missing,                 // 400
    key_repeated,                // 400
    key_malformed,               // 400: not base64 of 16 bytes
    version_missing,             // 426, and Sec-WebSocket-Version: 13
    version_not_supported,       // the same
    version_repeated,            // 400
    version_malformed,           // 400: not a number from 0 to 255 without leading zeros
    origin_repeated,             // 400
    origin_not_allowed,          // 403
    subprotocols_malformed,      // 400: not a list of tokens
    subprotocols_repeated,       // 400: one of them twice
    subprotocols_too_many,       // 400: over kSubprotocolsMax
    extensions_malformed,        // 400
};

inline constexpr UpgradeRefusal kLastUpgradeRefusal = UpgradeRefusal::extensions_malformed;

[[nodiscard]] std::uint16_t status_of(UpgradeRefusal refusal) noexcept;

// A field that the answer has because of this refusal: Allow, Sec-WebSocket-Version, with 426 also
// Upgrade (RFC 9110 §15.5.22).
[[nodiscard]] std::vector<HttpField> fields_of(UpgradeRefusal refusal);

struct UpgradeDecision {
    enum class Kind : std::uint8_t {
        not_an_upgrade,  // nothing in it asks for a WebSocket
        refused,
        accepted,
    };

    Kind kind = Kind::not_an_upgrade;
    UpgradeRefusal refusal{};  // refused: why
    WebSocketAccept accept{};  // accepted: Sec-WebSocket-Accept
    // accepted: one of the policy's, or a view into the head; empty: none
    std::string_view subprotocol{};
    std::optional<DeflateAcceptance> deflate{};  // accepted: what compression was agreed on
};

[[nodiscard]] UpgradeDecision check_upgrade(const HttpRequestHead& head,
                                            const UpgradePolicy& policy) noexcept;

// The fields of the answer 101, but for Connection: views into the decision and its policy.
class UpgradeFields {
  public:
    explicit UpgradeFields(const UpgradeDecision& accepted) noexcept;
    explicit UpgradeFields(const UpgradeDecision&&) = delete;
    [[nodiscard]] HttpFieldList list() const noexcept {
        return HttpFieldList(fields_).first(size_);
    }

  private:
    void add(const HttpField& field) noexcept { fields_[size_++] = field; }

    std::array<HttpField, 4> fields_;
    std::size_t size_ = 0;
};

// Appends the whole answer 101. `extra` are an application's fields; nothing is appended if one of
// them is bad, or belongs to the handshake.
[[nodiscard]] std::optional<HttpRefusal> append_upgrade_response(const UpgradeDecision& accepted,
                                                                 HttpFieldList extra,
                                                                 std::string& out);

// Whether a field belongs to the handshake, and is no application's to set.
[[nodiscard]] bool is_handshake_field(std::string_view name) noexcept;

}  // namespace potok
