#include "protocol/session/websocket_opening.hpp"

#include <cstring>
#include <utility>

#include "base/assert.hpp"
#include "protocol/http_response.hpp"
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

}  // namespace

WebSocketOpening::WebSocketOpening(const UpgradeAsk& ask, const HttpLimits& limits,
                                   Observer& observer, std::unique_ptr<Session> next) noexcept
    : ask_(ask),
      limits_(limits),
      observer_(observer),
      next_(std::move(next)),
      scanner_(HttpHeadKind::response, limits) {
    ASSERT(limits.head_bytes_max <= kTailMax);
}

void WebSocketOpening::on_open(Stream& stream) {
    stream_ = &stream;
    nonce_ = new_nonce(stream.loop().entropy());
    stream.begin_handshake();
    send_request();
}

// Where the way here was a proxy's tunnel, something may still be queued in front of it.
void WebSocketOpening::send_request() {
    if (request_sent_) return;
    std::string request;
    ask_.append_request(nonce_, request);
    request_sent_ = stream_->send(bytes_of(request)) != SendStatus::rejected;
}

Consumed WebSocketOpening::on_data(MutableBytes data) {
    Bytes rest = data;
    while (!rest.empty()) {
        const HttpHeadScanner::Answer answer = scanner_.scan(rest);
        if (answer.failure) {
            refuse(broken(*answer.failure, rest));
            return {data.size()};
        }
        if (answer.head_bytes == 0) break;
        const Bytes head = rest.first(answer.head_bytes);
        rest = rest.subspan(answer.head_bytes);
        // What lies behind the answer is the WebSocket's.
        if (take_head(head) == Step::over) break;
        scanner_.restart();
    }
    return {data.size() - rest.size()};
}

auto WebSocketOpening::take_head(Bytes bytes) -> Step {
    HttpResponseHead head;
    if (const auto failure = read_response_head(bytes, "GET", head)) {
        refuse(broken(*failure, bytes));
        return Step::over;
    }
    const UpgradeAnswer answer = ask_.check_response(head, nonce_);
    if (!answer.failure) {
        accept(answer.subprotocol);
        return Step::over;
    }
    if (*answer.failure != UpgradeResponseFailure::status_not_101) {
        refuse({.kind = OpeningFailure::Kind::upgrade, .upgrade = *answer.failure});
        return Step::over;
    }
    if (!is_informational(head.status)) {
        refuse({.kind = OpeningFailure::Kind::status, .status = head.status});
        return Step::over;
    }
    if (++informational_ <= limits_.informational_max) return Step::go_on;
    refuse({.kind = OpeningFailure::Kind::http, .http = HttpFailure::too_many_informational});
    return Step::over;
}

void WebSocketOpening::on_end() {
    refuse({.kind = OpeningFailure::Kind::ended_early});
}

void WebSocketOpening::accept(std::string_view subprotocol) {
    observer_.on_accepted(subprotocol);
    stream_->end_handshake();
    stream_->hand_over(std::move(next_));
}

void WebSocketOpening::refuse(const OpeningFailure& failure) {
    observer_.on_refused(failure);
    stream_->finish(close_reason_of(failure));
}

// The scanner refuses the first byte that a status line cannot have.
OpeningFailure WebSocketOpening::broken(HttpFailure failure, Bytes head) const noexcept {
    if (!text_of(head).starts_with("HTTP/")) return {.kind = OpeningFailure::Kind::not_http};
    return {.kind = OpeningFailure::Kind::http, .http = failure};
}

}  // namespace potok
