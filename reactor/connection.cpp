// The life of a connection: opening, ending, deadlines, and what it wants of the poller.
#include "reactor/connection.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"

namespace potok {

// A connection costs what it costs 15 000 times over; a field that pushes it past this has to earn
// it.
static_assert(sizeof(Connection) <= 192);

namespace {

// The progress timeout decides, and not a shorter one of the system's. Most stay below that, and
// pay no system call.
void let_progress_timeout_decide(Socket& socket, const ConnectionLimits& limits) noexcept {
    const Duration longest = limits.progress_timeout;
    const bool is_endless = longest == Duration::zero();
    if (is_endless || longest > Socket::kPeerSilenceMax) socket.bear_silence_for(longest);
}

CloseReason reason_of(SystemCause cause) noexcept {
    switch (cause) {
        case SystemCause::connection_reset:
            return CloseReason::reset;
        case SystemCause::timed_out:
            return CloseReason::no_progress;
        default:
            return CloseReason::io_error;
    }
}

}  // namespace

Connection* Connection::open(EventLoop& loop, Socket socket, const ConnectionLimits& limits,
                             std::unique_ptr<Session> session) {
    let_progress_timeout_decide(socket, limits);
    std::unique_ptr<Connection> made(
        new Connection(loop, std::move(socket), limits, std::move(session)));
    Connection& connection = *made;
    const auto slot = loop.connections().insert(connection);
    if (!slot) {
        loop.end_stay();
        connection.session_->on_close(CloseReason::too_many_connections);
        return nullptr;
    }
    connection.slot_ = *slot;
    loop.adopt(std::move(made));
    loop.counters().opened.add();
    connection.last_activity_ = coarse_time(loop.now());
    connection.update_interest();
    connection.session_->on_open(connection);
    connection.watch_deadline();
    return &connection;
}

Connection::Connection(EventLoop& loop, Socket socket, const ConnectionLimits& limits,
                       std::unique_ptr<Session> session) noexcept
    : Guest(std::move(socket)), loop_(loop), limits_(limits), session_(std::move(session)) {}

Connection::~Connection() = default;

ConnectionId Connection::id() const noexcept {
    return loop_.connections().id_of(slot_);
}

std::size_t Connection::held_bytes() const noexcept {
    if (phase_ == Phase::closed) return 0;
    return queue_.held_bytes() + held_.capacity() + session_->held_bytes();
}

// ---- Ending

void Connection::finish(CloseReason reason) {
    ASSERT(loop_.in_loop_thread());
    if (phase_ != Phase::open) return;
    phase_ = Phase::finishing;
    reason_ = reason;
    clear(kAlarmSet);
    discarded_ = 0;
    held_.drop();
    update_interest();
    // Inside on_data() its own return goes on from here.
    if (!has(kDelivering)) loop_.request_turn(*this);
}

// Once everything queued has left: our end, and the wait for the peer's. Lingering is for what may
// still be under way, so it counts from the last byte either way; of who was paused or goes on
// sending there is more to come.
void Connection::continue_finish() {
    if (phase_ != Phase::finishing || !queue_.empty()) return;
    socket_.shutdown_write();
    if (has(kEndSeen)) return close(reason_);
    phase_ = Phase::lingering;
    const bool silent = !has(kPaused) && discarded_ == 0;
    waiting_since_ = silent ? last_activity_ : coarse_time(loop_.now());
    if (earliest_deadline().remaining(loop_.now()) <= Duration::zero()) return close(reason_);
    watch_deadline();
}

void Connection::abort(CloseReason reason) {
    ASSERT(loop_.in_loop_thread());
    if (phase_ == Phase::closed) return;
    socket_.reset_on_close();
    close(reason);
}

void Connection::close(CloseReason reason) {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::closed;
    reason_ = reason;
    loop_.poller().forget(*this);
    loop_.timers().disarm(*this);
    queue_.clear(loop_.chunks());
    held_.drop();
    loop_.retire(*this);
}

// The system says that the connection is lost. A reason of our own, given before, explains more;
// but an orderly end with output still queued was none.
void Connection::broken(SystemCause cause) {
    const bool ending =
        phase_ == Phase::lingering || (phase_ == Phase::finishing && queue_.empty());
    const bool orderly = reason_ == CloseReason::finished || reason_ == CloseReason::drained;
    if (ending || (phase_ == Phase::finishing && !orderly)) return close(reason_);
    close(reason_of(cause));
}

void Connection::on_retire() {
    loop_.connections().erase(slot_);
    loop_.end_stay();
    loop_.credit_gate().notify();
    loop_.counters().closed_for(reason_).add();
    session_->on_close(reason_);
}

// ---- The session's successor

void Connection::hand_over(std::unique_ptr<Session> successor) {
    ASSERT(loop_.in_loop_thread());
    if (phase_ != Phase::open) return successor->on_close(reason_);
    std::swap(session_, successor);
    loop_.destroy_later(std::move(successor));  // it may be on the stack
    for (const Flag told :
         {kEndDelivered, kDrainDelivered, kDrainedWanted, kDrainedDue, kAlarmSet, kTurnWanted})
        clear(told);
    session_->on_open(*this);
    if (phase_ != Phase::open) return;
    // Inside on_data() it is deliver() that goes on with the successor.
    if (!has(kDelivering) && !has(kPaused)) set(kResumed);
    loop_.request_turn(*this);
}

// ---- Reading, paused and resumed

void Connection::pause_reading() {
    ASSERT(loop_.in_loop_thread());
    set(kPaused);
    clear(kResumed);
    update_interest();
}

void Connection::resume_reading() {
    ASSERT(loop_.in_loop_thread());
    if (!has(kPaused)) return;
    clear(kPaused);
    set(kResumed);
    last_activity_ = coarse_time(loop_.now());
    if (phase_ != Phase::open) return;
    loop_.request_turn(*this);
    update_interest();
    watch_deadline();
}

void Connection::update_interest() noexcept {
    if (phase_ == Phase::closed) return;
    const bool wants_input =
        phase_ == Phase::open ? !has(kPaused) : discarded_ < limits_.linger_bytes_max;
    const bool read = wants_input && !has(kEndSeen);
    const bool write = has(kBlocked);
    const auto interest = static_cast<Interest>((read ? 1 : 0) | (write ? 2 : 0));
    if (interest != wanted()) loop_.poller().want(*this, interest);
}

// ---- Work from the loop

void Connection::on_ready(Readiness readiness) {
    if (phase_ == Phase::closed) return;
    if (readiness.writable && has(kBlocked)) {
        flush_queue();
        continue_finish();
    }
    if (!readiness.readable || has(kEndSeen)) return;
    if (phase_ == Phase::open && !has(kPaused)) {
        if (has(kResumed)) return;  // held input comes first, in this connection's turn
        static_cast<void>(receive());
    } else if (phase_ == Phase::finishing || phase_ == Phase::lingering) {
        discard_input();
    }
}

// What was deferred: first the callbacks that may send, then one flush for all they sent.
void Connection::on_turn() {
    if (phase_ == Phase::open && has(kDrainedDue)) {
        clear(kDrainedDue);
        session_->on_drained();
    }
    if (phase_ == Phase::open && has(kTurnWanted)) {
        clear(kTurnWanted);
        session_->on_turn();
    }
    if (phase_ == Phase::open && has(kResumed)) {
        clear(kResumed);
        deliver_held();
    }
    deliver_end();
    if (has(kDraining)) last_read_before_drain();
    if (phase_ == Phase::closed) return;
    if (!has(kBlocked)) flush_queue();
    continue_finish();
}

void Connection::request_turn() {
    ASSERT(loop_.in_loop_thread());
    if (phase_ != Phase::open) return;
    set(kTurnWanted);
    loop_.request_turn(*this);
}

void Connection::drain() {
    if (phase_ != Phase::open || has(kDraining)) return;
    set(kDraining);
    loop_.request_turn(*this);
}

// ---- Deadlines

// One timer: activity only stamps the time; the timer looks at the stamps when it fires and goes
// back to sleep until the earliest deadline that they leave.

void Connection::begin_handshake() {
    ASSERT(loop_.in_loop_thread());
    set(kHandshaking);
    waiting_since_ = coarse_time(loop_.now());
    watch_deadline();
}

void Connection::end_handshake() {
    ASSERT(loop_.in_loop_thread());
    clear(kHandshaking);
    waiting_since_ = coarse_time(loop_.now());
    watch_deadline();
}

void Connection::set_alarm(Duration after) {
    ASSERT(loop_.in_loop_thread());
    clear(kAlarmSet);
    if (phase_ != Phase::open || after == Duration::zero()) return;
    set(kAlarmSet);
    alarm_at_ = coarse_time(end_of_unit(loop_.now() + after));
    watch(until_alarm(loop_.now()));
}

// Not positive: it is due.
Duration Connection::until_alarm(Instant now) const noexcept {
    return kCoarseUnit * static_cast<std::int32_t>(alarm_at_ - coarse_time(now));
}

void Connection::ring() {
    clear(kAlarmSet);
    session_->on_alarm();
}

Connection::Deadline Connection::earliest_deadline() const noexcept {
    if (phase_ == Phase::lingering) {
        return {waiting_since_, limits_.linger_timeout, CloseReason::linger_timeout};
    }
    if (has(kHandshaking)) {
        return {waiting_since_, limits_.handshake_timeout, CloseReason::handshake_timeout};
    }
    const Deadline progress{waiting_since_, limits_.progress_timeout, CloseReason::no_progress};
    const Deadline idle{last_activity_, limits_.idle_timeout, CloseReason::idle_timeout};
    const bool idle_counts = phase_ == Phase::open && !has(kPaused);
    // Output that only waits for this connection's turn is not the peer's doing.
    if (!has(kBlocked)) return idle_counts ? idle : Deadline{};
    if (!idle_counts || idle.timeout == Duration::zero()) return progress;
    return idle.remaining(loop_.now()) < progress.remaining(loop_.now()) ? idle : progress;
}

Duration Connection::Deadline::remaining(Instant now) const noexcept {
    const std::uint32_t elapsed = coarse_time(now) - since;
    return timeout + kCoarseUnit - kCoarseUnit * elapsed;
}

void Connection::watch_deadline() noexcept {
    if (phase_ == Phase::closed) return;
    if (has(kAlarmSet)) watch(until_alarm(loop_.now()));
    const Deadline next = earliest_deadline();
    if (next.timeout != Duration::zero()) watch(next.remaining(loop_.now()));
}

// The timer fires then, or before.
void Connection::watch(Duration ahead) noexcept {
    const Instant due = end_of_unit(loop_.now() + std::max(ahead, Duration(1)));
    if (!armed() || due < deadline()) loop_.timers().arm(*this, due);
}

void Connection::on_timer(Instant now) {
    if (has(kAlarmSet) && until_alarm(now) <= Duration::zero()) ring();
    const Deadline passed = earliest_deadline();
    const bool is_over =
        passed.timeout != Duration::zero() && passed.remaining(now) <= Duration::zero();
    if (!is_over) return watch_deadline();
    switch (passed.reason) {
        case CloseReason::idle_timeout:
            session_->on_idle();
            return finish(passed.reason);
        case CloseReason::linger_timeout:
            return close(reason_);  // why it ended; that the peer did not is its own affair
        default:
            return abort(passed.reason);
    }
}

}  // namespace potok
