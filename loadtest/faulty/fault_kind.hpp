// FaultKind: what a faulty server can do wrong, and what each is called.
//
// The other side of the same coin is Fault (message_counts.hpp): what the load generator makes of
// it. A drop is committed here and found there as a loss.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace potok::loadtest {

enum class FaultKind : std::uint8_t {
    // To messages; one message suffers at most one of them.
    drop,        // no answer
    flip,        // one bit of the payload turned over
    duplicate,   // answered twice
    swap,        // answered after the next message of its connection
    misdeliver,  // answered on another connection
    truncate,    // half of the answer, then the end of the connection
    // To connections.
    refuse,  // ended as soon as it was accepted; ws: the upgrade is answered 503
    close,   // ended in order after some messages
    reset,   // every connection, at once
    // To everybody.
    silent,  // no message is ever answered
    late,    // every answer comes after a while
    freeze,  // the loops stand still
};

inline constexpr std::array kFaultNames{
    std::string_view("drop"),   std::string_view("flip"),       std::string_view("duplicate"),
    std::string_view("swap"),   std::string_view("misdeliver"), std::string_view("truncate"),
    std::string_view("refuse"), std::string_view("close"),      std::string_view("reset"),
    std::string_view("silent"), std::string_view("late"),       std::string_view("freeze"),
};

inline constexpr std::size_t kFaultKindCount = kFaultNames.size();
static_assert(kFaultKindCount == static_cast<std::size_t>(FaultKind::freeze) + 1);

[[nodiscard]] constexpr std::string_view fault_kind_name(FaultKind kind) noexcept {
    return kFaultNames[static_cast<std::size_t>(kind)];
}

}  // namespace potok::loadtest
