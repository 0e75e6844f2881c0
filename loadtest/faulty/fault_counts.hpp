// FaultCounts: what a faulty server has done, as one addable value; FaultCounters: where a loop
// counts it.
//
// A fault is counted when it is committed, not when it is decided: what could not be done (there
// was no other connection to answer) is not in here, so that these figures and those of the load
// generator can be compared one to one.
#pragma once

#include <array>
#include <cstdint>

#include "loadtest/faulty/fault_kind.hpp"
#include "reactor/loop_counters.hpp"

namespace potok::loadtest {

struct FaultCounts {
    std::uint64_t connections = 0;  // accepted, the refused ones included
    std::uint64_t messages = 0;     // received whole, on connections that were not about to end
    std::array<std::uint64_t, kFaultKindCount> committed{};

    [[nodiscard]] std::uint64_t of(FaultKind kind) const noexcept {
        return committed[static_cast<std::size_t>(kind)];
    }

    FaultCounts& operator+=(const FaultCounts& other) noexcept {
        connections += other.connections;
        messages += other.messages;
        for (std::size_t i = 0; i < kFaultKindCount; ++i)
            committed[i] += other.committed[i];
        return *this;
    }
};

// Written on one loop thread, read on any.
struct FaultCounters {
    Counter connections;
    Counter messages;
    std::array<Counter, kFaultKindCount> committed;

    void commit(FaultKind kind) noexcept { committed[static_cast<std::size_t>(kind)].add(); }

    [[nodiscard]] FaultCounts read() const noexcept {
        FaultCounts counts{connections.value(), messages.value(), {}};
        for (std::size_t i = 0; i < kFaultKindCount; ++i)
            counts.committed[i] = committed[i].value();
        return counts;
    }
};

}  // namespace potok::loadtest
