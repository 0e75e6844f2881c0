#include "loadtest/faulty/fault_dice.hpp"

#include "base/assert.hpp"

namespace potok::loadtest {
namespace {

// The finaliser of SplitMix64: every bit of the input turns half of the output over.
constexpr std::uint64_t mix(std::uint64_t value) noexcept {
    value += 0x9E3779B97F4A7C15;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
    value = (value ^ value >> 27) * 0x94D049BB133111EB;
    return value ^ value >> 31;
}

}  // namespace

FaultDice::FaultDice(const FaultPlan& plan, std::uint64_t seed) noexcept
    : seed_(mix(seed)),
      shares_{{{FaultKind::drop, plan.drop_percent},
               {FaultKind::flip, plan.flip_percent},
               {FaultKind::duplicate, plan.duplicate_percent},
               {FaultKind::swap, plan.swap_percent},
               {FaultKind::misdeliver, plan.misdeliver_percent},
               {FaultKind::truncate, plan.truncate_percent}}},
      refuse_percent_(plan.refuse_percent),
      close_percent_(plan.close_percent) {
    for (std::size_t i = 1; i < shares_.size(); ++i)
        shares_[i].below += shares_[i - 1].below;
}

std::optional<FaultKind> FaultDice::fault_of(const MessagePlace& place) const noexcept {
    const double at = percentile(Question::message, place);
    for (const Share& share : shares_) {
        if (at < share.below) return share.kind;
    }
    return std::nullopt;
}

std::uint64_t FaultDice::choose(const MessagePlace& place, std::uint64_t bound) const noexcept {
    ASSERT(bound != 0);
    return hash(Question::choice, place) % bound;
}

bool FaultDice::refuses(std::uint64_t connection) const noexcept {
    return percentile(Question::refuse, {connection, 0}) < refuse_percent_;
}

bool FaultDice::closes(std::uint64_t connection) const noexcept {
    return percentile(Question::close, {connection, 0}) < close_percent_;
}

std::uint64_t FaultDice::hash(Question question, const MessagePlace& place) const noexcept {
    const std::uint64_t of_connection =
        mix(seed_ + mix(static_cast<std::uint64_t>(question)) + place.connection);
    return mix(of_connection + place.message);
}

// At least 0 and less than 100.
double FaultDice::percentile(Question question, const MessagePlace& place) const noexcept {
    constexpr double kUnit = 100.0 / (std::uint64_t{1} << 53);
    return static_cast<double>(hash(question, place) >> 11) * kUnit;
}

}  // namespace potok::loadtest
