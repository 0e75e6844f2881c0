// LargeInflation: a compressed message that takes long, inflated in pieces, from one iteration of
// its loop to the next.
//
// An inflater cannot change between messages, so there is one at a time; whoever asks meanwhile
// asks again. Messages that take little pass it by (MessageCompression::inflate()). Belongs to a
// loop's thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"
#include "protocol/session/frame_assembly.hpp"
#include "protocol/session/inflated_message.hpp"
#include "protocol/utf8.hpp"
#include "protocol/websocket.hpp"
#include "protocol/websocket_inflater.hpp"
#include "reactor/shared_block.hpp"

namespace potok {

class LargeInflation {
  public:
    // In one iteration, as CompressionTurns counts it: as much again as half of what they have.
    static constexpr std::size_t kWorkMax = 256 * 1024;

    struct Order {
        const void* owner = nullptr;
        MessageType type = MessageType::binary;
        std::uint64_t message_max = 0;
    };

    LargeInflation() noexcept : inflater_({}) {}

    // Goes on with the owner's message, or begins it where none is under way: `message` is then the
    // compressed one, behind kMessageHeadroom bytes, and becomes what comes out, piece by piece. To
    // be asked again, with the same, until the answer is another one than unfinished.
    [[nodiscard]] InflatedMessage go_on(const Order& order, std::uint64_t iteration,
                                        FrameAssembly& message, MutableBytes room) noexcept;

    // The owner wants it no more.
    void give_up(const void* owner) noexcept {
        if (owner_ == owner) end();
    }

    // What is still to be inflated, of this owner's.
    [[nodiscard]] std::size_t held_bytes(const void* owner) const noexcept {
        return owner_ == owner && compressed_ ? compressed_->capacity() : 0;
    }
    // What zlib took.
    [[nodiscard]] std::size_t held_bytes() const noexcept { return inflater_.held_bytes(); }

  private:
    [[nodiscard]] InflatedMessage work(const Order& order, FrameAssembly& message,
                                       MutableBytes room) noexcept;
    void end() noexcept;

    MessageInflater inflater_;
    const void* owner_ = nullptr;
    BlockRef compressed_;
    Bytes rest_;  // of it
    std::uint64_t missing_max_ = 0;
    Utf8Validator text_;
    std::uint64_t iteration_ = 0;
    std::size_t work_ = 0;  // in it
};

}  // namespace potok
