#include "loadtest/faulty/fault_outbox.hpp"

namespace potok::loadtest {

void FaultOutbox::put(Stream& stream, Bytes answer, Instant now) {
    if (waiting_.empty() && delay_ == Duration::zero()) {
        if (stream.send(answer) != SendStatus::rejected) return;
        blocked_ = true;
    }
    waiting_.push_back({now + delay_, {answer.begin(), answer.end()}});
    bytes_ += answer.size();
}

void FaultOutbox::flush(Stream& stream, Instant now) {
    while (!blocked_ && !waiting_.empty() && waiting_.front().due <= now) {
        const Answer& first = waiting_.front();
        blocked_ = stream.send(Bytes(first.bytes)) == SendStatus::rejected;
        if (blocked_) return;
        bytes_ -= first.bytes.size();
        waiting_.pop_front();
    }
}

std::optional<Instant> FaultOutbox::next_due() const noexcept {
    if (blocked_ || waiting_.empty()) return std::nullopt;
    return waiting_.front().due;
}

}  // namespace potok::loadtest
