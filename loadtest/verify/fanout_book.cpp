#include "loadtest/verify/fanout_book.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"

namespace potok::loadtest {
namespace {

using Kind = Settlement::Kind;

// Message j of the run is number j / connections of connection j % connections (schedule.hpp).
bool falls_due_before(MessageName one, MessageName other) noexcept {
    return std::pair(one.number, one.connection) < std::pair(other.number, other.connection);
}

}  // namespace

FanoutBook::FanoutBook(std::uint32_t receivers, std::uint32_t senders)
    : senders_(senders), next_(std::size_t{receivers} * senders), rows_(receivers) {
    ASSERT(receivers <= senders && senders <= kConnectionsMax);
}

FanoutBook::Arrival FanoutBook::settle(std::uint32_t receiver, const Verification& verification) {
    if (verification.kind == Verification::Kind::foreign) return end(Kind::foreign, 0);
    const MessageName message = verification.name;
    ASSERT(receiver < rows_.size() && message.connection < senders_);
    ASSERT(message.number < kNumbersMax);
    const bool intact = verification.kind == Verification::Kind::intact;
    std::uint32_t& next = next_[place_of(receiver, message.connection)];
    if (message.number < next) {
        if (!take_missing(rows_[receiver], message)) return end(Kind::duplicated, 0);
        return end(intact ? Kind::reordered : Kind::corrupted, 0);
    }
    const auto overtaken = static_cast<std::uint32_t>(message.number - next);
    if (overtaken != 0) step_aside(receiver, {message.connection, next}, overtaken);
    next += overtaken + 1;
    rows_[receiver].passed += overtaken + 1;
    return end(intact ? Kind::ok : Kind::corrupted, overtaken + 1);
}

bool FanoutBook::take_missing(Row& row, MessageName message) noexcept {
    const auto found = std::ranges::find_if(row.missing, [message](const Missing& one) {
        return one.sender == message.connection && one.number == message.number;
    });
    if (found == row.missing.end()) return false;
    row.missing.erase(found);
    --missing_;
    return true;
}

// Of more than there is room for, the first are given up without ever having been written down.
void FanoutBook::step_aside(std::uint32_t receiver, MessageName first, std::uint32_t count) {
    std::deque<Missing>& missing = rows_[receiver].missing;
    const auto kept = static_cast<std::uint32_t>(std::min<std::size_t>(count, kMissingMax));
    while (missing.size() + kept > kMissingMax)
        give_up_longest_missing(receiver);
    lose(receiver, first, count - kept);
    const auto from = static_cast<std::uint32_t>(first.number) + (count - kept);
    for (std::uint32_t i = 0; i < kept; ++i)
        missing.push_back({first.connection, from + i});
    missing_ += kept;
}

void FanoutBook::give_up_longest_missing(std::uint32_t receiver) noexcept {
    std::deque<Missing>& missing = rows_[receiver].missing;
    lose(receiver, {missing.front().sender, missing.front().number}, 1);
    missing.pop_front();
    --missing_;
}

void FanoutBook::lose(std::uint32_t receiver, MessageName first, std::uint64_t count) noexcept {
    if (count == 0) return;
    counts_.lost += count;
    rows_[receiver].lost += count;
    if (first_lost_ && !falls_due_before(first, first_lost_->message)) return;
    first_lost_ = LostDelivery{receiver, first};
}

void FanoutBook::finish(std::span<const std::uint64_t> sent) {
    ASSERT(sent.size() == senders_);
    for (std::uint32_t receiver = 0; receiver < rows_.size(); ++receiver) {
        while (!rows_[receiver].missing.empty())
            give_up_longest_missing(receiver);
        for (std::uint32_t sender = 0; sender < senders_; ++sender) {
            const std::uint64_t from = next(receiver, sender);
            if (from < sent[sender]) lose(receiver, {sender, from}, sent[sender] - from);
        }
    }
}

FanoutBook::Arrival FanoutBook::end(Kind kind, std::uint32_t passed) noexcept {
    count(counts_, kind);
    return {kind, passed};
}

}  // namespace potok::loadtest
