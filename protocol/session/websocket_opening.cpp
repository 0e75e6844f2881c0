#include "protocol/session/websocket_opening.hpp"

#include <cstring>
#include <utility>

#include "base/assert.hpp"
#include "reactor/event_loop.hpp"

namespace potok {
namespace {

WebSocketNonce new_nonce(Entropy& entropy) noexcept {
    WebSocketNonce nonce;
    for (std::size_t i = 0; i < nonce.size(); i += sizeof(std::uint64_t)) {
        const std::uint64_t word = entropy.next_u64();
        std::memcpy(nonce.data() + i, &word, sizeof(word));
    }
    return nonce;
}

// A response that is none was not refused by a WebSocket server: nobody there speaks HTTP.
CloseReason close_reason_of(const OpeningFailure& failure) noexcept {
    switch (failure.kind) {
        case OpeningFailure::Kind::not_http:
        case OpeningFailure::Kind::http:
            return CloseReason::protocol_error;
        default:
            return CloseReason::upgrade_refused;
    }
}

OpeningFailure failure_of(const NoResponse& why) noexcept {
    if (!why.failure) return {.kind = OpeningFailure::Kind::not_http};
    return {.kind = OpeningFailure::Kind::http, .http = *why.failure};
}

}  // namespace

WebSocketOpening::WebSocketOpening(const UpgradeAsk& ask, const HttpLimits& limits,
                                   Observer& observer, std::unique_ptr<Session> next) noexcept
    : ask_(ask), observer_(observer), reader_("GET", limits), next_(std::move(next)) {
    ASSERT(limits.head_bytes_max <= kTailMax);
}

void WebSocketOpening::on_open(Stream& stream) {
    stream_ = &stream;
    nonce_ = new_nonce(stream.loop().entropy());
    stream.begin_handshake();
    send_request();
}

// Where the way here was a proxy's tunnel, something may still be queued in front of it: then it is
// rejected, and sent once that has left.
void WebSocketOpening::send_request() {
    std::string request;
    ask_.append_request(nonce_, request);
    static_cast<void>(stream_->send(bytes_of(request)));
}

// What lies behind the answer is the WebSocket's.
Consumed WebSocketOpening::on_data(MutableBytes data) {
    return reader_.feed(
        data, [this](const HttpResponseHead& head) { judge(head); },
        [this](const NoResponse& why) { refuse(failure_of(why)); });
}

void WebSocketOpening::judge(const HttpResponseHead& head) {
    if (head.status != 101)
        return refuse({.kind = OpeningFailure::Kind::status, .status = head.status});
    const UpgradeAnswer answer = ask_.check_response(head, nonce_);
    if (!answer.failure) return accept(answer);
    refuse({.kind = OpeningFailure::Kind::upgrade, .upgrade = *answer.failure});
}

void WebSocketOpening::on_end() {
    refuse({.kind = OpeningFailure::Kind::ended_early});
}

void WebSocketOpening::accept(const UpgradeAnswer& answer) {
    observer_.on_accepted(answer);
    stream_->end_handshake();
    stream_->hand_over(std::move(next_));
}

void WebSocketOpening::refuse(const OpeningFailure& failure) {
    observer_.on_refused(failure);
    stream_->finish(close_reason_of(failure));
}

}  // namespace potok
