// What stands on either side of a FrameReader: the sink it hands messages to, and what it tells its
// Session.
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>

#include "base/bytes.hpp"
#include "reactor/close_reason.hpp"
#include "reactor/shared_block.hpp"
#include "reactor/stream.hpp"

namespace potok {

// Takes messages in their encoded form, headers and terminators included, in the order they came.
//
//   on_messages(run, count): `count` whole messages, adjoining, where they lie in on_data()'s
//   bytes; on_message(block): one message that did not arrive in one piece, in a block of its own.
//
// False: not now, nothing was taken; the same comes again (back-pressure). A run is taken whole or
// not.
template <class T>
concept MessageSink = requires(T& sink, Bytes run, std::size_t count, const BlockRef& block) {
    { sink.on_messages(run, count) } -> std::same_as<bool>;
    { sink.on_message(block) } -> std::same_as<bool>;
};

// What a Session does next: return `consumed` from on_data(), and end the stream if there is a
// failure.
struct Reading {
    Consumed consumed;
    std::optional<CloseReason> failure{};

    // The sink refused; what it refused is kept.
    [[nodiscard]] bool paused() const noexcept { return consumed.next == Consumed::Next::paused; }
};

}  // namespace potok
