// What a connection does with bytes from its peer: one receive per readiness, delivered in place,
// the unconsumed rest held.
#include <utility>

#include "base/assert.hpp"
#include "reactor/connection.hpp"
#include "reactor/input_delivery.hpp"

namespace potok {
namespace {

// How much a draining connection still takes from a peer that does not stop sending, in receives:
// more than the system's buffers on both sides hold.
constexpr int kLastReceives = 128;

}  // namespace

// One receive, delivered. True if bytes came and reading goes on.
bool Connection::receive() {
    const Bytes tail = held_.bytes();
    const MutableBytes target = tail.empty() ? session_->receive_target() : MutableBytes{};
    ReceiveBlock& block = loop_.receive_block();
    const IoResult result = socket_.receive(target.empty() ? block.data() : target);
    switch (result.status) {
        case IoResult::Status::would_block:
            return false;
        case IoResult::Status::failed:
            broken(result.cause);
            return false;
        case IoResult::Status::end:
            set(kEndSeen);
            update_interest();
            deliver_end();
            return false;
        case IoResult::Status::done:
            break;
    }
    last_activity_ = coarse_time(loop_.now());
    loop_.counters().bytes_received.add(result.bytes);
    deliver(target.empty() ? block.joined(tail, result.bytes) : target.first(result.bytes));
    return phase_ == Phase::open && !has(kPaused) && !has(kResumed);
}

void Connection::deliver(MutableBytes data) {
    const BlockRef pinned = held_.pin();  // finish() and abort() drop it, and `data` may lie in it
    set(kDelivering);
    const Consumed consumed =
        deliver_input(session_, data, [this] { return phase_ == Phase::open && !has(kPaused); });
    clear(kDelivering);
    flush_cork();
    if (phase_ != Phase::open) return continue_finish();
    const bool comes_again = consumed.next == Consumed::Next::later && !has(kPaused);
    if (consumed.next != Consumed::Next::more) pause_reading();
    hold(data.subspan(consumed.bytes));
    if (comes_again) resume_reading();
}

void Connection::hold(Bytes rest) {
    ASSERT(rest.size() <= Session::kTailMax || has(kPaused));
    if (!held_.replace(loop_.budget(), rest)) abort(CloseReason::memory_budget);
}

void Connection::deliver_held() {
    if (!held_.empty()) deliver(held_.bytes());
}

// The peer's end, told once, and not before everything that came ahead of it was consumed as far as
// it can be.
void Connection::deliver_end() {
    if (phase_ != Phase::open || !has(kEndSeen) || has(kEndDelivered) || has(kPaused)) return;
    if (has(kResumed)) return;  // held input comes first, in this connection's turn
    set(kEndDelivered);
    session_->on_end();
}

void Connection::discard_input() {
    const IoResult result = socket_.receive(loop_.receive_block().data());
    switch (result.status) {
        case IoResult::Status::would_block:
            return;
        case IoResult::Status::failed:
            return broken(result.cause);
        case IoResult::Status::end:
            set(kEndSeen);
            break;
        case IoResult::Status::done:
            discarded_ += static_cast<std::uint32_t>(result.bytes);
            break;
    }
    // A peer that goes on sending is only not read any more: closing now would reset it, and
    // destroy what it has not read yet.
    if (has(kEndSeen) && phase_ == Phase::lingering) return close(reason_);
    update_interest();
}

void Connection::last_read_before_drain() {
    if (phase_ != Phase::open || has(kPaused) || has(kResumed) || has(kDrainDelivered)) return;
    for (int i = 0; i < kLastReceives && !has(kEndSeen); ++i) {
        if (!receive()) break;
    }
    if (phase_ != Phase::open || has(kPaused) || has(kResumed)) return;
    set(kDrainDelivered);
    session_->on_drain(*this);
}

}  // namespace potok
