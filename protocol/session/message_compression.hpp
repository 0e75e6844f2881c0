// MessageCompression: permessage-deflate for all WebSockets of a loop that keep no context from one
// message to the next (RFC 7692 §7.1.1).
//
// clang-format off
//   inflate():  a compressed message, whole ──► our room ──(larger than that)──► the caller's block
//   deflate():  a message ──► our room ──(larger than that)──► a block;  no smaller? as it is
// clang-format on
//
// What zlib needs is here once, and not once a connection: an inflater, a deflater for each window
// that a peer has asked for, two rooms; each made with the first message that wants it. A message
// is inflated in one go, so one that comes in pieces is assembled first; what comes out is bounded
// by the message's limit while it comes, and text is judged on the way. A few bytes may ask for
// much work, so that is bounded too, for all of them together: see admits(). What is held is
// bounded by what zlib takes for seven windows (1.3 MiB) and not charged to the budget: it is the
// program's own. Belongs to a loop's thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/bytes.hpp"
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

    // Bytes inflated, and bytes to be deflated, in one iteration of the loop: some five
    // milliseconds. The message that passes it is finished.
    static constexpr std::size_t kWorkMax = 512 * 1024;

    MessageCompression() noexcept;
    ~MessageCompression();
    MessageCompression(const MessageCompression&) = delete;
    MessageCompression& operator=(const MessageCompression&) = delete;

    // ---- Whose turn it is

    // Whether a connection may ask for work in this iteration of the loop. Those for whom there was
    // no time come before those who had some: `round` is what round() was when it last had any.
    [[nodiscard]] bool admits(std::uint64_t iteration, std::uint8_t round) noexcept;
    [[nodiscard]] bool has_time() const noexcept { return work_ < kWorkMax; }
    [[nodiscard]] std::uint8_t round() const noexcept { return round_; }

    // ---- Messages

    struct Inflated {
        enum class Kind : std::uint8_t {
            in_room,   // `bytes`, in our room until the next call, behind kMessageHeadroom bytes
            in_block,  // the whole of `out`, behind kMessageHeadroom bytes
            failed,    // `failure`; `out` may have something of it
            no_memory,
        };
        Kind kind{};
        MutableBytes bytes{};
        WebSocketFailure failure{};
    };

    // A whole message, as RFC 7692 §7.2.1 made it; `out` is empty, and used by a large one only.
    [[nodiscard]] Inflated inflate(MessageType type, Bytes compressed, std::uint64_t message_max,
                                   FrameAssembly& out) noexcept;

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

  private:
    using Room = std::array<std::byte, kMessageHeadroom + kRoom>;
    static constexpr std::size_t kWindows = kWindowBitsMax - kDeflaterWindowBitsMin + 1;

    [[nodiscard]] MessageDeflater& deflater(std::uint8_t window_bits) noexcept;

    std::uint64_t iteration_ = 0;
    std::size_t work_ = 0;  // in it
    std::uint8_t round_ = 1;
    bool put_off_ = false;  // in it somebody who had none in this round

    MessageInflater inflater_;
    std::array<std::optional<MessageDeflater>, kWindows> deflaters_;
    std::unique_ptr<Room> inflated_;
    std::unique_ptr<Room> deflated_;
};

}  // namespace potok
