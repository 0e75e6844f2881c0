// RawReader: the reader of a stream without messages: what comes together goes together.
//
// The same face as FrameReader, for sessions that are written once for every protocol. Loop thread
// only.
#pragma once

#include <cstddef>

#include "base/bytes.hpp"
#include "protocol/session/message_sink.hpp"

namespace potok {

class MemoryBudget;

// Raw bytes have no format.
struct RawFormat {};

class RawReader {
  public:
    using Format = RawFormat;

    RawReader(const Format&, MemoryBudget&) noexcept {}

    template <MessageSink Sink>
    [[nodiscard]] Reading feed(MutableBytes data, Sink& sink) {
        if (sink.on_messages(data, 1)) return {{data.size(), Consumed::Next::more}};
        return {{0, Consumed::Next::paused}};
    }

    // Nothing is ever kept here: what the sink refused is on_data()'s unconsumed rest.
    template <MessageSink Sink>
    [[nodiscard]] bool retry(Sink&) noexcept {
        return true;
    }

    template <MessageSink Sink>
    [[nodiscard]] Reading end(Sink&) noexcept {
        return {};
    }

    [[nodiscard]] MutableBytes receive_target() noexcept { return {}; }
    [[nodiscard]] std::size_t held_bytes() const noexcept { return 0; }
    [[nodiscard]] bool ended() const noexcept { return false; }
};

}  // namespace potok
