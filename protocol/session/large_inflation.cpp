#include "protocol/session/large_inflation.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "protocol/session/compression_turns.hpp"
#include "protocol/session/message_headroom.hpp"

namespace potok {
namespace {

using Kind = InflatedMessage::Kind;
using StepKind = MessageInflater::Step::Kind;

// Given at a time: though nothing comes out of it, it takes less than a millisecond.
constexpr std::size_t kSlice = 8 * 1024;

}  // namespace

InflatedMessage LargeInflation::go_on(const Order& order, std::uint64_t iteration,
                                      FrameAssembly& message, MutableBytes room) noexcept {
    if (owner_ != nullptr && owner_ != order.owner) return {.kind = Kind::unfinished};
    if (owner_ == nullptr) {
        owner_ = order.owner;
        compressed_ = message.block();
        message.clear();
        rest_ = compressed_->bytes().subspan(kMessageHeadroom);
        missing_max_ = order.message_max;
        text_ = {};
        inflater_.begin(order.message_max);
    }
    if (iteration != iteration_) {
        iteration_ = iteration;
        work_ = 0;
    }
    const InflatedMessage inflated = work(order, message, room);
    if (inflated.kind != Kind::unfinished) end();
    return inflated;
}

InflatedMessage LargeInflation::work(const Order& order, FrameAssembly& message,
                                     MutableBytes room) noexcept {
    while (work_ < kWorkMax) {
        Bytes slice = rest_.first(std::min(rest_.size(), kSlice));
        const bool last = slice.size() == rest_.size();
        const std::size_t given = slice.size();
        const MessageInflater::Step step = inflater_.step(slice, last, room);
        const std::size_t taken = given - slice.size();
        const MutableBytes made = room.first(step.made);
        rest_ = rest_.subspan(taken);
        missing_max_ -= made.size();
        work_ += CompressionTurns::inflating_work(taken, made.size());
        const bool done = step.kind == StepKind::done;
        // What is wrong first is told first.
        const bool is_text = order.type == MessageType::text;
        if (is_text && (!text_.accept(made) || (done && !text_.at_boundary())))
            return {.kind = Kind::failed, .failure = WebSocketFailure::text_not_utf8};
        const std::uint64_t more = done ? 0 : likely_more(message, made, missing_max_);
        const bool wanted =
            done || step.kind == StepKind::output_due || step.kind == StepKind::input_needed;
        if (wanted && !append_message(message, made, more)) return {.kind = Kind::no_memory};
        switch (step.kind) {
            case StepKind::done:
                return {.kind = Kind::in_block};
            case StepKind::too_big:
                return {.kind = Kind::failed, .failure = WebSocketFailure::message_too_big};
            case StepKind::damaged:
                return {.kind = Kind::failed, .failure = WebSocketFailure::deflate_damaged};
            case StepKind::no_memory:
                return {.kind = Kind::no_memory};
            case StepKind::output_due:
            case StepKind::input_needed:
                break;
        }
    }
    return {.kind = Kind::unfinished};
}

void LargeInflation::end() noexcept {
    owner_ = nullptr;
    compressed_ = {};
    rest_ = {};
}

}  // namespace potok
