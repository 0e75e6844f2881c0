#include "protocol/http_client.hpp"

#include "protocol/http_response.hpp"

namespace potok {

using Kind = HttpClientEngine::Event::Kind;
using BodyKind = HttpBodyDecoder::Event::Kind;

HttpClientEngine::HttpClientEngine(const HttpLimits& limits) noexcept
    : limits_(&limits), scanner_(HttpHeadKind::response, limits), body_(limits) {}

HttpClientEngine::Event HttpClientEngine::next(Bytes& cursor, HttpResponseHead& head) noexcept {
    switch (reading_) {
        case Reading::idle:
            return cursor.empty() ? Event{} : fail(HttpFailure::response_unasked);
        case Reading::head:
            return next_head(cursor, head);
        case Reading::body:
            return next_body(cursor, head);
        default:
            return settled();
    }
}

// Where no input can change it: what was said is said again.
HttpClientEngine::Event HttpClientEngine::settled() const noexcept {
    switch (reading_) {
        case Reading::handed_over:
            return {Kind::handed_over, {}, {}};
        case Reading::finished:
            return {Kind::finished, {}, {}};
        default:
            return {Kind::failure, {}, failure_};
    }
}

HttpClientEngine::Event HttpClientEngine::fail(HttpFailure failure) noexcept {
    reading_ = Reading::failed;
    failure_ = failure;
    return {Kind::failure, {}, failure};
}

HttpClientEngine::Event HttpClientEngine::finish() noexcept {
    reading_ = Reading::finished;
    return {Kind::finished, {}, {}};
}

HttpClientEngine::Event HttpClientEngine::next_head(Bytes& cursor,
                                                    HttpResponseHead& head) noexcept {
    const HttpHeadScanner::Answer answer = scanner_.scan(cursor);
    if (answer.failure) return fail(*answer.failure);
    if (answer.head_bytes == 0) return {};
    const std::string_view method = is_head_ ? "HEAD" : is_connect_ ? "CONNECT" : "GET";
    if (const auto failure = read_response_head(cursor.first(answer.head_bytes), method, head))
        return fail(*failure);
    const Event event = begin_response(head);
    if (event.kind != Kind::failure) cursor = cursor.subspan(answer.head_bytes);
    return event;
}

HttpClientEngine::Event HttpClientEngine::begin_response(const HttpResponseHead& head) noexcept {
    if (head.status == 101) {
        if (!may_switch(head)) return fail(HttpFailure::switched_unasked);
        reading_ = Reading::handed_over;
        return {Kind::response, {}, {}};
    }
    if (is_informational(head.status)) return take_informational();
    if (is_connect_ && head.status / 100 == 2) {
        reading_ = Reading::handed_over;
        return {Kind::response, {}, {}};
    }
    if (!limits_->allow(head.framing)) return fail(HttpFailure::body_too_long);
    keep_alive_ = keep_alive_ && head.keep_alive;
    body_.restart(head.framing);
    reading_ = Reading::body;
    return {Kind::response, {}, {}};
}

// RFC 9110 §7.8: to whoever asked, behind the whole request, and naming what it switches to.
bool HttpClientEngine::may_switch(const HttpResponseHead& head) const noexcept {
    return asked_upgrade_ && !writing_ && head.version == HttpVersion::http_1_1 &&
           head.fields.count("upgrade") != 0 && head.fields.has_token("connection", "upgrade");
}

HttpClientEngine::Event HttpClientEngine::take_informational() noexcept {
    if (++informational_ > limits_->informational_max)
        return fail(HttpFailure::too_many_informational);
    scanner_.restart();
    return {Kind::informational, {}, {}};
}

HttpClientEngine::Event HttpClientEngine::next_body(Bytes& cursor,
                                                    HttpResponseHead& head) noexcept {
    const HttpBodyDecoder::Event event = body_.next(cursor, head.fields);
    switch (event.kind) {
        case BodyKind::need_more:
            return {};
        case BodyKind::data:
            return {Kind::body, event.bytes, {}};
        case BodyKind::trailers:
            return {Kind::trailers, {}, {}};
        case BodyKind::end:
            return end_response();
        case BodyKind::failure:
            break;
    }
    return fail(event.failure);
}

// What was answered before all of it was sent leaves the connection within a request: nothing can
// follow.
HttpClientEngine::Event HttpClientEngine::end_response() noexcept {
    reading_ = keep_alive_ && !writing_ ? Reading::idle : Reading::finished;
    return {Kind::end_of_response, {}, {}};
}

HttpClientEngine::Event HttpClientEngine::at_end_of_input() noexcept {
    keep_alive_ = false;
    switch (reading_) {
        case Reading::idle:
            return finish();
        case Reading::head:
            return fail(scanner_.is_at_start() ? HttpFailure::connection_closed_unanswered
                                               : HttpFailure::connection_closed_in_head);
        case Reading::body:
            if (body_.at_end_of_input().kind == BodyKind::end) return end_response();
            return fail(HttpFailure::connection_closed_in_body);
        default:
            return settled();
    }
}

bool HttpClientEngine::needs_input() const noexcept {
    if (reading_ == Reading::body) return !body_.ended();
    return reading_ == Reading::idle || reading_ == Reading::head;
}

}  // namespace potok
