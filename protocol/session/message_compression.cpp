#include "protocol/session/message_compression.hpp"

#include <algorithm>
#include <functional>
#include <new>

#include "base/assert.hpp"
#include "protocol/utf8.hpp"

namespace potok {

MessageCompression::MessageCompression() noexcept : inflater_({}) {}
MessageCompression::~MessageCompression() = default;

auto MessageCompression::inflate(MessageType type, Bytes compressed, std::uint64_t message_max,
                                 FrameAssembly& out) noexcept -> Inflated {
    using Kind = Inflated::Kind;
    using StepKind = MessageInflater::Step::Kind;
    if (!inflated_) inflated_.reset(new (std::nothrow) Room);
    if (!inflated_) return {.kind = Kind::no_memory};
    const auto failed = [](WebSocketFailure failure) {
        return Inflated{.kind = Kind::failed, .failure = failure};
    };
    const MutableBytes room = std::span(*inflated_).subspan(kMessageHeadroom);
    inflater_.begin(message_max);
    Utf8Validator text;
    for (std::uint64_t missing_max = message_max;;) {
        const MessageInflater::Step step = inflater_.step(compressed, true, room);
        const MutableBytes made = room.first(step.made);
        missing_max -= made.size();
        const bool done = step.kind == StepKind::done;
        // What is wrong first is told first.
        if (type == MessageType::text && (!text.accept(made) || (done && !text.at_boundary())))
            return failed(WebSocketFailure::text_not_utf8);
        switch (step.kind) {
            case StepKind::done:
                if (out.empty()) return {.kind = Kind::in_room, .bytes = made};
                if (!append_message(out, made, 0)) return {.kind = Kind::no_memory};
                return {.kind = Kind::in_block};
            case StepKind::output_due:
                if (!append_message(out, made, missing_max)) return {.kind = Kind::no_memory};
                break;
            case StepKind::too_big:
                return failed(WebSocketFailure::message_too_big);
            case StepKind::no_memory:
                return {.kind = Kind::no_memory};
            case StepKind::damaged:
            case StepKind::input_needed:
                return failed(WebSocketFailure::deflate_damaged);
        }
    }
}

// The room ends where the payload would be no smaller than the message, so a full one is no gain.
auto MessageCompression::deflate(std::uint8_t window_bits, Bytes message,
                                 MemoryBudget& budget) noexcept -> std::optional<Deflated> {
    using Kind = MessageDeflater::Step::Kind;
    if (message.size() < kBytesMin) return std::nullopt;
    if (!deflated_) deflated_.reset(new (std::nothrow) Room);
    if (!deflated_) return std::nullopt;
    MessageDeflater& deflater = this->deflater(window_bits);
    const MutableBytes room = std::span(*deflated_).subspan(kMessageHeadroom);
    FrameAssembly large(budget);
    deflater.begin();
    for (std::size_t left = message.size() - 1;;) {
        const MutableBytes target = room.first(std::min(room.size(), left));
        const MessageDeflater::Step step = deflater.step(message, true, target);
        const MutableBytes made = target.first(step.made);
        left -= made.size();
        const bool done = step.kind == Kind::done;
        if (done && large.empty()) return Deflated{.payload = made, .block = {}};
        const bool gains = done || (step.kind == Kind::output_due && left != 0);
        if (!gains || !append_message(large, made, done ? 0 : left)) return std::nullopt;
        if (done) {
            const BlockRef block = large.block();
            return Deflated{.payload = block->mutable_bytes().subspan(kMessageHeadroom),
                            .block = block};
        }
    }
}

MessageDeflater& MessageCompression::deflater(std::uint8_t window_bits) noexcept {
    ASSERT(window_bits >= kDeflaterWindowBitsMin && window_bits <= kWindowBitsMax);
    auto& deflater = deflaters_[window_bits - kDeflaterWindowBitsMin];
    if (!deflater) deflater.emplace(MessageDeflater::Settings{.window_bits = window_bits});
    return *deflater;
}

bool MessageCompression::has_inflated(Bytes bytes) const noexcept {
    if (!inflated_) return false;
    const std::less<const std::byte*> before;  // of unrelated objects, too
    return !before(bytes.data(), inflated_->data()) &&
           before(bytes.data(), inflated_->data() + inflated_->size());
}

std::size_t MessageCompression::held_bytes() const noexcept {
    std::size_t held = inflater_.held_bytes();
    for (const auto& deflater : deflaters_)
        held += deflater ? deflater->held_bytes() : 0;
    return held + (inflated_ ? sizeof(Room) : 0) + (deflated_ ? sizeof(Room) : 0);
}

}  // namespace potok
