#include "loadtest/websocket_findings.hpp"

#include <algorithm>

namespace potok::loadtest {

void WebSocketFindings::note_refusal(std::uint32_t connection, const Refusal& failure) {
    add(Refused{failure, 1, connection});
}

void WebSocketFindings::note_peer_close(std::uint32_t connection, Duration since_start,
                                        std::uint16_t code, Bytes reason) {
    add(PeerClose{code, 1, connection, since_start, std::string(text_of(reason))});
}

void WebSocketFindings::merge(const WebSocketFindings& other) {
    for (const Refused& refused : other.refusals_)
        add(refused);
    for (const PeerClose& close : other.peer_closes_)
        add(close);
    compressing_ += other.compressing_;
    compressed_sent_ += other.compressed_sent_;
    compressed_received_ += other.compressed_received_;
}

void WebSocketFindings::add(const Refused& refused) {
    const auto known = std::ranges::find(refusals_, refused.failure, &Refused::failure);
    if (known == refusals_.end()) {
        if (refusals_.size() < kKindsMax) refusals_.push_back(refused);
        return;
    }
    known->count += refused.count;
    known->connection = std::min(known->connection, refused.connection);
}

void WebSocketFindings::add(const PeerClose& close) {
    const auto known = std::ranges::find(peer_closes_, close.code, &PeerClose::code);
    if (known == peer_closes_.end()) {
        if (peer_closes_.size() < kKindsMax) peer_closes_.push_back(close);
        return;
    }
    const std::uint64_t count = known->count + close.count;
    if (close.since_start < known->since_start) *known = close;
    known->count = count;
}

}  // namespace potok::loadtest
