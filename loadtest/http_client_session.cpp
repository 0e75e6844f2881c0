#include "loadtest/http_client_session.hpp"

#include <utility>

#include "base/assert.hpp"
#include "loadtest/verify/http_answer.hpp"

namespace potok::loadtest {
namespace {

using Kind = HttpBadAnswer::Kind;

Kind kind_of(HttpFailure failure) noexcept {
    switch (failure) {
        case HttpFailure::head_too_long:
        case HttpFailure::too_many_fields:
        case HttpFailure::body_too_long:
            return Kind::too_long;
        case HttpFailure::connection_closed_in_head:
        case HttpFailure::connection_closed_in_body:
        case HttpFailure::connection_closed_unanswered:
            return Kind::cut_off;
        case HttpFailure::response_unasked:
            return Kind::unasked;
        default:
            return Kind::malformed;
    }
}

Kind kind_of(HttpContentFailure failure) noexcept {
    return failure == HttpContentFailure::too_long ? Kind::too_long : Kind::coding;
}

Kind kind_of(HttpTrail::Step step) noexcept {
    switch (step) {
        case HttpTrail::Step::too_many:
            return Kind::redirect_too_many;
        case HttpTrail::Step::elsewhere:
            return Kind::redirect_elsewhere;
        case HttpTrail::Step::malformed:
            return Kind::redirect_malformed;
        case HttpTrail::Step::ends:
        case HttpTrail::Step::goes_on:
            break;
    }
    return Kind::status;
}

bool is_compressed(const HttpResponseHead& head) noexcept {
    const auto coding = content_coding_of(head.fields);
    return head.framing.has_content() && coding && *coding != HttpContentCoding::identity;
}

CloseReason close_reason_of(Kind kind) noexcept {
    switch (kind) {
        case Kind::too_long:
            return CloseReason::message_too_long;
        case Kind::cut_off:
            return CloseReason::truncated_message;
        default:
            return CloseReason::protocol_error;
    }
}

}  // namespace

void HttpClientSession::on_open(Stream& stream) {
    link_.open(stream);
    ClientSession::on_open(stream);
}

Consumed HttpClientSession::on_data(MutableBytes data) {
    const Consumed consumed = link_.feed(data, *this);
    if (redirect_ != 0 && link_.idle()) follow();
    if (!stream_->is_open()) {
        lose(end_reason_);
    } else if (std::exchange(answered_, false)) {
        client_.on_room();
    }
    return consumed;
}

void HttpClientSession::on_end() {
    link_.end(*this);
    lose(end_reason_);
}

SendStatus HttpClientSession::send(Bytes message) {
    if (!link_.idle()) return SendStatus::rejected;
    const HttpRequest& post = post_.request();
    trail_.begin(post.method, true);
    const auto refusal = link_.send(post, message);
    ASSERT(!refusal);
    return stream_->is_open() ? SendStatus::queued : SendStatus::rejected;
}

std::optional<Verification> HttpClientSession::take_tail() {
    if (status_ == 0) return std::nullopt;
    return verify_front(payloads_, client_.expectation(), status_, body());
}

void HttpClientSession::on_response(const HttpResponseHead& head) {
    const HttpTrail::Step step = trail_.follow(head);
    if (step == HttpTrail::Step::goes_on) {
        redirect_ = head.status;
        return;
    }
    status_ = head.status;
    refusal_ = kind_of(step);
    if (is_compressed(head)) client_.on_http_event(HttpEvent::compressed_answer);
}

void HttpClientSession::on_body(Bytes bytes) {
    if (redirect_ != 0) return;  // what a redirection says to people
    if (body_.append(bytes, settings_.limits.body_bytes_max)) return;
    end_reason_ = CloseReason::memory_budget;
    stream_->abort(end_reason_);
}

// The connection may be gone for want of memory: then this was no whole answer.
void HttpClientSession::on_response_end() {
    if (!stream_->is_open() || redirect_ != 0) return;
    if (status_ != kGoodStatus) client_.on_bad_answer({refusal_, status_});
    client_.on_answer(verify_answer(payloads_, client_.expectation(), status_, body()));
    client_.on_exchange_end();
    body_.clear();
    status_ = 0;
    answered_ = true;
}

// No server is known to the end: a place that passed may still be none that a request can name.
void HttpClientSession::follow() {
    const HttpRequest request = post_.request_on(trail_);
    const std::vector<std::byte> body =
        trail_.has_body() ? message_under_way() : std::vector<std::byte>();
    const bool followed = !link_.send(request, body);
    const std::uint16_t status = std::exchange(redirect_, std::uint16_t{0});
    if (followed) return client_.on_http_event(HttpEvent::redirect_followed);
    status_ = status;
    refusal_ = Kind::redirect_malformed;
    on_response_end();
}

std::vector<std::byte> HttpClientSession::message_under_way() const {
    const MessageImage image = payloads_.image(name_under_way(client_.expectation()));
    std::vector<std::byte> message(image.size());
    image.write_to(message);
    return message;
}

void HttpClientSession::on_response_failure(HttpAnswerFailure failure) {
    const Kind kind = std::visit([](auto what) { return kind_of(what); }, failure);
    // Nothing of an answer came: that is an end, and no answer to find fault with.
    const auto* const http = std::get_if<HttpFailure>(&failure);
    if (http != nullptr && *http == HttpFailure::connection_closed_unanswered) return;
    end_reason_ = close_reason_of(kind);
    settle_failure({kind, 0});
}

// What was cut off is a message that is missing, unless it was wrong already; whatever else this
// is, no message of the run reads like that.
void HttpClientSession::settle_failure(const HttpBadAnswer& answer) {
    client_.on_bad_answer(answer);
    if (answer.kind != Kind::cut_off) return client_.on_answer(Verification{});
    if (const auto tail = take_tail()) client_.on_answer(*tail);
}

void HttpClientSession::lose(CloseReason reason) {
    if (!std::exchange(lost_, true)) ClientSession::on_close(reason);
}

Bytes HttpClientSession::body() const noexcept {
    return body_.empty() ? Bytes{} : body_.block()->bytes();
}

}  // namespace potok::loadtest
