// FaultDice: which message and which connection suffers which fault.
//
// Nothing is drawn in turn: a decision is a hash of the seed, the connection's number and the
// message's number on it. So it does not depend on which loop came first, and a run with the same
// seed treats the n-th message of the m-th connection in the same way. Immutable; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "loadtest/faulty/fault_kind.hpp"
#include "loadtest/faulty/fault_plan.hpp"

namespace potok::loadtest {

// Both count from 0: connections of the server as they were accepted, messages of the connection.
struct MessagePlace {
    std::uint64_t connection = 0;
    std::uint64_t message = 0;
};

class FaultDice {
  public:
    FaultDice(const FaultPlan& plan, std::uint64_t seed) noexcept;

    // One of drop … truncate, or none.
    [[nodiscard]] std::optional<FaultKind> fault_of(const MessagePlace& place) const noexcept;

    // A number below `bound` that belongs to this message. Precondition: bound is not 0.
    [[nodiscard]] std::uint64_t choose(const MessagePlace& place,
                                       std::uint64_t bound) const noexcept;

    [[nodiscard]] bool refuses(std::uint64_t connection) const noexcept;
    [[nodiscard]] bool closes(std::uint64_t connection) const noexcept;

  private:
    enum class Question : std::uint64_t { message = 1, choice, refuse, close };

    [[nodiscard]] std::uint64_t hash(Question question, const MessagePlace& place) const noexcept;
    [[nodiscard]] double percentile(Question question, const MessagePlace& place) const noexcept;

    struct Share {
        FaultKind kind;
        double below;  // of the percentile, the shares before it included
    };

    std::uint64_t seed_;
    std::array<Share, 6> shares_;
    double refuse_percent_;
    double close_percent_;
};

}  // namespace potok::loadtest
