#include "server/echo/echo_service.hpp"

#include <utility>

#include "base/assert.hpp"
#include "protocol/session/frame_reader.hpp"
#include "protocol/session/raw_reader.hpp"
#include "server/echo/echo_http_session.hpp"
#include "server/echo/echo_session.hpp"
#include "server/echo/echo_websocket_session.hpp"
#include "server/echo/outlet.hpp"
#include "server/tls_served_session.hpp"

namespace potok::echo {

// What 15 000 idle connections cost is this times as many.
static_assert(sizeof(EchoSession<LengthPrefixedReader, EchoOutlet>) <= 128);
static_assert(sizeof(EchoSession<LineReader, EchoOutlet>) <= 128);
static_assert(sizeof(EchoWebSocketSession<WebSocketEcho>) <= 128);
static_assert(sizeof(EchoWebSocketSession<WebSocketBroadcast>) <= 216, "a member of a group, too");

namespace {

WebSocketSettings websocket_settings(const EchoSettings& settings) {
    WebSocketSettings made;
    made.role = WebSocketRole::server;
    made.max_message = settings.max_message;
    made.ping_interval = settings.ping_interval;
    return made;
}

HttpServerSettings http_settings(const EchoSettings& settings) {
    HttpServerSettings made;
    made.limits.body_bytes_max = settings.max_message;
    made.head_timeout = settings.handshake_timeout;
    made.body_timeout = settings.progress_timeout;
    if (settings.idle_timeout != Duration::zero()) made.idle_timeout = settings.idle_timeout;
    return made;
}

// No context is kept between messages: it would take 300 KiB a connection.
std::optional<DeflateParameters> agreed_at_most(const EchoSettings& settings) {
    if (settings.compression == EchoSettings::Compression::off) return std::nullopt;
    return DeflateParameters{};
}

TrustedProxies proxies(const EchoSettings& settings) {
    TrustedProxies made;
    for (const std::string& text : settings.trusted_proxies) {
        const bool good = made.add(text);
        ASSERT(good);  // the options were checked
    }
    return made;
}

}  // namespace

EchoService::EchoService(const EndpointAddress& address, EchoDuty duty,
                         const EchoSettings& settings, LoopGroup& loops, TlsService* tls, Log& log)
    : scheme_(address.scheme),
      tls_(address.tls ? tls : nullptr),
      all_log_(log),
      length_prefix_(address.length_prefix(settings.max_message)),
      line_format_(address.line_format(settings.max_message)),
      log_(log),
      websocket_(websocket_settings(settings)),
      http_{.serves_echo = duty == EchoDuty::echo,
            .serves_admin = duty == EchoDuty::admin || !settings.admin,
            .serves_websockets = address.scheme == EndpointScheme::ws,
            .http = http_settings(settings),
            .upgrades = {.origins = {settings.origins},
                         .subprotocols = {},
                         .takes_any_subprotocol = true,
                         .deflate = agreed_at_most(settings)},
            .allowed_hosts = settings.allowed_hosts,
            .proxies = proxies(settings),
            .make_websocket =
                [this](EventLoop& loop, const Address& peer,
                       const std::optional<DeflateParameters>& deflate) {
                    return make_websocket(loop, peer, deflate);
                },
            .loops = loops,
            .tls = tls != nullptr ? &tls->counters() : nullptr,
            .log = log_} {
    limits_.queued_bytes_max = settings.max_queued;
    limits_.idle_timeout = settings.idle_timeout;
    limits_.progress_timeout = settings.progress_timeout;
    limits_.handshake_timeout = settings.handshake_timeout;
    const bool speaks_http =
        address.scheme == EndpointScheme::ws || address.scheme == EndpointScheme::http;
    if (speaks_http) limits_.linger_bytes_max = HttpServerSettings::kLingerBytes;
    if (settings.broadcast) group_.emplace(loops);
    for (std::uint32_t i = 0; i < loops.size(); ++i)
        compressions_.push_back(std::make_unique<MessageCompression>());
}

std::unique_ptr<Session> EchoService::make_session(EventLoop& loop, const Address& peer) {
    auto session = make_plain(loop, peer);
    if (tls_ == nullptr) return session;
    using Speaks = TlsService::Speaks;
    const bool web = scheme_ == EndpointScheme::ws || scheme_ == EndpointScheme::http;
    return serve_tls(*tls_, web ? Speaks::http : Speaks::no_known_protocol, loop, peer, all_log_,
                     std::move(session));
}

std::unique_ptr<Session> EchoService::make_plain(EventLoop& loop, const Address& peer) {
    switch (scheme_) {
        case EndpointScheme::lp:
            return make<LengthPrefixedReader>(length_prefix_, loop, peer);
        case EndpointScheme::line:
            return make<LineReader>(line_format_, loop, peer);
        case EndpointScheme::ws:
        case EndpointScheme::http:
            return std::make_unique<EchoHttpSession>(http_, loop, peer);
        case EndpointScheme::tcp:
            break;
    }
    static const RawFormat raw;
    return make<RawReader>(raw, loop, peer);
}

std::unique_ptr<Session> EchoService::make_websocket(
    EventLoop& loop, const Address& peer, const std::optional<DeflateParameters>& deflate) {
    const EchoCompression compression{*compressions_[loop.index()], deflate};
    if (group_) {
        return std::make_unique<EchoWebSocketSession<WebSocketBroadcast>>(
            websocket_, compression, loop, &*group_, log_, peer);
    }
    return std::make_unique<EchoWebSocketSession<WebSocketEcho>>(websocket_, compression, loop,
                                                                 nullptr, log_, peer);
}

void EchoService::on_refused(const Address& peer, CloseReason reason) {
    log_.write(peer, reason);
}

template <class Reader>
std::unique_ptr<Session> EchoService::make(const typename Reader::Format& format, EventLoop& loop,
                                           const Address& peer) {
    if (group_) {
        return std::make_unique<EchoSession<Reader, BroadcastOutlet>>(format, loop, &*group_, log_,
                                                                      peer);
    }
    return std::make_unique<EchoSession<Reader, EchoOutlet>>(format, loop, nullptr, log_, peer);
}

}  // namespace potok::echo
