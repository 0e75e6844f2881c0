#include "protocol/session/message_compression.hpp"

#include <algorithm>
#include <functional>
#include <new>

#include "base/assert.hpp"
#include "protocol/utf8.hpp"

namespace potok {
namespace {

// Of so many bytes a deflater has made so many. It has looked at two windows before it says
// anything of them.
bool is_gain(std::size_t consumed, std::size_t made, std::uint8_t window_bits) noexcept {
    const std::size_t settled = consumed - std::min(consumed, std::size_t{2} << window_bits);
    return made < settled - settled / 16;
}

}  // namespace

MessageCompression::MessageCompression() noexcept : inflater_({}) {}
MessageCompression::~MessageCompression() = default;

MutableBytes MessageCompression::inflating_room() noexcept {
    if (!inflated_) inflated_.reset(new (std::nothrow) Room);
    return inflated_ ? std::span(*inflated_).subspan(kMessageHeadroom) : MutableBytes{};
}

InflatedMessage MessageCompression::inflate(MessageType type, Bytes compressed,
                                            std::uint64_t message_max) noexcept {
    using Kind = InflatedMessage::Kind;
    using StepKind = MessageInflater::Step::Kind;
    const MutableBytes room = inflating_room();
    if (room.empty()) return {.kind = Kind::no_memory};
    if (compressed.size() > kQuickMax) return {.kind = Kind::large};
    inflater_.begin(message_max);
    const std::size_t given = compressed.size();
    const MessageInflater::Step step = inflater_.step(compressed, true, room);
    const MutableBytes made = room.first(step.made);
    turns_.add(CompressionTurns::inflating_work(given - compressed.size(), made.size()));
    const bool done = step.kind == StepKind::done;
    const auto failed = [](WebSocketFailure failure) {
        return InflatedMessage{.kind = Kind::failed, .failure = failure};
    };
    // What is wrong first is told first.
    Utf8Validator text;
    if (type == MessageType::text && (!text.accept(made) || (done && !text.at_boundary())))
        return failed(WebSocketFailure::text_not_utf8);
    switch (step.kind) {
        case StepKind::done:
            ++counts_.inflated;
            return {.kind = Kind::in_room, .bytes = made};
        case StepKind::output_due:
            return {.kind = Kind::large};
        case StepKind::too_big:
            return failed(WebSocketFailure::message_too_big);
        case StepKind::no_memory:
            return {.kind = Kind::no_memory};
        case StepKind::damaged:
        case StepKind::input_needed:
            break;
    }
    return failed(WebSocketFailure::deflate_damaged);
}

InflatedMessage MessageCompression::inflate_large(const LargeInflation::Order& order,
                                                  std::uint64_t iteration,
                                                  FrameAssembly& message) noexcept {
    const MutableBytes room = inflating_room();
    if (room.empty()) return {.kind = InflatedMessage::Kind::no_memory};
    const InflatedMessage inflated = large_.go_on(order, iteration, message, room);
    if (inflated.kind == InflatedMessage::Kind::in_block) ++counts_.inflated;
    return inflated;
}

// The room ends where the payload would be no smaller than the message, so a full one is no gain.
// What a large message gains shows in its front.
auto MessageCompression::deflate(std::uint8_t window_bits, Bytes message,
                                 MemoryBudget& budget) noexcept -> std::optional<Deflated> {
    using Kind = MessageDeflater::Step::Kind;
    if (message.size() < kBytesMin) return std::nullopt;
    if (!deflated_) deflated_.reset(new (std::nothrow) Room);
    if (!deflated_) return std::nullopt;
    MessageDeflater& deflater = this->deflater(window_bits);
    const MutableBytes room = std::span(*deflated_).subspan(kMessageHeadroom);
    FrameAssembly large(budget);
    const std::size_t size = message.size();
    std::size_t all_made = 0;
    deflater.begin();
    for (;;) {
        const std::size_t left = size - 1 - all_made;
        const std::size_t before = message.size();
        const MutableBytes target = room.first(std::min(room.size(), left));
        const MessageDeflater::Step step = deflater.step(message, true, target);
        const MutableBytes made = target.first(step.made);
        all_made += made.size();
        turns_.add(before - message.size());
        const bool done = step.kind == Kind::done;
        if (done && large.empty()) {
            ++counts_.deflated;
            return Deflated{.payload = made, .block = {}};
        }
        const bool goes_on = step.kind == Kind::output_due && made.size() != left;
        const bool gains =
            done || (goes_on && is_gain(size - message.size(), all_made, window_bits));
        const std::uint64_t more = done ? 0 : likely_more(large, made, size - all_made);
        if (!gains || !append_message(large, made, more)) return std::nullopt;
        if (done) {
            ++counts_.deflated;
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
    std::size_t held = inflater_.held_bytes() + large_.held_bytes();
    for (const auto& deflater : deflaters_)
        held += deflater ? deflater->held_bytes() : 0;
    return held + (inflated_ ? sizeof(Room) : 0) + (deflated_ ? sizeof(Room) : 0);
}

}  // namespace potok
