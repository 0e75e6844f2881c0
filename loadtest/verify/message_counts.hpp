// MessageCounts: what became of the messages, as one addable value.
//
// Two sums hold when a run is over, and are what makes the counts trustworthy:
//   sent     == ok + reordered + corrupted + lost                     each message ends in one
//   class received == ok + reordered + corrupted + duplicated + misdelivered + foreign
// A message that arrives in more than one way is counted once by its first arrival; what arrives
// beyond that is an additional arrival and takes nothing from the sent ones.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace potok::loadtest {

// lost: never answered, not even within the grace time or before its connection ended.
// duplicated: arrived again, intact or not.
// reordered: arrived after one that was sent later (RFC 4737 §3.3).
// corrupted: arrived with other bytes.
// misdelivered: arrived at another connection; its own connection has it lost, unless it came there
// too. foreign: bytes that are no message of this run.
enum class Fault : std::uint8_t {
    lost,
    duplicated,
    reordered,
    corrupted,
    misdelivered,
    foreign,
};

inline constexpr std::array kFaults{Fault::lost,      Fault::duplicated,   Fault::reordered,
                                    Fault::corrupted, Fault::misdelivered, Fault::foreign};

struct MessageCounts {
    std::uint64_t sent = 0;
    std::uint64_t ok = 0;
    std::uint64_t lost = 0;
    std::uint64_t duplicated = 0;
    std::uint64_t reordered = 0;
    std::uint64_t corrupted = 0;
    std::uint64_t misdelivered = 0;
    std::uint64_t foreign = 0;

    [[nodiscard]] std::uint64_t received() const noexcept;
    [[nodiscard]] std::uint64_t of(Fault fault) const noexcept;

    // Sent and neither arrived nor lost.
    [[nodiscard]] std::uint64_t outstanding() const noexcept;

    MessageCounts& operator+=(const MessageCounts& other) noexcept;
    friend bool operator==(const MessageCounts&, const MessageCounts&) = default;
};

}  // namespace potok::loadtest
