#include "protocol/session/frame_reader.hpp"

namespace potok {
namespace {

CloseReason close_reason_of(LengthFailure failure) noexcept {
    return failure == LengthFailure::over_maximum ? CloseReason::message_too_long
                                                  : CloseReason::protocol_error;
}

CloseReason close_reason_of(LineFailure) noexcept {
    return CloseReason::message_too_long;
}

}  // namespace

// All that the engine takes is appended at once, header and payload, so the first block is of the
// right size from the start.
template <MessageEngine Engine>
auto FrameReader<Engine>::assemble(Bytes& rest) noexcept -> Step {
    using Kind = typename Engine::Event::Kind;
    const Bytes start = rest;
    for (;;) {
        const typename Engine::Event event = engine_.next(rest);
        if (event.kind == Kind::failure) return fail(close_reason_of(event.failure));
        if (event.kind == Kind::need_more || engine_.between_messages()) break;
    }
    const Bytes taken = start.first(start.size() - rest.size());
    if (!assembly_.append(taken, engine_.missing_bytes_max()))
        return fail(CloseReason::memory_budget);
    return keeps_message() ? Step::complete : Step::incomplete;
}

template <MessageEngine Engine>
auto FrameReader<Engine>::fail(CloseReason reason) noexcept -> Step {
    failure_ = reason;
    assembly_.clear();
    return Step::failed;
}

template <MessageEngine Engine>
MutableBytes FrameReader<Engine>::receive_target() noexcept {
    if (!Engine::kLengthIsKnown) return {};
    return assembly_.room(engine_.missing_bytes_max());
}

template class FrameReader<LengthPrefixedDecoder>;
template class FrameReader<LineDecoder>;

}  // namespace potok
