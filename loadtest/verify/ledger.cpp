#include "loadtest/verify/ledger.hpp"

#include <algorithm>
#include <bit>

#include "base/assert.hpp"

namespace potok::loadtest {
namespace {

using Kind = Settlement::Kind;

constexpr std::size_t kFirstLine = 4;

}  // namespace

void count(MessageCounts& counts, Kind kind) noexcept {
    switch (kind) {
        case Kind::ok:
            ++counts.ok;
            break;
        case Kind::reordered:
            ++counts.reordered;
            break;
        case Kind::corrupted:
            ++counts.corrupted;
            break;
        case Kind::duplicated:
            ++counts.duplicated;
            break;
        case Kind::misdelivered:
            ++counts.misdelivered;
            break;
        case Kind::foreign:
            ++counts.foreign;
            break;
    }
}

Ledger::Ledger(std::uint32_t connection, std::size_t outstanding_max) noexcept
    : outstanding_max_(outstanding_max), connection_(connection) {
    ASSERT(outstanding_max != 0 && connection < kConnectionsMax);
}

void Ledger::on_sent(const Dispatch& dispatch) {
    ASSERT(!full());
    if (in_line() == line_.size()) grow_line();
    in_line_at(next_) = dispatch;
    ++next_;
    ++counts_.sent;
}

void Ledger::grow_line() {
    std::vector<Dispatch> wider(line_.empty() ? kFirstLine : 2 * line_.size());
    for (std::uint64_t number = head_; number < next_; ++number) {
        wider[static_cast<std::size_t>(number) & (wider.size() - 1)] = in_line_at(number);
    }
    line_.swap(wider);
    ASSERT(std::has_single_bit(line_.size()));
}

Expectation Ledger::expectation() const noexcept {
    Expectation expectation{.connection = connection_, .next = {}, .sent = next_};
    if (head_ != next_) {
        expectation.next = head_;
    } else if (!overtaken_.empty()) {
        expectation.next = overtaken_.front().number;
    }
    return expectation;
}

Settlement Ledger::settle(const Verification& verification) {
    if (verification.kind == Verification::Kind::foreign) return end(Kind::foreign, {});
    if (verification.name.connection != connection_) return end(Kind::misdelivered, {});
    ASSERT(verification.name.number < next_);
    return settle_own(verification.name.number, verification.kind == Verification::Kind::intact);
}

Settlement Ledger::settle_own(std::uint64_t number, bool intact) {
    if (number >= head_) {
        step_aside(number);
        ++head_;
        return end(intact ? Kind::ok : Kind::corrupted, in_line_at(number));
    }
    const auto aside = std::lower_bound(
        overtaken_.begin(), overtaken_.end(), number,
        [](const Overtaken& waiting, std::uint64_t wanted) { return waiting.number < wanted; });
    if (aside == overtaken_.end() || aside->number != number) return end(Kind::duplicated, {});
    const Dispatch dispatch = aside->dispatch;
    overtaken_.erase(aside);
    return end(intact ? Kind::reordered : Kind::corrupted, dispatch);
}

// Whoever stands before `until` is being overtaken by it.
void Ledger::step_aside(std::uint64_t until) {
    for (; head_ < until; ++head_) {
        if (overtaken_.size() == kOvertakenMax) {
            lose(overtaken_.front().number, overtaken_.front().dispatch);
            overtaken_.erase(overtaken_.begin());
        }
        overtaken_.push_back({head_, in_line_at(head_)});
    }
}

Settlement Ledger::end(Kind kind, const Dispatch& dispatch) noexcept {
    count(counts_, kind);
    return {.kind = kind, .dispatch = dispatch};
}

// Called with ascending numbers only, so the first is the oldest.
void Ledger::lose(std::uint64_t number, const Dispatch& dispatch) noexcept {
    ++counts_.lost;
    if (!first_lost_) first_lost_ = LostMessage{number, dispatch};
}

void Ledger::finish() noexcept {
    for (const Overtaken& waiting : overtaken_)
        lose(waiting.number, waiting.dispatch);
    for (; head_ < next_; ++head_)
        lose(head_, in_line_at(head_));
    overtaken_.clear();
    ASSERT(counts_.outstanding() == 0);
}

}  // namespace potok::loadtest
