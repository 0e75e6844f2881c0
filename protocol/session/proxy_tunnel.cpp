#include "protocol/session/proxy_tunnel.hpp"

#include <utility>

#include "base/assert.hpp"
#include "protocol/basic_credentials.hpp"
#include "protocol/http_target.hpp"
#include "protocol/http_write.hpp"

namespace potok {
namespace {

using Kind = TunnelFailure::Kind;

// A proxy that is none, or speaks no HTTP, has broken its protocol; one that says no has not.
CloseReason close_reason_of(Kind kind) noexcept {
    return kind == Kind::not_http || kind == Kind::http ? CloseReason::protocol_error
                                                        : CloseReason::connect_failed;
}

TunnelFailure failure_of(const NoResponse& why) noexcept {
    if (!why.failure) return {.kind = Kind::not_http};
    return {.kind = Kind::http, .http = *why.failure};
}

// Whether a challenge names the scheme. Its parameters are elements of the same list (RFC 9110
// §11.6.1), but have no blank and an "=".
bool asks_for(const HttpFields& fields, std::string_view scheme) noexcept {
    bool found = false;
    fields.for_each_element("Proxy-Authenticate", [&](std::string_view element) {
        found = found || equal_ignoring_case(element.substr(0, element.find(' ')), scheme);
    });
    return found;
}

Kind kind_of_407(const HttpFields& fields) noexcept {
    if (asks_for(fields, "Basic")) return Kind::status;
    if (asks_for(fields, "NTLM")) return Kind::ntlm_not_supported;
    return asks_for(fields, "Negotiate") ? Kind::negotiate_not_supported : Kind::status;
}

}  // namespace

ProxyAsk proxy_ask_of(const EndpointAddress& target, const EndpointAddress& proxy) {
    ProxyAsk ask;
    const bool ipv6 = target.host.find(':') != target.host.npos;
    ask.authority = ipv6 ? '[' + target.host + ']' : target.host;
    ask.authority += ':' + std::to_string(target.port);
    if (proxy.credentials) {
        ask.authorization = basic_credentials(proxy.credentials->user, proxy.credentials->password);
    }
    return ask;
}

ProxyTunnel::ProxyTunnel(const ProxyAsk& ask, const HttpLimits& limits, Observer& observer,
                         std::unique_ptr<Session> next) noexcept
    : ask_(ask), observer_(observer), reader_("CONNECT", limits), next_(std::move(next)) {
    ASSERT(limits.head_bytes_max <= kTailMax);
}

// The first that is sent: it is taken.
void ProxyTunnel::on_open(Stream& stream) {
    stream_ = &stream;
    ASSERT(read_authority(ask_.authority));
    std::string request;
    write_request_line("CONNECT", ask_.authority, request);
    write_field("Host", ask_.authority, request);
    if (!ask_.authorization.empty()) {
        write_field("Proxy-Authorization", ask_.authorization, request);
    }
    write_end_of_head(request);
    stream.begin_handshake();
    static_cast<void>(stream.send(bytes_of(request)));
}

// What lies behind the answer is the target's.
Consumed ProxyTunnel::on_data(MutableBytes data) {
    return reader_.feed(
        data, [this](const HttpResponseHead& head) { judge(head); },
        [this](const NoResponse& why) { refuse(failure_of(why)); });
}

void ProxyTunnel::judge(const HttpResponseHead& head) {
    if (head.status / 100 != 2) {
        const Kind kind = head.status == 407 ? kind_of_407(head.fields) : Kind::status;
        return refuse({.kind = kind, .status = head.status});
    }
    stream_->end_handshake();
    stream_->hand_over(std::move(next_));
}

void ProxyTunnel::refuse(const TunnelFailure& failure) {
    observer_.on_tunnel_refused(failure);
    stream_->finish(close_reason_of(failure.kind));
}

}  // namespace potok
