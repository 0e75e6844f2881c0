#include "protocol/websocket_handshake.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "protocol/websocket_extensions.hpp"

namespace potok {
namespace {

using Refused = std::optional<UpgradeRefusal>;

constexpr std::string_view kKey = "Sec-WebSocket-Key";
constexpr std::string_view kVersion = "Sec-WebSocket-Version";
constexpr std::string_view kProtocol = "Sec-WebSocket-Protocol";
constexpr std::string_view kExtensions = "Sec-WebSocket-Extensions";

// §4.3: a number from 0 to 255 without leading zeros.
bool is_version(std::string_view text) noexcept {
    const auto number = read_decimal(text);
    return number && *number <= 255 && (text.size() == 1 || text.front() != '0');
}

// Half a handshake is one too: §4.2.1 wants an error for it, and no page.
bool is_handshake(const HttpRequestHead& head) noexcept {
    return head.fields.has_token("Upgrade", "websocket") || head.fields.count(kKey) != 0 ||
           head.fields.count(kVersion) != 0;
}

// §4.2.1, 1 to 4, and what RFC 9110 §7.8 says of Upgrade.
Refused check_request(const HttpRequestHead& head) noexcept {
    if (head.version == HttpVersion::http_1_0) return UpgradeRefusal::version_http_1_0;
    if (!head.fields.has_token("Upgrade", "websocket")) return UpgradeRefusal::upgrade_missing;
    if (head.method != "GET") return UpgradeRefusal::method_not_get;
    if (!head.fields.has_token("Connection", "upgrade")) {
        return UpgradeRefusal::connection_without_upgrade;
    }
    if (head.fields.count("Host") != 1) return UpgradeRefusal::host_not_one;
    if (head.framing.has_content()) return UpgradeRefusal::body_announced;
    return std::nullopt;
}

// §4.2.1, 6; before the key, which may be another thing in another version.
Refused check_version(const HttpFields& fields) noexcept {
    if (fields.count(kVersion) == 0) return UpgradeRefusal::version_missing;
    if (fields.count(kVersion) > 1) return UpgradeRefusal::version_repeated;
    const std::string_view version = *fields.find(kVersion);
    if (!is_version(version)) return UpgradeRefusal::version_malformed;
    if (version != kWebSocketVersion) return UpgradeRefusal::version_not_supported;
    return std::nullopt;
}

// §4.2.1, 5.
Refused check_key(const HttpFields& fields) noexcept {
    if (fields.count(kKey) == 0) return UpgradeRefusal::key_missing;
    if (fields.count(kKey) > 1) return UpgradeRefusal::key_repeated;
    if (!is_websocket_key(*fields.find(kKey))) return UpgradeRefusal::key_malformed;
    return std::nullopt;
}

// §4.2.1, 7.
Refused check_origin(const HttpRequestHead& head, const OriginPolicy& policy) noexcept {
    const std::size_t count = head.fields.count("Origin");
    if (count == 0) return std::nullopt;
    if (count > 1) return UpgradeRefusal::origin_repeated;
    if (is_allowed(policy, *head.fields.find("Origin"), head.host)) return std::nullopt;
    return UpgradeRefusal::origin_not_allowed;
}

// What a client asks for, in its order (§4.1, 10).
struct Subprotocols {
    std::array<std::string_view, kSubprotocolsMax> names{};
    std::size_t count = 0;

    [[nodiscard]] bool has(std::string_view name) const noexcept {
        return std::find(names.begin(), names.begin() + count, name) != names.begin() + count;
    }
};

Refused read_subprotocols(const HttpFields& fields, Subprotocols& asked) noexcept {
    Refused refused;
    fields.for_each_element(kProtocol, [&](std::string_view name) {
        if (refused) return;
        if (!is_token(name)) {
            refused = UpgradeRefusal::subprotocols_malformed;
        } else if (asked.has(name)) {
            refused = UpgradeRefusal::subprotocols_repeated;
        } else if (asked.count == kSubprotocolsMax) {
            refused = UpgradeRefusal::subprotocols_too_many;
        } else {
            asked.names[asked.count++] = name;
        }
    });
    const bool empty_list = asked.count == 0 && fields.count(kProtocol) != 0;
    return !refused && empty_list ? UpgradeRefusal::subprotocols_malformed : refused;
}

std::string_view choose(const UpgradePolicy& policy, const Subprotocols& asked) noexcept {
    for (const std::string& ours : policy.subprotocols) {
        if (asked.has(ours)) return ours;
    }
    return policy.takes_any_subprotocol && asked.count != 0 ? asked.names[0] : std::string_view();
}

UpgradeDecision refused(UpgradeRefusal refusal) noexcept {
    return {.kind = UpgradeDecision::Kind::refused, .refusal = refusal};
}

}  // namespace

std::uint16_t status_of(UpgradeRefusal refusal) noexcept {
    switch (refusal) {
        case UpgradeRefusal::method_not_get:
            return 405;
        case UpgradeRefusal::version_missing:
        case UpgradeRefusal::version_not_supported:
            return 426;
        case UpgradeRefusal::origin_not_allowed:
            return 403;
        default:
            return 400;
    }
}

std::vector<HttpField> fields_of(UpgradeRefusal refusal) {
    if (status_of(refusal) == 405) return {{"Allow", "GET"}};
    if (status_of(refusal) == 426) {
        return {{"Upgrade", "websocket"}, {kVersion, kWebSocketVersion}};
    }
    return {};
}

UpgradeDecision check_upgrade(const HttpRequestHead& head, const UpgradePolicy& policy) noexcept {
    if (!is_handshake(head)) return {};
    if (const Refused why = check_request(head)) return refused(*why);
    if (const Refused why = check_version(head.fields)) return refused(*why);
    if (const Refused why = check_key(head.fields)) return refused(*why);
    if (const Refused why = check_origin(head, policy.origins)) return refused(*why);
    Subprotocols asked;
    if (const Refused why = read_subprotocols(head.fields, asked)) return refused(*why);
    if (!extensions_are_valid(head.fields)) return refused(UpgradeRefusal::extensions_malformed);

    UpgradeDecision accepted{.kind = UpgradeDecision::Kind::accepted,
                             .accept = accept_value(*head.fields.find(kKey)),
                             .subprotocol = choose(policy, asked)};
    if (policy.deflate) accepted.deflate = accept_deflate_offer(head.fields, *policy.deflate);
    return accepted;
}

UpgradeFields::UpgradeFields(const UpgradeDecision& accepted) noexcept {
    ASSERT(accepted.kind == UpgradeDecision::Kind::accepted);
    add({"Upgrade", "websocket"});
    add({"Sec-WebSocket-Accept", {accepted.accept.data(), accepted.accept.size()}});
    if (!accepted.subprotocol.empty()) add({kProtocol, accepted.subprotocol});
    if (accepted.deflate) add({kExtensions, accepted.deflate->response.view()});
}

bool is_handshake_field(std::string_view name) noexcept {
    constexpr std::string_view kFront = "Sec-WebSocket-";
    return equal_ignoring_case(name, "Upgrade") ||
           equal_ignoring_case(name.substr(0, kFront.size()), kFront);
}

std::optional<HttpRefusal> append_upgrade_response(const UpgradeDecision& accepted,
                                                   HttpFieldList extra, std::string& out) {
    if (const auto refusal = judge_fields(extra)) return refusal;
    for (const HttpField& field : extra) {
        if (is_handshake_field(field.name)) return HttpRefusal::field_reserved;
    }
    write_status_line(101, reason_of(101), out);
    write_field("Connection", "upgrade", out);
    write_fields(UpgradeFields(accepted).list(), out);
    write_fields(extra, out);
    write_end_of_head(out);
    return std::nullopt;
}

}  // namespace potok
