#include "protocol/session/http_client_link.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace potok {

namespace {

bool leaves_http(const HttpRequest& request) noexcept {
    return request.method == "CONNECT" || has_field(request.fields, "upgrade");
}

}  // namespace

std::optional<HttpRefusal> HttpClientLink::send(const HttpRequest& request, Bytes body) {
    ASSERT(idle());
    if (leaves_http(request)) return HttpRefusal::upgrade_not_possible;
    std::string out;
    if (const auto refusal = engine_.send(request, body, out)) return refusal;
    clear(kHeard);
    waited_ = Duration::zero();
    stream_->set_alarm(next_look());
    const Bytes bytes = bytes_of(out);
    if (stream_->send(bytes) != SendStatus::rejected || !stream_->is_open()) return std::nullopt;
    set(kHeldUp);
    if (!kept_.append(bytes, 0)) stream_->abort(CloseReason::memory_budget);
    return std::nullopt;
}

void HttpClientLink::go_on() {
    if (!has(kHeldUp)) return;
    if (stream_->send_shared(*kept_.block(), 0) == SendStatus::rejected) return;
    kept_.clear();
    clear(kHeldUp);
}

HttpClientLink::Event HttpClientLink::next(Bytes& rest, HttpResponseHead& head) {
    while (content_) {
        const Bytes part = rest.first(std::min(rest.size(), kCompressedPart));
        Bytes left = part;
        const Event event = engine_.next(left, head);
        rest = rest.subspan(part.size() - left.size());
        if (event.kind != Event::Kind::need_more) return event;
        if (left.size() == part.size()) break;  // none is left, or it has to be whole: trailers
    }
    return engine_.next(rest, head);
}

// One alarm serves both limits: looks follow one another without a gap, so that their sum is the
// time waited. Zero: there is none.
Duration HttpClientLink::next_look() const noexcept {
    const Duration whole = settings_.exchange_timeout;
    const Duration part = settings_.answer_timeout;
    if (whole == Duration::zero()) return part;
    const Duration left = whole - waited_;
    return part == Duration::zero() ? left : std::min(part, left);
}

// Where nothing could come, as we did not read or the server has not read all of the request, no
// time has passed: its progress is watched then.
void HttpClientLink::alarm() {
    if (engine_.idle()) return;
    const bool unread = has(kHeldUp) || stream_->queued_bytes() != 0;
    if (!has(kAppPaused) && !unread) {
        waited_ += next_look();
        if (!has(kHeard) || waited_ == settings_.exchange_timeout)
            return stream_->abort(CloseReason::no_progress);
    }
    clear(kHeard);
    stream_->set_alarm(next_look());
}

std::optional<HttpContentFailure> HttpClientLink::begin_content(const HttpResponseHead& head) {
    content_.reset();
    if (!head.framing.has_content()) return std::nullopt;
    const auto coding = content_coding_of(head.fields);
    if (!coding) return HttpContentFailure::malformed;
    if (*coding != HttpContentCoding::identity)
        content_.emplace(*coding, settings_.limits.body_bytes_max);
    return std::nullopt;
}

std::optional<HttpContentFailure> HttpClientLink::end_content() noexcept {
    const auto failure = content_ ? content_->end() : std::nullopt;
    content_.reset();
    return failure;
}

void HttpClientLink::end_exchange() {
    stream_->set_alarm(Duration::zero());
}

void HttpClientLink::pause_reading() {
    set(kAppPaused);
    stream_->pause_reading();
}

void HttpClientLink::resume_reading() {
    clear(kAppPaused);
    stream_->resume_reading();
}

}  // namespace potok
