#include "protocol/http_server.hpp"

#include "protocol/http_request.hpp"

namespace potok {

using Kind = HttpServerEngine::Event::Kind;
using BodyKind = HttpBodyDecoder::Event::Kind;

HttpServerEngine::HttpServerEngine(const HttpLimits& limits) noexcept
    : limits_(&limits), scanner_(HttpHeadKind::request, limits), body_(limits) {}

HttpServerEngine::Event HttpServerEngine::next(Bytes& cursor, HttpRequestHead& head) noexcept {
    switch (reading_) {
        case Reading::head:
            return next_head(cursor, head);
        case Reading::body:
            return next_body(cursor, head);
        default:
            return settled();
    }
}

// Where no input can change it: what was said is said again.
HttpServerEngine::Event HttpServerEngine::settled() const noexcept {
    switch (reading_) {
        case Reading::over:
            return {Kind::response_due, {}, {}};
        case Reading::handed_over:
            return {Kind::handed_over, {}, {}};
        case Reading::finished:
            return {Kind::finished, {}, {}};
        default:
            return {Kind::failure, {}, failure_};
    }
}

HttpServerEngine::Event HttpServerEngine::fail(HttpFailure failure) noexcept {
    // Nobody is left to hear what is wrong with a body that was answered.
    if (answer_ == Answer::complete) return finish();
    reading_ = Reading::failed;
    failure_ = failure;
    return {Kind::failure, {}, failure};
}

HttpServerEngine::Event HttpServerEngine::finish() noexcept {
    reading_ = Reading::finished;
    return {Kind::finished, {}, {}};
}

HttpServerEngine::Event HttpServerEngine::next_head(Bytes& cursor, HttpRequestHead& head) noexcept {
    const HttpHeadScanner::Answer answer = scanner_.scan(cursor);
    if (answer.failure) return fail(*answer.failure);
    if (answer.head_bytes == 0) return {};
    if (const auto failure = read_request_head(cursor.first(answer.head_bytes), head))
        return fail(*failure);
    if (!limits_->allow(head.framing)) return fail(HttpFailure::body_too_long);
    cursor = cursor.subspan(answer.head_bytes);
    begin_request(head);
    return {Kind::request, {}, {}};
}

void HttpServerEngine::begin_request(const HttpRequestHead& head) noexcept {
    body_.restart(head.framing);
    reading_ = Reading::body;
    answer_ = Answer::due;
    dropped_ = 0;
    is_head_ = head.method == "HEAD";
    is_connect_ = head.method == "CONNECT";
    is_http_1_0_ = head.version == HttpVersion::http_1_0;
    keep_alive_ = head.keep_alive;
    wants_upgrade_ = head.wants_upgrade;
    continue_due_ = head.expects_continue;
}

void HttpServerEngine::end_request_if_answered() noexcept {
    if (reading_ != Reading::over || answer_ != Answer::complete) return;
    answer_ = Answer::none;
    if (keep_alive_) {
        reading_ = Reading::head;
        scanner_.restart();
    } else {
        reading_ = Reading::finished;
    }
}

// Once the response is complete nobody wants the body; up to a limit it is read all the same, or
// the next request could not be found.
HttpServerEngine::Event HttpServerEngine::next_body(Bytes& cursor, HttpRequestHead& head) noexcept {
    for (;;) {
        const bool unwanted = answer_ == Answer::complete;
        if (is_not_worth_reading(0)) return finish();
        const Bytes before = cursor;
        const HttpBodyDecoder::Event event = body_.next(cursor, head.fields);
        if (cursor.size() != before.size()) continue_due_ = false;
        switch (event.kind) {
            case BodyKind::need_more:
                return {};
            case BodyKind::failure:
                return fail(event.failure);
            case BodyKind::end:
                reading_ = Reading::over;
                end_request_if_answered();
                return {Kind::end_of_request, {}, {}};
            case BodyKind::trailers:
                if (!unwanted) return {Kind::trailers, {}, {}};
                break;
            case BodyKind::data:
                if (!unwanted) return {Kind::body, event.bytes, {}};
                if (is_not_worth_reading(event.bytes.size())) return finish();
                dropped_ += event.bytes.size();
                break;
        }
    }
}

// What is left of an answered request's body, with so many bytes that were just seen, is more than
// may be dropped to reach the next request; or there is none.
bool HttpServerEngine::is_not_worth_reading(std::uint64_t seen) const noexcept {
    if (answer_ != Answer::complete || (body_.ended() && seen == 0)) return false;
    const std::uint64_t dropped = dropped_ + seen;
    return !keep_alive_ || dropped > limits_->discard_bytes_max ||
           body_.announced_bytes() > limits_->discard_bytes_max - dropped;
}

HttpServerEngine::Event HttpServerEngine::at_end_of_input() noexcept {
    return stop_reading(HttpFailure::connection_closed_in_head,
                        HttpFailure::connection_closed_in_body);
}

HttpServerEngine::Event HttpServerEngine::at_deadline() noexcept {
    return stop_reading(HttpFailure::request_timed_out, HttpFailure::request_timed_out);
}

// No more will be read, and what was begun stays a part.
HttpServerEngine::Event HttpServerEngine::stop_reading(HttpFailure in_head,
                                                       HttpFailure in_body) noexcept {
    switch (reading_) {
        case Reading::head:
            return scanner_.is_at_start() ? finish() : fail(in_head);
        case Reading::body:
            return fail(in_body);
        default:
            return settled();
    }
}

bool HttpServerEngine::needs_input() const noexcept {
    if (reading_ == Reading::body) return !body_.ended() && !is_not_worth_reading(0);
    return reading_ == Reading::head;
}

bool HttpServerEngine::between_requests() const noexcept {
    return answer_ == Answer::none && reading_ == Reading::head && scanner_.is_at_start();
}

}  // namespace potok
