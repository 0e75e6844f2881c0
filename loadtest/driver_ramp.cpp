// The ramp: opening a driver's connections, a bounded number at a time, each once.
#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "loadtest/client_session.hpp"
#include "loadtest/driver.hpp"
#include "loadtest/http_client_session.hpp"
#include "loadtest/tls_client_session.hpp"
#include "loadtest/websocket_client_session.hpp"
#include "reactor/connector.hpp"

namespace potok::loadtest {
namespace {

// Connects under way at a time, of all loops together: below any backlog in use, and enough to keep
// a server on the other side of the world busy.
constexpr std::uint32_t kConnectingMax = 128;

}  // namespace

void Driver::ramp() {
    ramp_start_ = loop_.now();
    connect_more(loop_.now());
}

void Driver::connect_more(Instant now) {
    const std::uint32_t at_once = std::max(1u, kConnectingMax / plan_.loops);
    while (next_to_connect_ < clients_.size() && connecting_ < at_once) {
        if (plan_.connect_rate) {
            const double own_rate = *plan_.connect_rate / plan_.loops;
            const Instant due =
                ramp_start_ + std::chrono::duration_cast<Duration>(
                                  std::chrono::duration<double>(next_to_connect_ / own_rate));
            if (due > now) return loop_.timers().arm(ramp_timer_, due);
        }
        connect(*clients_[next_to_connect_++]);
    }
    note_ramp_step();
}

void Driver::connect(Client& client) {
    ++connecting_;
    client.note_connecting();
    ConnectOptions options;
    options.addresses = plan_.addresses;
    if (!plan_.sources.empty()) {
        options.source = plan_.sources[client.number() % plan_.sources.size()];
    }
    options.timeout = plan_.connect_timeout;
    options.limits = &plan_.limits;
    Connector::start(loop_, std::move(options), make_session(client));
}

std::unique_ptr<Session> Driver::make_session(Client& client) {
    switch (plan_.target.scheme) {
        case EndpointScheme::ws:
            return make_websocket(client);
        case EndpointScheme::http:
            return make_http(client);
        case EndpointScheme::lp:
            return over_tls(client, std::make_unique<FramedClientSession<LengthPrefixedReader>>(
                                        client, payloads_, length_prefix_, loop_.budget()));
        case EndpointScheme::line:
            return over_tls(client, std::make_unique<FramedClientSession<LineReader>>(
                                        client, payloads_, line_format_, loop_.budget()));
        default:
            return over_tls(client, std::make_unique<RawClientSession>(client, payloads_));
    }
}

// The client is open when the WebSocket is.
std::unique_ptr<Session> Driver::make_websocket(Client& client) {
    auto session = std::make_unique<WebSocketClientSession>(client, payloads_, websocket_,
                                                            compression_, loop_.budget());
    WebSocketClientSession& observer = *session;
    auto opening = std::make_unique<WebSocketOpening>(plan_.upgrade, http_limits_, observer,
                                                      std::move(session));
    return behind_proxy(observer, over_tls(client, std::move(opening)));
}

std::unique_ptr<Session> Driver::make_http(Client& client) {
    const HttpClientSession::Ask ask{post_, plan_.redirects};
    auto session =
        std::make_unique<HttpClientSession>(client, payloads_, ask, http_, loop_.budget());
    HttpClientSession& observer = *session;
    return behind_proxy(observer, over_tls(client, std::move(session)));
}

// Without memory for another connection there is nothing to load a server with.
std::unique_ptr<Session> Driver::over_tls(Client& client, std::unique_ptr<Session> session) {
    if (!plan_.tls) return session;
    OwnedSsl ssl = tls_->connect(plan_.tls->server, plan_.tls->port);
    ASSERT(ssl != nullptr);
    return std::make_unique<TlsClientSession>(client, std::move(ssl), *tls_room_,
                                              std::move(session));
}

std::unique_ptr<Session> Driver::behind_proxy(ProxyTunnel::Observer& observer,
                                              std::unique_ptr<Session> session) {
    if (!plan_.proxy) return session;
    return std::make_unique<ProxyTunnel>(*plan_.proxy, http_limits_, observer, std::move(session));
}

void Driver::on_client_open(Client& client) {
    if (phase() == Phase::finished) return client.finish();
    --connecting_;
    shown_.open.fetch_add(1, std::memory_order_relaxed);
    shown_.opened.fetch_add(1, std::memory_order_relaxed);
    connect_more(loop_.now());
}

void Driver::on_client_refused(const Client& client, const Refusal& failure) {
    if (phase() == Phase::finished) return;
    result_.websocket.note_refusal(client.number(), failure);
}

void Driver::on_client_compression() {
    if (phase() != Phase::finished) result_.websocket.note_compression();
}

void Driver::on_client_tls_established(const TlsFacts& facts, Duration took) {
    if (phase() != Phase::finished) result_.tls.note_established(facts, took);
}

void Driver::on_client_tls_failed(const Client& client, TlsFailure failure) {
    if (phase() != Phase::finished) result_.tls.note_failure(client.number(), std::move(failure));
}

void Driver::on_client_peer_close(const Client& client, std::uint16_t code, Bytes reason) {
    if (phase() == Phase::finished) return;  // the answer to our own
    result_.websocket.note_peer_close(client.number(), since_start(loop_.now()), code, reason);
}

void Driver::on_client_bad_answer(const Client& client, const HttpBadAnswer& answer) {
    if (phase() == Phase::finished) return;
    result_.http.note(client.number(), since_start(loop_.now()), answer);
}

void Driver::on_client_http_event(HttpEvent event) {
    if (phase() != Phase::finished) result_.http.count(event);
}

void Driver::on_client_close(Client& client, bool was_open) {
    if (phase() == Phase::finished) return;  // our own doing
    const bool in_load = phase() == Phase::loading || phase() == Phase::waiting;
    if (was_open) {
        shown_.open.fetch_sub(1, std::memory_order_relaxed);
        // What it has not answered keeps nobody waiting any more: finish() counts it as lost.
        if (in_load) {
            note_waiting(-static_cast<std::ptrdiff_t>(awaited_by(client)), loop_.now());
        }
    } else {
        --connecting_;
    }
    using Lost = ConnectionLosses::Phase;
    result_.losses.add(in_load    ? Lost::load
                       : was_open ? Lost::settling
                                  : Lost::ramp,
                       client.close_reason());
    if (phase() == Phase::ramping) connect_more(loop_.now());
}

void Driver::note_ramp_step() {
    if (phase() != Phase::ramping) return;
    if (next_to_connect_ == clients_.size() && connecting_ == 0) set_phase(Phase::ramped);
}

}  // namespace potok::loadtest
