// What a TLS session does with bytes from its peer: decrypted while they are wanted, delivered in
// the room's block, the unconsumed rest held.
#include <utility>

#include "base/assert.hpp"
#include "protocol/session/tls_session.hpp"
#include "reactor/event_loop.hpp"
#include "reactor/input_delivery.hpp"

namespace potok {

Consumed TlsSession::on_data(MutableBytes data) {
    if (!is_open()) return {data.size()};
    std::size_t consumed = 0;
    if (!has(kOpened)) {
        if (!room_.admits(loop().counters().iterations.value(), round_)) {
            return {0, Consumed::Next::later};
        }
        round_ = room_.round();
        shake_hands(data, consumed);
    }
    look_below();
    if (unasked_ > kUnaskedBytesMax) abort(CloseReason::slow_reader);
    if (has(kOpened)) consumed += read(data.subspan(consumed));
    if (!is_open()) return {data.size()};
    deliver_end();
    return {consumed, has(kLowerPaused) ? Consumed::Next::paused : Consumed::Next::more};
}

// Whether the peer has read everything; the stream below has nothing corked yet.
void TlsSession::look_below() noexcept {
    if (lower_->queued_bytes() != 0) return set(kQueued);
    clear(kQueued);
    unasked_ = 0;
}

// Somebody above wants plaintext, and has seen what came before it.
bool TlsSession::reading() const noexcept {
    return is_open() && has(kOpened) && !has(kPaused) && !has(kRedeliver) && !has(kEndSeen);
}

// Decrypts and delivers as long as there is something and it is wanted. Returns how much of the
// ciphertext is done with.
std::size_t TlsSession::read(Bytes ciphertext) {
    std::size_t consumed = 0;
    for (bool more = true; more && reading();) {
        const Bytes tail = held_.bytes();
        const MutableBytes target = tail.empty() ? upper_->receive_target() : MutableBytes{};
        ReceiveBlock& block = room_.plaintext();
        ASSERT(!room_.in_use());
        set(kReading);
        const auto progress = engine_.read(ciphertext.subspan(consumed),
                                           target.empty() ? block.data() : target, *this);
        clear(kReading);
        consumed += progress.consumed;
        more = progress.more;
        if (progress.produced != 0) {
            deliver(target.empty() ? block.joined(tail, progress.produced)
                                   : target.first(progress.produced));
        }
        if (engine_.state() == TlsEngine::State::failed) fail();
        if (engine_.state() == TlsEngine::State::peer_closed) set(kEndSeen);
    }
    return has(kEndSeen) ? ciphertext.size() : consumed;
}

void TlsSession::deliver(MutableBytes data) {
    const BlockRef pinned = held_.pin();  // finish() and abort() drop it, and `data` may lie in it
    set(kDelivering);
    room_.enter();
    const Consumed consumed =
        deliver_input(upper_, data, [this] { return is_open() && !has(kPaused); });
    flush_cork();
    room_.leave();
    clear(kDelivering);
    if (!is_open()) return;
    const bool comes_again = consumed.next == Consumed::Next::later && !has(kPaused);
    if (consumed.next != Consumed::Next::more) pause_reading();
    hold(data.subspan(consumed.bytes));
    if (comes_again) resume_reading();
}

void TlsSession::hold(Bytes rest) {
    ASSERT(rest.size() <= Session::kTailMax || has(kPaused));
    if (!held_.replace(loop().budget(), rest)) abort(CloseReason::memory_budget);
}

// The peer's close_notify, told once, and not before everything that came ahead of it.
void TlsSession::deliver_end() {
    if (!is_open() || !has(kEndSeen) || has(kPaused) || has(kRedeliver)) return;
    if (has(kEndDelivered)) return;
    set(kEndDelivered);
    upper_->on_end();
}

void TlsSession::on_drain(Stream&) {
    if (!has(kOpened)) return finish(CloseReason::drained);
    set(kDraining);
    deliver_drain();
}

// The last word, behind all input.
void TlsSession::deliver_drain() {
    if (!is_open() || !has(kDraining) || has(kPaused) || has(kRedeliver)) return;
    if (has(kDrainDelivered)) return;
    set(kDrainDelivered);
    upper_->on_drain(*this);
}

// ---- Paused and resumed

void TlsSession::pause_lower() {
    if (has(kLowerPaused)) return;
    set(kLowerPaused);
    lower_->pause_reading();
}

// The stream below may hold nothing, and would never call.
void TlsSession::redeliver_later() {
    if (has(kPaused)) return;
    set(kRedeliver);
    pause_lower();
    lower_->request_turn();
}

void TlsSession::pause_reading() {
    if (!is_open()) return;
    set(kPaused);
    clear(kRedeliver);
    pause_lower();
}

void TlsSession::resume_reading() {
    if (!is_open() || !take_flag(kPaused)) return;
    redeliver_later();
}

// First what is held here, then what OpenSSL holds, then the ends; then more from below.
void TlsSession::on_turn() {
    look_below();
    if (is_open() && take_flag(kTurnWanted)) upper_->on_turn();
    if (is_open() && take_flag(kRedeliver) && !held_.empty()) deliver(held_.bytes());
    if (reading() && engine_.pending_bytes() != 0) static_cast<void>(read({}));
    deliver_end();
    deliver_drain();
    if (!is_open() || has(kPaused) || has(kRedeliver) || !has(kOpened)) return;
    if (take_flag(kLowerPaused)) lower_->resume_reading();
}

}  // namespace potok
