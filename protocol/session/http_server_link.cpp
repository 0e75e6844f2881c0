#include "protocol/session/http_server_link.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/assert.hpp"
#include "protocol/http_write.hpp"

namespace potok {
namespace {

std::string_view view_of(const std::array<char, kHttpDateSize>& date) noexcept {
    return {date.data(), date.size()};
}

}  // namespace

// What is not whole yet stays with the stream, which keeps no more than a tail.
void HttpServerLink::open(Stream& stream) {
    ASSERT(settings_.limits.head_bytes_max <= Session::kTailMax);
    ASSERT(settings_.limits.trailer_bytes_max <= Session::kTailMax);
    stream_ = &stream;
    watch(Wait::head);
}

// ---- What came

// Its deadlines are its own: those of what was waited for before are over.
void HttpServerLink::begin_request() {
    watch(Wait::nothing);
    body_rate_.restart();
    clear(kAnswerDue);
    clear(kMoreBehind);
}

// Who waits for 100 gets it, unless the sink has answered already or wants to think first.
void HttpServerLink::continue_if_due() {
    if (has(kAppPaused) || ended() || !engine_.continue_due()) return;
    std::string out;
    engine_.write_continue(out);
    send(bytes_of(out));
}

// Reading goes on a little: a client that leaves meanwhile is to be noticed.
Consumed HttpServerLink::wait_for_answer(std::size_t consumed, std::size_t rest) {
    clear(kFeeding);
    set(kAnswerDue);
    rest != 0 ? set(kMoreBehind) : clear(kMoreBehind);
    watch(Wait::nothing);
    const bool full = rest >= Session::kTailMax;
    return {consumed, full ? Consumed::Next::paused : Consumed::Next::more};
}

// All that came was looked at.
void HttpServerLink::wait_for_input() {
    if (has(kEndSeen)) return end();
    if (has(kDraining) && engine_.between_requests()) return finish(why_);
    watch_input();
}

void HttpServerLink::end() {
    using Kind = HttpServerEngine::Event::Kind;
    set(kEndSeen);
    switch (engine_.at_end_of_input().kind) {
        case Kind::failure:
            return refuse(CloseReason::bad_request);
        case Kind::response_due:
            return;  // answered() ends it
        default:
            return finish(why_);
    }
}

// A refusal is finished so that it arrives, and nothing behind it is looked at.
void HttpServerLink::refuse(CloseReason why) {
    std::string out;
    const auto date = http_date(Clock::wall_time());
    if (engine_.refuse(view_of(date), out)) send(bytes_of(out));
    finish(why);
}

// ---- Answers

std::optional<HttpRefusal> HttpServerLink::respond(HttpResponse response, Bytes body) {
    if (ended()) return std::nullopt;
    std::string out;
    const auto date = http_date(Clock::wall_time());
    response.date = view_of(date);
    response.close = response.close || has(kDraining);
    if (const auto refusal = engine_.respond(response, body, out)) return refusal;
    send(bytes_of(out));
    answered();
    return std::nullopt;
}

std::optional<HttpRefusal> HttpServerLink::respond_block(HttpResponse response,
                                                         const BlockRef& block,
                                                         std::size_t offset) {
    if (ended()) return std::nullopt;
    const std::uint64_t bytes = block->size() - offset;
    response.body_bytes = bytes;
    if (const auto refusal = begin_response(response)) return refusal;
    std::string out;
    HttpBodyWriter& writer = engine_.body_writer();
    static_cast<void>(writer.begin_part(bytes, out));  // as announced: nothing to refuse
    if (!writer.muted() && bytes != 0) {
        const bool taken =
            !has(kHeldUp) && stream_->send_shared(*block, offset) != SendStatus::rejected;
        if (!taken) keep(block->bytes().subspan(offset));
    }
    return end_response();
}

std::optional<HttpRefusal> HttpServerLink::begin_response(HttpResponse response) {
    if (ended()) return std::nullopt;
    std::string out;
    const auto date = http_date(Clock::wall_time());
    response.date = view_of(date);
    response.close = response.close || has(kDraining);
    if (const auto refusal = engine_.begin_response(response, out)) return refusal;
    send(bytes_of(out));
    return std::nullopt;
}

SendStatus HttpServerLink::send_body(Bytes part) {
    if (has(kHeldUp) || ended()) return SendStatus::rejected;
    if (part.empty()) return SendStatus::sent;
    HttpBodyWriter& writer = engine_.body_writer();
    const HttpBodyWriter before = writer;
    std::string head;
    if (writer.begin_part(part.size(), head)) return SendStatus::rejected;
    if (writer.muted()) return SendStatus::sent;
    std::string tail;
    writer.end_part(part.size(), tail);
    const std::array<Bytes, 3> parts = {bytes_of(head), part, bytes_of(tail)};
    const SendStatus status = stream_->send(parts);
    if (status == SendStatus::rejected) writer = before;
    return status;
}

std::optional<HttpRefusal> HttpServerLink::end_response(HttpFieldList trailers) {
    if (ended()) return std::nullopt;
    std::string out;
    const auto refusal = engine_.end_response(out, trailers);
    if (refusal && refusal != HttpRefusal::body_under_length) return refusal;
    if (!out.empty()) send(bytes_of(out));
    answered();
    return refusal;
}

std::optional<HttpRefusal> HttpServerLink::upgrade(HttpFieldList fields,
                                                   std::unique_ptr<Session> successor) {
    if (has(kEnded)) {
        successor->on_close(why_);
        return std::nullopt;
    }
    std::string out;
    const auto date = http_date(Clock::wall_time());
    if (const auto refusal = engine_.switch_protocols(fields, view_of(date), out)) return refusal;
    // Behind answers that nobody reads an upgrade is worth nothing.
    if (has(kHeldUp) || stream_->send(bytes_of(out)) == SendStatus::rejected) {
        stream_->abort(CloseReason::slow_reader);
    } else {
        stream_->resume_reading();  // what paused it, the successor knows nothing of
    }
    stream_->hand_over(std::move(successor));
    return std::nullopt;
}

// The response is complete. Outside feed() somebody has to look at what waits behind it.
void HttpServerLink::answered() {
    if (has(kFeeding) || ended()) return;
    const bool all_seen = has(kAnswerDue) && !has(kMoreBehind);
    const bool last = has(kEndSeen) || has(kDraining);
    if (engine_.is_finished() || (all_seen && last)) return finish(why_);
    if (!has(kAnswerDue)) return;  // its body still comes
    clear(kAnswerDue);
    watch_input();
    if (goes_on()) deliver_again();
}

// What the stream holds is given again, and what it reads from here on.
void HttpServerLink::deliver_again() {
    stream_->pause_reading();
    stream_->resume_reading();
}

// ---- Output

// An answer is never lost: what there is no room for is kept, and nothing more is read meanwhile.
void HttpServerLink::send(Bytes bytes) {
    if (!has(kHeldUp)) {
        if (stream_->send(bytes) != SendStatus::rejected) return;
    }
    keep(bytes);
}

void HttpServerLink::keep(Bytes bytes) {
    if (!stream_->is_open()) return;
    set(kHeldUp);
    if (!kept_.append(bytes, 0)) return stream_->abort(CloseReason::memory_budget);
    stream_->pause_reading();
    watch_body();
}

void HttpServerLink::go_on() {
    if (!has(kHeldUp)) return;
    const SendStatus status = stream_->send_shared(*kept_.block(), 0);
    if (status == SendStatus::rejected) return;
    kept_.clear();
    clear(kHeldUp);
    if (has(kEnded)) return stream_->finish(why_);
    watch_body();
    if (has(kDraining) && engine_.between_requests()) return finish(why_);
    if (!has(kAppPaused)) stream_->resume_reading();
}

void HttpServerLink::finish(CloseReason reason) {
    if (ended()) return;
    set(kEnded);
    why_ = reason;
    if (!has(kHeldUp)) stream_->finish(reason);
}

// ---- Time, and the end of the program

void HttpServerLink::watch(Wait wait) {
    if (wait == wait_) return;
    wait_ = wait;
    clear(kHeard);
    // The peer's time begins when it can have read all that was sent.
    if (stream_->queued_bytes() != 0) set(kHeard);
    switch (wait) {
        case Wait::nothing:
            return stream_->set_alarm(Duration::zero());
        case Wait::head:
            return stream_->set_alarm(settings_.head_timeout);
        case Wait::body:
            return watch_body();
        case Wait::next_request:
            return stream_->set_alarm(settings_.idle_timeout);
    }
}

// The deadline of its next bytes, or of its rate if that is nearer. While we do not read, neither
// can be missed: both begin or go on when we do.
void HttpServerLink::watch_body() {
    if (wait_ != Wait::body) return;
    const Instant now = stream_->loop().now();
    goes_on() ? body_rate_.run(now) : body_rate_.stand_still(now);
    Duration after = settings_.body_timeout;
    if (goes_on() && body_rate_.has_rate()) {
        const Duration left = std::max(body_rate_.left(now), Duration(1));
        after = after == Duration::zero() ? left : std::min(after, left);
    }
    stream_->set_alarm(after);
}

void HttpServerLink::watch_input() {
    // A connection's first head is due from its opening.
    const bool opening = wait_ == Wait::head && engine_.between_requests();
    if (opening) return;
    watch(engine_.between_requests() ? Wait::next_request
          : engine_.in_head()        ? Wait::head
                                     : Wait::body);
}

void HttpServerLink::alarm() {
    const Wait over = std::exchange(wait_, Wait::nothing);
    if (over == Wait::nothing || has(kEnded)) return;
    // We did not read, so nothing could come; or the peer still has to read what it waits for: an
    // answer, or the 100 behind it. Its progress is watched then.
    const bool unread = over != Wait::head && stream_->queued_bytes() != 0;
    const bool ours = !goes_on() || unread;
    if (unread) body_rate_.restart();
    const bool slow = over == Wait::body && body_rate_.is_too_slow(stream_->loop().now());
    const bool moves = over != Wait::head && has(kHeard) && !slow;
    if (ours || moves) return watch(over);
    if (over == Wait::next_request) return finish(CloseReason::idle_timeout);
    time_out(over);
}

// 408 is for a request that was begun and is not answered.
void HttpServerLink::time_out(Wait over) {
    const CloseReason why =
        over == Wait::head ? CloseReason::handshake_timeout : CloseReason::no_progress;
    const bool refused = engine_.at_deadline().kind == HttpServerEngine::Event::Kind::failure;
    refused ? refuse(why) : finish(why);
}

void HttpServerLink::drain() {
    if (has(kEnded)) return;
    set(kDraining);
    why_ = CloseReason::drained;
    if (engine_.between_requests() && !has(kHeldUp)) finish(CloseReason::drained);
}

void HttpServerLink::pause_reading() {
    set(kAppPaused);
    stream_->pause_reading();
    watch_body();
}

void HttpServerLink::resume_reading() {
    clear(kAppPaused);
    watch_body();
    continue_if_due();
    if (!has(kHeldUp)) stream_->resume_reading();
}

}  // namespace potok
