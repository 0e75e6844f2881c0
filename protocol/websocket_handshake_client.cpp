#include "protocol/websocket_handshake_client.hpp"

#include <algorithm>

#include "protocol/http_target.hpp"
#include "protocol/websocket_handshake.hpp"
#include "protocol/websocket_origin.hpp"

namespace potok {
namespace {

using RequestFailed = std::optional<UpgradeRequestFailure>;
using ResponseFailed = std::optional<UpgradeResponseFailure>;

// A resource name (§3): a path and a query, no fragment.
bool is_resource_name(std::string_view target) noexcept {
    HttpRequestHead head;
    head.method = "GET";
    head.target = target;
    return target.starts_with('/') && !read_target(head);
}

bool are_subprotocols(const std::vector<std::string_view>& names) noexcept {
    if (names.size() > kSubprotocolsMax) return false;
    for (auto name = names.begin(); name != names.end(); ++name) {
        if (!is_token(*name) || std::find(names.begin(), name, *name) != name) return false;
    }
    return true;
}

bool may_be_set(HttpFieldList headers) noexcept {
    const auto is_ours = [](const HttpField& field) {
        return is_handshake_field(field.name) || equal_ignoring_case(field.name, "Origin");
    };
    return !judge_fields(headers) && std::none_of(headers.begin(), headers.end(), is_ours);
}

RequestFailed judge(const UpgradeRequest& request) noexcept {
    if (!read_authority(request.host)) return UpgradeRequestFailure::host_malformed;
    if (!is_resource_name(request.target)) return UpgradeRequestFailure::target_malformed;
    const std::string_view origin = request.origin;
    if (!origin.empty() && origin != "null" && !read_origin(origin)) {
        return UpgradeRequestFailure::origin_malformed;
    }
    if (!are_subprotocols(request.subprotocols)) {
        return UpgradeRequestFailure::subprotocols_malformed;
    }
    if (!may_be_set(request.headers)) return UpgradeRequestFailure::header_refused;
    return std::nullopt;
}

std::string joined(const std::vector<std::string_view>& names) {
    std::string list;
    for (const std::string_view name : names) {
        if (!list.empty()) list += ", ";
        list += name;
    }
    return list;
}

// §4.1, the client's checks 1 to 3.
ResponseFailed check_switch(const HttpResponseHead& head) noexcept {
    const HttpFields& fields = head.fields;
    if (head.status != 101) return UpgradeResponseFailure::status_not_101;
    if (head.version != HttpVersion::http_1_1) return UpgradeResponseFailure::version_not_1_1;
    // RFC 9110 §8.6, RFC 9112 §6.1: a 101 has neither, and whoever sends one means another thing.
    if (fields.count("Content-Length") != 0 || fields.count("Transfer-Encoding") != 0) {
        return UpgradeResponseFailure::body_announced;
    }
    if (fields.count("Upgrade") != 1) return UpgradeResponseFailure::upgrade_not_one;
    if (!equal_ignoring_case(*fields.find("Upgrade"), "websocket")) {
        return UpgradeResponseFailure::upgrade_not_websocket;
    }
    if (!fields.has_token("Connection", "upgrade")) {
        return UpgradeResponseFailure::connection_not_upgrade;
    }
    return std::nullopt;
}

// Check 4.
ResponseFailed check_accept(const HttpFields& fields, const WebSocketNonce& nonce) noexcept {
    constexpr std::string_view kAccept = "Sec-WebSocket-Accept";
    if (fields.count(kAccept) != 1) return UpgradeResponseFailure::accept_not_one;
    const WebSocketKey key = encode_key(nonce);
    const WebSocketAccept wanted = accept_value({key.data(), key.size()});
    if (*fields.find(kAccept) != std::string_view(wanted.data(), wanted.size())) {
        return UpgradeResponseFailure::accept_wrong;
    }
    return std::nullopt;
}

// Check 5: an extension that was not asked for, or not as it was.
UpgradeAnswer read_extensions(const HttpFields& fields, const UpgradeRequest& request) noexcept {
    using Kind = DeflateAnswer::Kind;
    if (!request.deflate) {
        if (fields.count("Sec-WebSocket-Extensions") == 0) return {};
        return {.failure = UpgradeResponseFailure::extension_not_asked};
    }
    const DeflateAnswer answer = judge_deflate_answer(fields, *request.deflate);
    switch (answer.kind) {
        case Kind::declined:
            break;
        case Kind::accepted:
            return {.deflate = answer.agreed};
        case Kind::other_extension:
            return {.failure = UpgradeResponseFailure::extension_not_asked};
        case Kind::not_as_offered:
            return {.failure = UpgradeResponseFailure::compression_not_as_offered};
    }
    return {};
}

// Check 6. No answer is none of those asked for, which a server may say (§4.2.2, 5).
UpgradeAnswer read_subprotocol(const HttpFields& fields, const UpgradeRequest& request) noexcept {
    constexpr std::string_view kProtocol = "Sec-WebSocket-Protocol";
    const std::size_t count = fields.count(kProtocol);
    if (count == 0) return {};
    const std::string_view name = *fields.find(kProtocol);
    if (count > 1 || !is_token(name))
        return {.failure = UpgradeResponseFailure::subprotocol_not_one};
    const auto asked = std::find(request.subprotocols.begin(), request.subprotocols.end(), name);
    if (asked == request.subprotocols.end()) {
        return {.failure = UpgradeResponseFailure::subprotocol_not_asked};
    }
    return {.subprotocol = *asked};
}

}  // namespace

RequestFailed append_upgrade_request(const UpgradeRequest& request, std::string& out) {
    if (const RequestFailed failure = judge(request)) return failure;
    const WebSocketKey key = encode_key(request.nonce);
    write_request_line("GET", request.target, out);
    write_field("Host", request.host, out);
    write_field("Upgrade", "websocket", out);
    write_field("Connection", "Upgrade", out);
    write_field("Sec-WebSocket-Key", {key.data(), key.size()}, out);
    write_field("Sec-WebSocket-Version", kWebSocketVersion, out);
    if (!request.subprotocols.empty()) {
        write_field("Sec-WebSocket-Protocol", joined(request.subprotocols), out);
    }
    if (request.deflate) {
        write_field("Sec-WebSocket-Extensions", text_of(*request.deflate).view(), out);
    }
    if (!request.origin.empty()) write_field("Origin", request.origin, out);
    write_fields(request.headers, out);
    write_end_of_head(out);
    return std::nullopt;
}

UpgradeAnswer check_upgrade_response(const HttpResponseHead& head,
                                     const UpgradeRequest& request) noexcept {
    if (const ResponseFailed failure = check_switch(head)) return {.failure = failure};
    if (const ResponseFailed failure = check_accept(head.fields, request.nonce)) {
        return {.failure = failure};
    }
    const UpgradeAnswer extensions = read_extensions(head.fields, request);
    if (extensions.failure) return extensions;
    UpgradeAnswer answer = read_subprotocol(head.fields, request);
    answer.deflate = extensions.deflate;
    return answer;
}

}  // namespace potok
