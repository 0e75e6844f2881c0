#include "server/echo/echo_service.hpp"

#include "base/assert.hpp"
#include "protocol/session/frame_reader.hpp"
#include "protocol/session/raw_reader.hpp"
#include "server/echo/echo_session.hpp"
#include "server/echo/outlet.hpp"

namespace potok::echo {

// What 15 000 idle connections cost is this times as many.
static_assert(sizeof(EchoSession<LengthPrefixedReader, EchoOutlet>) <= 128);
static_assert(sizeof(EchoSession<LineReader, EchoOutlet>) <= 128);

EchoService::EchoService(const EndpointAddress& address, const EchoSettings& settings,
                         LoopGroup& loops, Log& log)
    : scheme_(address.scheme),
      length_prefix_(address.length_prefix(settings.max_message)),
      line_format_(address.line_format(settings.max_message)),
      log_(log) {
    limits_.queued_bytes_max = settings.max_queued;
    limits_.idle_timeout = settings.idle_timeout;
    limits_.progress_timeout = settings.progress_timeout;
    limits_.handshake_timeout = settings.handshake_timeout;
    if (settings.broadcast) group_.emplace(loops);
}

std::unique_ptr<Session> EchoService::make_session(EventLoop& loop, const Address& peer) {
    switch (scheme_) {
        case EndpointScheme::lp:
            return make<LengthPrefixedReader>(length_prefix_, loop, peer);
        case EndpointScheme::line:
            return make<LineReader>(line_format_, loop, peer);
        default:
            break;
    }
    ASSERT(scheme_ == EndpointScheme::tcp);
    static const RawFormat raw;
    return make<RawReader>(raw, loop, peer);
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
