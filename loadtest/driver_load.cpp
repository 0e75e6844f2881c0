// The load: sending on time, settling answers, and knowing when the last one has come.
#include <algorithm>

#include "base/assert.hpp"
#include "loadtest/driver.hpp"

namespace potok::loadtest {
namespace {

// Sends of one timer tick: beyond it answers are read first.
constexpr int kSendsPerTick = 1024;

constexpr Duration kLook = std::chrono::milliseconds(10);

// Precondition: not ok.
Fault fault_of(Settlement::Kind kind) noexcept {
    switch (kind) {
        case Settlement::Kind::reordered:
            return Fault::reordered;
        case Settlement::Kind::corrupted:
            return Fault::corrupted;
        case Settlement::Kind::duplicated:
            return Fault::duplicated;
        case Settlement::Kind::misdelivered:
            return Fault::misdelivered;
        default:
            break;
    }
    ASSERT(kind == Settlement::Kind::foreign);
    return Fault::foreign;
}

}  // namespace

void Driver::begin(Instant announced, Instant start) {
    if (phase() != Phase::ramped) return;  // a fan-out's first delivery was sooner
    start_ = start;
    measure_from_ = start + plan_.warmup;
    load_end_ = measure_from_ + plan_.duration;
    last_arrival_ = start;
    const Instant now = Clock::now();
    result_.stalls.emplace(announced);
    health_.emplace(now, Clock::thread_cpu_time(), plan_.late_after);
    loop_.timers().arm(beat_timer_, health_->next_heartbeat());
    if (plan_.total_rate) schedule_.emplace(*plan_.total_rate, plan_.connections, start);
    if (plan_.fanout) numbers_end_ = schedule_->planned_before(load_end_) / plan_.connections + 1;
    loop_.timers().arm(send_timer_, start);
    loop_.timers().arm(end_timer_, load_end_);
    for (const auto& client : clients_)
        client->note_possible(start);
    set_phase(Phase::loading);
}

// ---- Sending

// The driver's sends in the order in which they fall due: message 0 of each connection, then 1 of
// each.
void Driver::send_due(Instant) {
    const Instant now = Clock::now();
    if (!schedule_) {
        for (const auto& client : clients_)
            fill(*client, now);
        return;
    }
    for (int i = 0; i < kSendsPerTick; ++i) {
        Client& client = *clients_[next_turn_ % clients_.size()];
        const std::uint64_t number = next_turn_ / clients_.size();
        const Instant due = schedule_->due_at(client.number(), number);
        if (due >= load_end_) return;
        if (due > now) return loop_.timers().arm(send_timer_, due);
        ++next_turn_;
        client.due = number + 1;
        send_all_due(client, now);
    }
    loop_.timers().arm(send_timer_, now);
}

void Driver::send_all_due(Client& client, Instant now) {
    while (client.can_send() && client.ledger().next_to_send().number < client.due) {
        const MessageName name = client.ledger().next_to_send();
        if (!send_next(client, schedule_->due_at(name.connection, name.number), now)) return;
    }
}

// Closed loop: as many unanswered messages as were asked for.
void Driver::fill(Client& client, Instant now) {
    while (client.can_send() && client.ledger().in_line() < *plan_.in_flight) {
        if (!send_next(client, now, now)) return;
    }
}

bool Driver::send_next(Client& client, Instant due, Instant now) {
    if (!client.send(encoder_.encode(client.ledger().next_to_send()))) return false;
    health_->on_send(due, client.possible_since(), now);
    client.ledger().on_sent({.intended = due, .sent = now});
    shown_.sent.fetch_add(1, std::memory_order_relaxed);
    note_waiting(result_.fanout ? shown_.open.load(std::memory_order_relaxed) : 1, now);
    return true;
}

void Driver::on_client_room(Client& client) {
    if (phase() != Phase::loading) return;
    const Instant now = Clock::now();
    client.note_possible(now);
    schedule_ ? send_all_due(client, now) : fill(client, now);
}

// ---- Answers

void Driver::on_client_answer(Client& client, const Verification& verification) {
    if (phase() == Phase::finished) return;  // the books are closed
    const Instant now = loop_.now();
    last_arrival_ = now;
    if (result_.fanout) return on_delivery(client, verification, now);
    const Settlement settlement = settle(client, verification);
    // Nothing else that comes keeps anybody from waiting.
    if (ends_a_message(settlement.kind)) {
        result_.stalls->on_answer(now);
        record_latency(settlement.dispatch, now);
    }
    if (phase() == Phase::loading) schedule_ ? send_all_due(client, now) : fill(client, now);
}

void Driver::on_client_compressed_message() {
    result_.websocket.note_compressed_sent();
}

void Driver::on_client_exchange_end(Client& client) {
    if (phase() == Phase::finished) return;
    const auto passed_over = static_cast<std::ptrdiff_t>(client.ledger().in_line());
    client.ledger().pass_over();
    if (passed_over != 0) note_waiting(-passed_over, loop_.now());
}

// Also before the load, when nothing was sent: all that comes then is foreign.
Settlement Driver::settle(Client& client, const Verification& verification) {
    if (result_.fanout) return settle_delivery(client, verification).settlement;
    Ledger& ledger = client.ledger();
    const std::size_t before = ledger.in_line();
    const Settlement settlement = ledger.settle(verification);
    if (ledger.in_line() != before) {
        note_waiting(
            static_cast<std::ptrdiff_t>(ledger.in_line()) - static_cast<std::ptrdiff_t>(before),
            loop_.now());
    }
    note_settled(client, settlement, verification);
    return settlement;
}

void Driver::note_settled(const Client& client, const Settlement& settlement,
                          const Verification& verification) {
    if (settlement.kind == Settlement::Kind::ok) {
        shown_.answered.fetch_add(1, std::memory_order_relaxed);
    } else {
        shown_.faults.fetch_add(1, std::memory_order_relaxed);
        note_fault(client, settlement, verification);
    }
}

void Driver::note_fault(const Client& client, const Settlement& settlement,
                        const Verification& verification) {
    FaultExample example;
    example.fault = fault_of(settlement.kind);
    example.connection = client.number();
    example.since_start = since_start(loop_.now());
    if (verification.kind != Verification::Kind::foreign) example.message = verification.name;
    example.status = verification.status;
    if (verification.kind == Verification::Kind::corrupted && verification.status == 0) {
        example.difference = verification.difference;
    }
    result_.faults.note(example);
}

void Driver::note_lost(const Client& client, const LostMessage& lost) {
    FaultExample example;
    example.fault = Fault::lost;
    example.connection = client.number();
    example.since_start = since_start(lost.dispatch.sent);
    example.message = MessageName{client.number(), lost.number};
    result_.faults.note(example);
}

// What comes before the load is told as of its very beginning.
Duration Driver::since_start(Instant when) const noexcept {
    return std::max(when - start_, Duration::zero());
}

void Driver::record_latency(const Dispatch& dispatch, Instant now) {
    if (dispatch.intended < measure_from_) return;
    // A message may be sent, by the clock, after the time that stands for this iteration's
    // arrivals.
    const Duration zero = Duration::zero();
    result_.latency.record(std::max(now - dispatch.intended, zero));
    result_.latency_raw.record(std::max(now - dispatch.sent, zero));
}

void Driver::note_waiting(std::ptrdiff_t change, Instant now) {
    waiting_for_ += change;
    result_.stalls->set_waiting(waiting_for_ > 0, now);
}

void Driver::beat(Instant) {
    const Instant now = Clock::now();
    if (const auto lag = health_->on_heartbeat(now)) result_.stalls->excuse(lag->from, lag->to);
    loop_.timers().arm(beat_timer_, health_->next_heartbeat());
}

// ---- Ending

void Driver::end_load(Instant now) {
    loop_.timers().disarm(send_timer_);
    set_phase(Phase::waiting);
    check_answered(now);
}

void Driver::check_answered(Instant now) {
    const Instant quiet_since = std::max(load_end_, last_arrival_);
    const bool faultless = shown_.faults.load(std::memory_order_relaxed) == 0;
    const bool all_here = result_.fanout ? all_delivered() : waiting_for_ == 0;
    const bool answered = all_here && now - quiet_since >= kQuiet;
    if ((answered && faultless) || now - load_end_ >= plan_.grace) return finish();
    loop_.timers().arm(answered_timer_, now + kLook);
}

void Driver::finish() {
    if (phase() == Phase::finished) return;
    for (MemberTimer<Driver>* timer :
         {&ramp_timer_, &send_timer_, &end_timer_, &answered_timer_, &beat_timer_}) {
        loop_.timers().disarm(*timer);
    }
    settle_tails();
    if (health_) close_measurements(Clock::now());
    close_books();
    set_phase(Phase::finished);  // what ends from here on is our own doing
    for (const auto& client : clients_)
        client->finish();
}

// What lies in a stream and was never whole came at some time before: it is settled, not measured.
void Driver::settle_tails() {
    for (const auto& client : clients_) {
        if (const auto tail = client->take_tail()) static_cast<void>(settle(*client, *tail));
    }
}

void Driver::close_measurements(Instant now) {
    result_.health = health_->finish(now, Clock::thread_cpu_time());
    result_.stalls->finish(now);
    result_.listened = std::max(now - std::max(load_end_, last_arrival_), Duration::zero());
    result_.held = shown_.open.load(std::memory_order_relaxed);
}

void Driver::close_books() {
    result_.websocket.note_compressed_received(compression_.counts().inflated);
    for (const auto& client : clients_) {
        Ledger& ledger = client->ledger();
        if (schedule_) result_.unsent += client->due - ledger.next_to_send().number;
        if (result_.fanout) {
            close_fanout_of(*client);
            continue;
        }
        ledger.finish();
        result_.messages += ledger.counts();
        if (const auto& lost = ledger.first_lost()) note_lost(*client, *lost);
    }
}

}  // namespace potok::loadtest
