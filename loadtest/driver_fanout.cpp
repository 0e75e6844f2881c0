// The fan-out: settling what everybody sends at every connection of this driver.
//
// Nothing is asked of the other loops: whose a message is, it says itself; when it was due, the
// schedule says; and that all of them have come, the main thread makes known by how many there are.
// What went out when is known to its sender alone, so the raw latency is that of its own copy.
#include <algorithm>

#include "loadtest/driver.hpp"

namespace potok::loadtest {

void Driver::announce(Instant announced, Instant start) noexcept {
    announced_.store(announced, std::memory_order_relaxed);
    announced_start_.store(start, std::memory_order_release);
}

// A loop that slept through the beginning wakes to messages of those that did not: they are right,
// and its own call to begin() stands behind them.
void Driver::begin_if_announced() {
    const Instant start = announced_start_.load(std::memory_order_acquire);
    if (start != Instant::min()) begin(announced_.load(std::memory_order_relaxed), start);
}

void Driver::on_delivery(Client& client, const Verification& verification, Instant now) {
    if (phase() == Phase::ramped) begin_if_announced();
    const Delivery delivery = settle_delivery(client, verification);
    if (!ends_a_message(delivery.settlement.kind)) return;
    result_.stalls->on_answer(now);
    const Instant due = delivery.settlement.dispatch.intended;
    if (due >= measure_from_) {
        // As in record_latency(): this iteration's time may be earlier.
        const Duration latency = std::max(now - due, Duration::zero());
        result_.latency.record(latency);
        result_.fanout->spread.record(verification.name, latency);
        if (delivery.sent) {
            result_.latency_raw.record(std::max(now - *delivery.sent, Duration::zero()));
        }
    }
    if (delivery.sent && phase() == Phase::loading) send_all_due(client, now);
}

Driver::Delivery Driver::settle_delivery(Client& client, const Verification& verification) {
    const Verification known = may_have_been_sent(verification) ? verification : Verification{};
    FanoutRecord& fanout = *result_.fanout;
    const FanoutBook::Arrival arrival =
        fanout.book.settle(fanout.receiver_of(client.number()), known);
    Delivery delivery{{arrival.kind, {}}, {}};
    if (known.kind != Verification::Kind::foreign) {
        const MessageName name = known.name;
        delivery.settlement.dispatch.intended = schedule_->due_at(name.connection, name.number);
        if (arrival.passed != 0 && fanout.is_own(name.connection))
            note_waiting(-static_cast<std::ptrdiff_t>(arrival.passed), loop_.now());
        if (name.connection == client.number()) {
            const Settlement own = client.ledger().settle(known);
            if (ends_a_message(own.kind)) delivery.sent = own.dispatch.sent;
        }
    }
    note_settled(client, delivery.settlement, known);
    return delivery;
}

// What another loop has sent it does not say; but nothing goes out before it is due.
bool Driver::may_have_been_sent(const Verification& verification) const noexcept {
    if (verification.kind == Verification::Kind::foreign) return false;
    const MessageName name = verification.name;
    if (!schedule_ || name.number >= numbers_end_) return false;
    const FanoutRecord& fanout = *result_.fanout;
    if (fanout.is_own(name.connection)) {
        const Client& sender = *clients_[fanout.receiver_of(name.connection)];
        return name.number < sender.ledger().next_to_send().number;
    }
    const Instant due = schedule_->due_at(name.connection, name.number);
    return due <= loop_.now() || due <= Clock::now();
}

bool Driver::awaits_any(const Client& client) const noexcept {
    if (!result_.fanout) return client.ledger().expectation().next.has_value();
    const FanoutBook& book = result_.fanout->book;
    const std::uint64_t passed = book.passed(result_.fanout->receiver_of(client.number()));
    return !all_sent_ || passed < *all_sent_ || book.missing() != 0;
}

// Answers that are due at this connection, as far as this driver knows: to its own messages.
std::uint64_t Driver::awaited_by(const Client& client) const noexcept {
    if (!result_.fanout) return client.ledger().in_line();
    const FanoutRecord& fanout = *result_.fanout;
    const std::uint32_t receiver = fanout.receiver_of(client.number());
    std::uint64_t awaited = 0;
    for (const auto& sender : clients_) {
        awaited +=
            sender->ledger().next_to_send().number - fanout.book.next(receiver, sender->number());
    }
    return awaited;
}

// To those who are still there.
bool Driver::all_delivered() const noexcept {
    if (!all_sent_ || result_.fanout->book.missing() != 0) return false;
    return std::ranges::all_of(clients_, [this](const auto& client) {
        const std::uint32_t receiver = result_.fanout->receiver_of(client->number());
        return client->state() != Client::State::open ||
               result_.fanout->book.passed(receiver) >= *all_sent_;
    });
}

// What was due and did not come is told when all loops' records are put together.
void Driver::close_fanout_of(Client& client) {
    FanoutRecord& fanout = *result_.fanout;
    const std::uint64_t sent = client.ledger().next_to_send().number;
    result_.messages.sent += sent;
    fanout.sent[client.number()] = sent;
    fanout.gone[fanout.receiver_of(client.number())] = client.state() == Client::State::closed;
}

}  // namespace potok::loadtest
