// MessageRun: how much of an input is whole messages, lying one behind the other.
//
// What every engine's fast path answers: a session that finds nothing else in its input passes the
// run on as one span, without a look at each message.
#pragma once

#include <cstddef>

namespace potok {

struct MessageRun {
    std::size_t bytes = 0;
    std::size_t count = 0;
    friend bool operator==(const MessageRun&, const MessageRun&) = default;
};

}  // namespace potok
