#include "loadtest/verify/message_counts.hpp"

#include "base/assert.hpp"

namespace potok::loadtest {

std::uint64_t MessageCounts::received() const noexcept {
    return ok + reordered + corrupted + duplicated + misdelivered + foreign;
}

std::uint64_t MessageCounts::of(Fault fault) const noexcept {
    switch (fault) {
        case Fault::lost:
            return lost;
        case Fault::duplicated:
            return duplicated;
        case Fault::reordered:
            return reordered;
        case Fault::corrupted:
            return corrupted;
        case Fault::misdelivered:
            return misdelivered;
        case Fault::foreign:
            return foreign;
    }
    return 0;
}

std::uint64_t MessageCounts::outstanding() const noexcept {
    const std::uint64_t ended = ok + reordered + corrupted + lost;
    ASSERT(ended <= sent);
    return sent - ended;
}

MessageCounts& MessageCounts::operator+=(const MessageCounts& other) noexcept {
    sent += other.sent;
    ok += other.ok;
    lost += other.lost;
    duplicated += other.duplicated;
    reordered += other.reordered;
    corrupted += other.corrupted;
    misdelivered += other.misdelivered;
    foreign += other.foreign;
    return *this;
}

}  // namespace potok::loadtest
