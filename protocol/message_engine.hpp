// MessageEngine: what every engine that cuts a stream of bytes into messages promises, in one
// place.
//
//   - It is pulled: next(cursor) takes one event from the front of the cursor, or says need_more,
//   or fails.
//     To apply back-pressure, stop pulling. It does no I/O, keeps no input and allocates nothing.
//   - Views in an event point into the input and are good as long as it is.
//   - How the input is cut makes no difference: what need_more leaves in the cursor is to be given
//   again,
//     in front of what follows.
//   - A failure comes at the first byte that leaves no doubt, consumes nothing, and stays.
//
// tests/unit/protocol/engine_contract.hpp puts any input to these.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"

namespace potok {

// How much of an input is whole messages, lying one behind the other: what the fast path answers. A
// session that finds nothing else in its input passes the run on as one span, without a look at
// each.
struct MessageRun {
    std::size_t bytes = 0;
    std::size_t count = 0;
    friend bool operator==(const MessageRun&, const MessageRun&) = default;
};

template <class T>
concept MessageEngine = std::constructible_from<T, const typename T::Format&> &&
    requires(T& engine, const T& same, Bytes& cursor, Bytes in, void (*visit)(Bytes)) {
    { engine.next(cursor) } -> std::same_as<typename T::Event>;
    { T::Event::Kind::need_more } -> std::convertible_to<typename T::Event::Kind>;
    { T::Event::Kind::failure } -> std::convertible_to<typename T::Event::Kind>;
    // Whether the next byte begins a message; false for ever after a failure.
    { same.between_messages() } -> std::same_as<bool>;
    // The most that can still come of the current message.
    { same.missing_bytes_max() } -> std::same_as<std::uint64_t>;
    // The longest front that is whole valid messages; only between messages, and moves nothing.
    { same.whole_messages(in) } -> std::same_as<MessageRun>;
    // Visits each payload of such a run.
    same.for_each_payload(in, visit);
    // What the input's end does to an unfinished message: ends it, or cuts it off.
    { T::kEndOfInputEndsMessage } -> std::convertible_to<bool>;
    // Whether missing_bytes_max() is exact, or a limit.
    { T::kLengthIsKnown } -> std::convertible_to<bool>;
};

}  // namespace potok
