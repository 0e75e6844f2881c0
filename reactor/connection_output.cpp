// What a connection does with bytes for its peer: the cork during on_data(), the queue at other
// times.
#include <algorithm>
#include <array>
#include <cstdint>

#include "base/assert.hpp"
#include "reactor/connection.hpp"

namespace potok {
namespace {

// Above this a message costs more to copy into the cork than a call of its own costs.
constexpr std::size_t kCopiedBytesMax = 32 * 1024;

// Parts of one message: headers, payload, a trailer. Leaves a vector for what is corked.
constexpr std::size_t kPartsMax = 15;

// Full writes to one peer in one turn; then the others come first.
constexpr int kWritesPerTurn = 4;

std::size_t total_of(std::span<const Bytes> parts) noexcept {
    std::size_t bytes = 0;
    for (const Bytes part : parts)
        bytes += part.size();
    return bytes;
}

}  // namespace

SendStatus Connection::send(std::span<const Bytes> parts) {
    ASSERT(loop_.in_loop_thread());
    ASSERT(parts.size() <= kPartsMax);
    if (phase_ != Phase::open) return SendStatus::rejected;
    const std::size_t bytes = total_of(parts);
    if (has(kDelivering) && queue_.empty()) return cork(parts, bytes);
    if (!has_room_for(bytes)) return reject(bytes);
    return queued(queue_.append_copy(loop_.chunks(), parts));
}

SendStatus Connection::send_in_place(Bytes message) {
    ASSERT(loop_.in_loop_thread());
    ASSERT(has(kDelivering) || phase_ != Phase::open);
    if (phase_ == Phase::open && queue_.empty() && loop_.cork().extend_in_place(message)) {
        return SendStatus::sent;
    }
    return send(std::span(&message, 1));
}

SendStatus Connection::send_shared(SharedBlock& block, std::size_t offset) {
    ASSERT(loop_.in_loop_thread());
    if (phase_ != Phase::open) return SendStatus::rejected;
    std::size_t sent = 0;
    if (has(kDelivering) && queue_.empty()) {
        flush_cork();
        if (queue_.empty() && phase_ == Phase::open) {
            const Bytes message = block.bytes().subspan(offset);
            sent = write_some(std::span(&message, 1));
        }
        if (phase_ != Phase::open) return SendStatus::rejected;
    }
    const std::size_t bytes = block.size() - offset - sent;
    if (bytes == 0) return SendStatus::sent;
    if (!has_room_for(bytes)) return reject(bytes);
    return queued(queue_.append_block(loop_.chunks(), BlockRef(block), offset + sent));
}

// During on_data() the cork takes anything, as it takes one message.
bool Connection::takes(std::size_t bytes) {
    ASSERT(loop_.in_loop_thread());
    if (phase_ != Phase::open) return false;
    if ((has(kDelivering) && queue_.empty()) || has_room_for(bytes)) return true;
    if (phase_ == Phase::open) static_cast<void>(reject(bytes));
    return false;
}

// Promised: what the cork has no room for goes to the queue, and no limit applies.
SendStatus Connection::send_piece(Bytes piece) {
    ASSERT(loop_.in_loop_thread());
    if (phase_ != Phase::open) return SendStatus::rejected;
    if (has(kDelivering) && queue_.empty()) {
        if (piece.size() > loop_.cork().room()) flush_cork();
        if (phase_ != Phase::open) return SendStatus::rejected;
        if (queue_.empty()) return cork(std::span(&piece, 1), piece.size());
    }
    return queued(queue_.append_copy(loop_.chunks(), std::span(&piece, 1)));
}

std::size_t Connection::queued_bytes() const noexcept {
    if (phase_ == Phase::closed) return 0;  // what is corked leaves no more
    return queue_.bytes() + (has(kDelivering) ? loop_.cork().contents().size() : 0);
}

void Connection::deliver_posted(Bytes message) {
    const auto charged = static_cast<std::uint32_t>(message.size());
    credited_ += charged;
    if (phase_ == Phase::open) session_->on_posted(*this, message);
    return_credit();
}

// ---- During on_data()

SendStatus Connection::cork(std::span<const Bytes> parts, std::size_t bytes) {
    Cork& cork = loop_.cork();
    if (bytes > kCopiedBytesMax) {
        // Large: what is corked and the message in one call, and only an unsent rest is copied.
        std::array<Bytes, kPartsMax + 1> vectors;
        vectors[0] = cork.contents();
        std::copy(parts.begin(), parts.end(), vectors.begin() + 1);
        write_or_queue(std::span(vectors).first(parts.size() + 1));
        cork.clear();
    } else {
        if (bytes > cork.room()) flush_cork();
        if (phase_ != Phase::open) return SendStatus::rejected;
        if (!queue_.empty()) {
            if (!has_room_for(bytes)) return reject(bytes);
            return queued(queue_.append_copy(loop_.chunks(), parts));
        }
        cork.append(parts);
    }
    if (phase_ != Phase::open) return SendStatus::rejected;
    return queue_.empty() ? SendStatus::sent : SendStatus::queued;
}

void Connection::flush_cork() {
    Cork& cork = loop_.cork();
    const Bytes contents = cork.contents();
    if (!contents.empty() && phase_ != Phase::closed) write_or_queue(std::span(&contents, 1));
    cork.clear();
}

// Writes what the system takes now and queues the rest, which is already promised: no limit
// applies.
void Connection::write_or_queue(std::span<const Bytes> parts) {
    const std::size_t bytes = total_of(parts);
    const std::size_t sent = queue_.empty() ? write_some(parts) : 0;
    if (sent == bytes || phase_ == Phase::closed) return;
    static_cast<void>(queued(queue_.append_copy(loop_.chunks(), parts, sent)));
}

// One write. Less than everything means that the next would block.
std::size_t Connection::write_some(std::span<const Bytes> parts) {
    const IoResult result = parts.size() == 1 ? socket_.send(parts[0]) : socket_.send(parts);
    if (result.status == IoResult::Status::failed) {
        broken(result.cause);
        return 0;
    }
    if (result.bytes != 0) {
        last_activity_ = coarse_time(loop_.now());
        loop_.counters().bytes_sent.add(result.bytes);
    }
    if (result.bytes < total_of(parts)) set(kBlocked);
    return result.bytes;
}

// ---- At other times

// The queue took a message, or the budget had no room for it.
SendStatus Connection::queued(bool taken) noexcept {
    if (!taken) {
        abort(CloseReason::memory_budget);
        return SendStatus::rejected;
    }
    if (!has(kBlocked)) {
        loop_.request_turn(*this);
    } else if (wanted() != Interest::write && wanted() != Interest::read_write) {
        start_waiting();  // the write that has just blocked was the first
    }
    return SendStatus::queued;
}

bool Connection::has_room_for(std::size_t bytes) {
    const auto fits = [&] {
        return queue_.empty() || queue_.bytes() + bytes <= limits_.queued_bytes_max;
    };
    if (fits()) return true;
    // What only waits for this connection's turn is not the peer's fault.
    if (!has(kBlocked)) flush_queue();
    return phase_ == Phase::open && fits();
}

SendStatus Connection::reject(std::size_t bytes) noexcept {
    const std::size_t low = limits_.queued_bytes_low();
    const std::size_t room_at =
        bytes < limits_.queued_bytes_max ? std::min(low, limits_.queued_bytes_max - bytes) : 0;
    const auto at = static_cast<std::uint32_t>(std::min<std::size_t>(room_at, UINT32_MAX));
    drained_at_ = has(kDrainedWanted) ? std::min(drained_at_, at) : at;
    set(kDrainedWanted);
    return SendStatus::rejected;
}

void Connection::flush_queue() {
    const std::size_t before = queue_.bytes();
    const bool was_blocked = has(kBlocked);
    clear(kBlocked);
    std::array<Bytes, Socket::kVectorsMax> vectors;
    for (int i = 0; i < kWritesPerTurn && !queue_.empty() && !has(kBlocked); ++i) {
        const std::size_t count = queue_.gather(vectors);
        const std::size_t sent = write_some(std::span(vectors).first(count));
        if (phase_ == Phase::closed) return;
        queue_.consume(loop_.chunks(), sent);
    }
    if (!queue_.empty()) {
        set(kBlocked);  // if it is not: the rest when the others had their turn
        if (!was_blocked || queue_.bytes() < before) start_waiting();
    } else if (was_blocked) {
        update_interest();
    }
    return_credit();
    if (has(kDrainedWanted) && queue_.bytes() <= drained_at_) {
        clear(kDrainedWanted);
        set(kDrainedDue);
        loop_.request_turn(*this);
    }
}

// The peer has to read before more can be written: from now on the progress deadline runs.
void Connection::start_waiting() noexcept {
    if (!has(kHandshaking)) waiting_since_ = coarse_time(loop_.now());
    update_interest();
    watch_deadline();
}

// Gives other threads back what of theirs has left. Their bytes count as the last in the queue, so
// credit returns late rather than early.
void Connection::return_credit() noexcept {
    const auto waiting =
        static_cast<std::uint32_t>(std::min<std::size_t>(queue_.bytes(), credited_));
    if (waiting == credited_) return;
    loop_.connections().refund(slot_, credited_ - waiting);
    credited_ = waiting;
    loop_.credit_gate().notify();
}

}  // namespace potok
