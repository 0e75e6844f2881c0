#include "server/echo/echo_http_session.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "reactor/event_loop.hpp"
#include "server/echo/echo_page.hpp"
#include "server/metrics.hpp"

namespace potok::echo {
namespace {

constexpr std::string_view kPlain = "text/plain; charset=utf-8";

constexpr std::array<HttpField, 1> kAllowsReading = {{{"Allow", "GET, HEAD"}}};
constexpr std::array<HttpField, 1> kAllowsEcho = {{{"Allow", "GET, HEAD, POST"}}};

bool reads(std::string_view method) noexcept {
    return method == "GET" || method == "HEAD";
}

// 405 is for methods that have a name, 501 for the others.
bool is_known(std::string_view method) noexcept {
    constexpr std::array<std::string_view, 8> kMethods = {"GET",    "HEAD",  "POST",    "PUT",
                                                          "DELETE", "PATCH", "CONNECT", "TRACE"};
    return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
}

bool is_admin_path(std::string_view path) noexcept {
    return path == "/healthz" || path == "/readyz" || path == "/metrics";
}

}  // namespace

bool EchoHttpService::allows_host(const HttpAuthority& host) const noexcept {
    if (allowed_hosts.empty()) return true;
    for (const std::string& allowed : allowed_hosts) {
        if (equal_ignoring_case(host.name, allowed)) return true;
    }
    return false;
}

EchoHttpSession::EchoHttpSession(const EchoHttpService& service, EventLoop& loop,
                                 const Address& peer)
    : service_(service),
      link_(service.http, loop.budget()),
      body_(loop.budget()),
      peer_(peer),
      client_(peer) {}

void EchoHttpSession::on_close(CloseReason reason) {
    if (!has_successor_) service_.log.write(client_, reason);
}

std::size_t EchoHttpSession::held_bytes() const noexcept {
    return link_.held_bytes() + body_.held_bytes();
}

void EchoHttpSession::on_request(const HttpRequestHead& head) {
    collects_ = false;
    client_ = service_.proxies.client_of(peer_, head.fields);
    if (!service_.allows_host(head.host)) {
        return respond(421, kPlain, "this server does not answer for that host\n");
    }
    if (service_.serves_websockets && try_upgrade(head)) return;
    answer(head);
}

// True: the request was one for a WebSocket, and is answered.
bool EchoHttpSession::try_upgrade(const HttpRequestHead& head) {
    const UpgradeDecision decision = check_upgrade(head, service_.upgrades);
    switch (decision.kind) {
        case UpgradeDecision::Kind::not_an_upgrade:
            return false;
        case UpgradeDecision::Kind::refused: {
            const auto fields = fields_of(decision.refusal);
            respond(status_of(decision.refusal), kPlain, "no WebSocket\n", fields);
            return true;
        }
        case UpgradeDecision::Kind::accepted:
            break;
    }
    const UpgradeFields fields(decision);
    std::optional<DeflateParameters> deflate;
    if (decision.deflate) deflate = decision.deflate->agreed;
    auto successor = service_.make_websocket(link_.stream().loop(), client_, deflate);
    const auto refusal = link_.upgrade(fields.list(), std::move(successor));
    if (refusal) respond(400, kPlain, "no WebSocket\n");
    has_successor_ = !refusal;
    return true;
}

void EchoHttpSession::answer(const HttpRequestHead& head) {
    const bool admin = service_.serves_admin && is_admin_path(head.path);
    const bool echoes = service_.serves_echo && !admin;
    const HttpFieldList allowed = echoes ? HttpFieldList(kAllowsEcho) : kAllowsReading;
    if (head.method == "OPTIONS") return respond(204, {}, {}, allowed);
    if (echoes && head.method == "POST") return collect(head);
    if (!is_known(head.method)) return respond(501, kPlain, "no such method\n");
    if (!reads(head.method)) return respond(405, kPlain, "not this method\n", allowed);
    if (admin) return answer_admin(head.path);
    if (echoes && head.path == "/") return respond(200, "text/html; charset=utf-8", echo_page());
    respond(404, kPlain, "nothing here\n");
}

void EchoHttpSession::answer_admin(std::string_view path) {
    if (path == "/metrics")
        return respond(200, kMetricsType, metrics_text(service_.loops, service_.tls));
    if (path == "/readyz" && draining_) return respond(503, kPlain, "draining\n");
    respond(200, kPlain, "ok\n");
}

void EchoHttpSession::respond(std::uint16_t status, std::string_view type, std::string_view body,
                              HttpFieldList more) {
    std::array<HttpField, 8> fields;
    std::size_t count = 0;
    if (!type.empty()) {
        fields[count++] = {"Content-Type", type};
        fields[count++] = {"X-Content-Type-Options", "nosniff"};
    }
    for (const HttpField& field : more)
        fields[count++] = field;
    HttpResponse response;
    response.status = status;
    response.fields = HttpFieldList(fields).first(count);
    const auto refusal = link_.respond(response, bytes_of(body));
    ASSERT(!refusal);  // all of it is ours
}

// ---- The echo of a body

void EchoHttpSession::collect(const HttpRequestHead& head) {
    collects_ = true;
    body_.clear();
    body_type_ = head.fields.find("content-type").value_or("application/octet-stream");
}

void EchoHttpSession::on_body(Bytes bytes) {
    if (!collects_) return;
    const std::uint64_t most = service_.http.limits.body_bytes_max;
    if (body_.append(bytes, most)) return;
    link_.stream().abort(CloseReason::memory_budget);
}

void EchoHttpSession::on_request_end() {
    if (!std::exchange(collects_, false)) return;
    if (body_.empty()) return respond(200, body_type_, {});
    const std::array<HttpField, 2> fields = {
        {{"Content-Type", body_type_}, {"X-Content-Type-Options", "nosniff"}}};
    HttpResponse response;
    response.fields = fields;
    const BlockRef body = body_.block();
    body_.clear();
    const auto refusal = link_.respond_block(response, body, 0);
    ASSERT(!refusal);  // the type was a field's value, and may be one again
}

}  // namespace potok::echo
