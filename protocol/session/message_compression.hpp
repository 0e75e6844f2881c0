// MessageCompression: permessage-deflate for all WebSockets of a loop that keep no context from one
// message to the next (RFC 7692 §7.1.1).
//
// clang-format off
//   inflate():        a compressed message, whole ──► our room ──(that takes more)──► large
//   inflate_large():  in pieces, one message of the loop at a time ──► the caller's block
//   deflate():        a message ──► our room ──(larger than that)──► a block;  no smaller? as it is
// clang-format on
//
// What zlib needs is here once, and not once a connection: an inflater for what takes little, one
// for what takes long, a deflater for each window that a peer has asked for, two rooms; each made
// with the first message that wants it. A message is inflated when it is whole, so one that comes
// in pieces is assembled first; what comes out is bounded by the message's limit while it comes,
// and text is judged on the way. Whose turn it is say turns(). What is held is bounded by what zlib
// takes for seven windows (1.3 MiB) and not charged to the budget: it is the program's own. Belongs
// to a loop's thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/bytes.hpp"
#include "protocol/session/compression_turns.hpp"
#include "protocol/session/inflated_message.hpp"
#include "protocol/session/large_inflation.hpp"
#include "protocol/session/message_headroom.hpp"
#include "protocol/websocket.hpp"
#include "protocol/websocket_deflate_negotiation.hpp"
#include "protocol/websocket_deflater.hpp"
#include "protocol/websocket_inflater.hpp"
#include "reactor/shared_block.hpp"

namespace potok {

class MessageCompression {
  public:
    // A shorter message is sent as it is. Without a context JSON of 256 bytes becomes half as long,
    // of 64 hardly shorter, while to begin anew costs zlib some 3 us whatever the length.
    static constexpr std::size_t kBytesMin = 256;

    // Of what comes out in one step.
    static constexpr std::size_t kRoom = 64 * 1024;

    // Of what goes in, where it is to be done at once: more is large.
    static constexpr std::size_t kQuickMax = 32 * 1024;

    MessageCompression() noexcept;
    ~MessageCompression();
    MessageCompression(const MessageCompression&) = delete;
    MessageCompression& operator=(const MessageCompression&) = delete;

    [[nodiscard]] CompressionTurns& turns() noexcept { return turns_; }

    // ---- Messages

    // A whole message, as RFC 7692 §7.2.1 made it: in_room, large, failed, or no_memory.
    [[nodiscard]] InflatedMessage inflate(MessageType type, Bytes compressed,
                                          std::uint64_t message_max) noexcept;

    // A large one: see LargeInflation. in_block, unfinished, failed, or no_memory.
    [[nodiscard]] InflatedMessage inflate_large(const LargeInflation::Order& order,
                                                std::uint64_t iteration,
                                                FrameAssembly& message) noexcept;
    void give_up(const void* owner) noexcept { large_.give_up(owner); }
    [[nodiscard]] std::size_t held_bytes_of(const void* owner) const noexcept {
        return large_.held_bytes(owner);
    }

    // A frame's payload behind kFrameHeaderMax free bytes: in our room until the next call, or in
    // its block.
    struct Deflated {
        MutableBytes payload;
        BlockRef block;  // none: in our room
    };

    // None where that is no gain: a short message, one whose front does not get clearly smaller, no
    // memory. Precondition: kDeflaterWindowBitsMin to kWindowBitsMax, as agreed on for our side.
    [[nodiscard]] std::optional<Deflated> deflate(std::uint8_t window_bits, Bytes message,
                                                  MemoryBudget& budget) noexcept;

    // Whether bytes lie in the room of the last message inflated.
    [[nodiscard]] bool has_inflated(Bytes bytes) const noexcept;

    [[nodiscard]] std::size_t held_bytes() const noexcept;

    // Messages that came out whole, ever.
    struct Counts {
        std::uint64_t inflated = 0;
        std::uint64_t deflated = 0;  // a message that is then not taken, and made again, each time
    };
    [[nodiscard]] const Counts& counts() const noexcept { return counts_; }

  private:
    using Room = std::array<std::byte, kMessageHeadroom + kRoom>;
    static constexpr std::size_t kWindows = kWindowBitsMax - kDeflaterWindowBitsMin + 1;

    [[nodiscard]] MessageDeflater& deflater(std::uint8_t window_bits) noexcept;

    [[nodiscard]] MutableBytes inflating_room() noexcept;

    CompressionTurns turns_;
    Counts counts_;
    MessageInflater inflater_;
    LargeInflation large_;
    std::array<std::optional<MessageDeflater>, kWindows> deflaters_;
    std::unique_ptr<Room> inflated_;
    std::unique_ptr<Room> deflated_;
};

}  // namespace potok
