#include "loadtest/faulty/fault_service.hpp"

#include "base/assert.hpp"
#include "loadtest/faulty/fault_http.hpp"
#include "loadtest/faulty/fault_session.hpp"
#include "reactor/event_loop.hpp"

namespace potok::loadtest {

FaultService::FaultService(const EndpointAddress& address, const FaultScene& scene,
                           std::uint32_t loops, std::atomic<std::uint64_t>& next_connection)
    : scheme_(address.scheme),
      length_prefix_(address.length_prefix(LengthPrefix::kMaxPayloadDefault)),
      line_format_(address.line_format(LineFormat::kMaxLineDefault)),
      fixed_size_{scene.plan.message_bytes()},
      scene_(scene),
      shards_(loops),
      next_connection_(next_connection) {
    ASSERT(!address.tls);
}

std::unique_ptr<Session> FaultService::make_session(EventLoop& loop, const Address&) {
    switch (scheme_) {
        case EndpointScheme::lp:
            return make<LengthPrefixedReader>(length_prefix_, loop);
        case EndpointScheme::line:
            return make<LineReader>(line_format_, loop);
        case EndpointScheme::ws:
            return std::make_unique<FaultyUpgrade>(websocket_, scene_, shards_[loop.index()],
                                                   next_number());
        case EndpointScheme::http:
            return std::make_unique<FaultyHttp>(http_, scene_, shards_[loop.index()],
                                                next_number());
        default:
            break;
    }
    ASSERT(scheme_ == EndpointScheme::tcp);
    return make<FixedSizeReader>(fixed_size_, loop);
}

template <class Reader>
std::unique_ptr<Session> FaultService::make(const typename Reader::Format& format,
                                            EventLoop& loop) {
    return std::make_unique<FaultySession<Reader>>(format, loop, scene_, shards_[loop.index()],
                                                   next_number());
}

std::uint64_t FaultService::next_number() noexcept {
    return next_connection_.fetch_add(1, std::memory_order_relaxed);
}

void FaultService::reset_connections(EventLoop& loop) {
    shards_[loop.index()].peers.for_each([](FaultyPeer& peer) { peer.reset(); });
}

FaultCounts FaultService::counts() const noexcept {
    FaultCounts sum;
    for (const FaultShard& shard : shards_)
        sum += shard.counters.read();
    return sum;
}

}  // namespace potok::loadtest
