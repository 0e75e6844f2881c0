// How a failed test shows the values of this room.
#pragma once

#include <ostream>

#include "loadtest/verify/identify.hpp"
#include "loadtest/verify/message_counts.hpp"

namespace potok::loadtest {

inline void PrintTo(const Verification& verification, std::ostream* out) {
    *out << "kind " << static_cast<int>(verification.kind) << ", connection "
         << verification.name.connection << ", number " << verification.name.number << ", offset "
         << verification.difference.offset;
}

inline void PrintTo(const MessageCounts& counts, std::ostream* out) {
    *out << "sent " << counts.sent << ", ok " << counts.ok << ", lost " << counts.lost
         << ", duplicated " << counts.duplicated << ", reordered " << counts.reordered
         << ", corrupted " << counts.corrupted << ", misdelivered " << counts.misdelivered
         << ", foreign " << counts.foreign;
}

}  // namespace potok::loadtest
