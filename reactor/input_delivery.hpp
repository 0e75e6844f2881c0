// deliver_input: input of a stream, handed to its session, and to the one that this hands over to.
//
// What a session leaves that made another the stream's (Stream::hand_over) is its successor's, as
// the first bytes of a WebSocket may come with the request that asks for it. Loop thread only.
#pragma once

#include <memory>

#include "base/assert.hpp"
#include "reactor/stream.hpp"

namespace potok {

// `session` is the stream's own, which a hand-over changes; `is_wanted()` tells whether a successor
// may be given anything: that the stream is open and not paused.
template <typename IsWanted>
[[nodiscard]] Consumed deliver_input(const std::unique_ptr<Session>& session, MutableBytes data,
                                     const IsWanted& is_wanted) {
    Consumed all;
    for (;;) {
        const Session* const reader = session.get();
        const MutableBytes rest = data.subspan(all.bytes);
        const Consumed consumed = session->on_data(rest);
        ASSERT(consumed.bytes <= rest.size());
        all = {all.bytes + consumed.bytes, consumed.next};
        if (session.get() == reader || consumed.next != Consumed::Next::more) return all;
        if (all.bytes == data.size() || !is_wanted()) return all;
    }
}

}  // namespace potok
