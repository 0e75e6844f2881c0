// The life of a TLS session: the handshake, the ends, and what passes through unchanged.
#include "protocol/session/tls_session.hpp"

#include <utility>

#include "base/assert.hpp"
#include "reactor/event_loop.hpp"

namespace potok {

TlsSession::TlsSession(OwnedSsl ssl, std::unique_ptr<Session> upper, TlsRoom& room,
                       TlsObserver& observer) noexcept
    : upper_(std::move(upper)), room_(room), observer_(observer), engine_(std::move(ssl)) {}

TlsSession::~TlsSession() = default;

std::uint32_t TlsSession::stamp() const noexcept {
    const auto since_start = lower_->loop().now().time_since_epoch();
    return static_cast<std::uint32_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(since_start).count());
}

bool TlsSession::is_open() const noexcept {
    return lower_ != nullptr && !has(kEnding);
}

std::size_t TlsSession::held_bytes() const noexcept {
    const std::size_t handshake = has(kCharged) ? kHandshakeBytes : 0;
    return handshake + held_.capacity() + upper_->held_bytes();
}

// ---- The handshake

void TlsSession::on_open(Stream& lower) {
    lower_ = &lower;
    if (!loop().budget().charge(kHandshakeBytes)) return abort(CloseReason::memory_budget);
    set(kCharged);
    lower.begin_handshake();
    stamp_ = stamp();
    round_ = room_.round();  // newcomers wait for the next
    if (engine_.is_server() && engine_.state() == TlsEngine::State::handshaking) return;
    std::size_t consumed = 0;
    shake_hands({}, consumed);
}

// What follows the handshake is left in the ciphertext.
void TlsSession::shake_hands(Bytes ciphertext, std::size_t& consumed) {
    const Instant begin = Clock::now();
    consumed += engine_.handshake(ciphertext, *this);
    room_.count(Clock::now() - begin);
    if (engine_.state() == TlsEngine::State::failed) return fail();
    if (engine_.state() == TlsEngine::State::established && is_open()) open_upper();
}

void TlsSession::open_upper() {
    return_charge();
    lower_->end_handshake();
    observer_.on_tls_established(*this, engine_, std::chrono::milliseconds(stamp() - stamp_));
    stamp_ = stamp();
    set(kOpened);
    upper_->on_open(*this);
}

// ---- The end

// The alert, where there is one, has gone down already.
void TlsSession::fail() {
    if (!is_open()) return;
    observer_.on_tls_failed(*this, engine_);
    if (engine_.met_plain_http() && !room_.plain_http_answer().empty()) {
        static_cast<void>(lower_->send(room_.plain_http_answer()));
    }
    end(CloseReason::tls_failed);
    lower_->finish(CloseReason::tls_failed);
}

void TlsSession::return_charge() noexcept {
    if (take_flag(kCharged)) loop().budget().release(kHandshakeBytes);
}

// From here on nothing is delivered or taken.
void TlsSession::end(CloseReason reason) {
    return_charge();
    set(kEnding);
    reason_ = reason;
    held_.drop();
}

void TlsSession::finish(CloseReason reason) {
    if (!is_open()) return;
    flush_cork();
    engine_.close(*this);
    end(reason);
    lower_->finish(reason);
}

void TlsSession::abort(CloseReason reason) {
    if (lower_ == nullptr || has(kAborted)) return;
    set(kAborted);
    end(reason);
    if (has(kDelivering)) room_.cork().clear();
    lower_->abort(reason);
}

// The end of TCP. Without the peer's close_notify anybody on the way may have made it; it is taken
// for the peer's own where nothing can have been cut off.
void TlsSession::on_end() {
    if (!is_open() || has(kEndSeen)) return;
    if (has(kOpened) && !engine_.in_record() && upper_->may_end_here()) {
        set(kEndSeen);
        return deliver_end();
    }
    finish(has(kOpened) ? CloseReason::tls_truncated : CloseReason::ended_by_peer);
}

void TlsSession::on_close(CloseReason reason) {
    end(reason);
    lower_ = nullptr;
    upper_->on_close(reason);
}

// The peer is told that this is our end, and no cut.
void TlsSession::on_idle() {
    if (!is_open()) return;
    if (has(kOpened)) upper_->on_idle();
    finish(CloseReason::idle_timeout);
}

// ---- The session's successor

void TlsSession::hand_over(std::unique_ptr<Session> successor) {
    if (!is_open()) return successor->on_close(reason_);
    std::swap(upper_, successor);
    loop().destroy_later(std::move(successor));  // it may be on the stack
    for (const Flag told : {kEndDelivered, kDrainDelivered, kDrainedWanted, kTurnWanted})
        clear(told);
    lower_->set_alarm(Duration::zero());
    upper_->on_open(*this);
    if (!is_open()) return;
    // Inside on_data() it is deliver() that goes on with the successor.
    if (!has(kDelivering)) redeliver_later();
    lower_->request_turn();
}

// ---- What passes through

void TlsSession::on_drained() {
    if (is_open() && take_flag(kDrainedWanted)) upper_->on_drained();
}

void TlsSession::on_alarm() {
    if (is_open()) upper_->on_alarm();
}

void TlsSession::on_posted(Stream&, Bytes message) {
    if (is_open() && has(kOpened)) upper_->on_posted(*this, message);
}

void TlsSession::begin_handshake() {
    if (is_open()) lower_->begin_handshake();
}

void TlsSession::end_handshake() {
    if (is_open()) lower_->end_handshake();
}

void TlsSession::set_alarm(Duration after) {
    if (is_open()) lower_->set_alarm(after);
}

void TlsSession::request_turn() {
    if (!is_open()) return;
    set(kTurnWanted);
    lower_->request_turn();
}

}  // namespace potok
