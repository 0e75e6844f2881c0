// MessageDeflater: what permessage-deflate does to a message before it is sent (RFC 7692 §7.2.1).
//
// clang-format off
//   the message's bytes ──► raw deflate, flushed ──► all but the last 00 00 FF FF, in steps
// clang-format on
//
// The body of a message goes straight into the caller's room. Its end, at most seven bytes, comes
// out in a place of its own, where the four can be cut off wherever a room ends. Where no context
// is kept between messages, one deflater does for all connections of a loop that agreed on its
// window or a larger one, and a message for many is compressed once. It is made with the first
// message, and then kept. One thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/bytes.hpp"
#include "protocol/websocket_deflate_negotiation.hpp"

namespace potok {

struct ZlibStream;

// A message is begun, and then stepped through until it is done. Whoever gives it up, as when it
// gets no smaller, sends it as it is and begins the next.
class MessageDeflater {
  public:
    struct Settings {
        std::uint8_t window_bits = kWindowBitsMax;  // ours, as agreed; 9 to 15
        bool takes_over = false;                    // our context, from one message to the next
        // zlib's, 1 to 9: at 6 JSON takes two to three times as long for a tenth less.
        std::uint8_t level = 3;
        // zlib's: how much the search for repetitions and the codes may take; 1 to 9.
        std::uint8_t memory_level = 8;
    };

    struct Step {
        enum class Kind : std::uint8_t {
            input_needed,  // all of `in` is used, and it was not the message's end
            output_due,    // the room is full, and there may be more
            done,          // that was the whole message
            no_memory,     //
        };

        Kind kind{};
        std::size_t made = 0;  // bytes at the front of the room
    };

    // The most that zlib takes.
    [[nodiscard]] static constexpr std::size_t held_bytes_max(const Settings& settings) noexcept {
        return (std::size_t{4} << settings.window_bits) +
               (std::size_t{512} << settings.memory_level) + 8 * 1024;
    }

    explicit MessageDeflater(const Settings& settings) noexcept;
    ~MessageDeflater();
    MessageDeflater(const MessageDeflater&) = delete;
    MessageDeflater& operator=(const MessageDeflater&) = delete;

    void begin() noexcept;

    // Deflates from the front of `in` into `room`; `last`: the message ends with `in`.
    // Precondition: begun, and not over.
    [[nodiscard]] Step step(Bytes& in, bool last, MutableBytes room) noexcept;

    [[nodiscard]] std::size_t held_bytes() const noexcept;

  private:
    enum class State : std::uint8_t { between, empty, body, end, given_up };

    [[nodiscard]] bool open() noexcept;
    [[nodiscard]] Step deflate_body(Bytes& in, bool last, MutableBytes room) noexcept;
    void deflate_end() noexcept;
    [[nodiscard]] Step give_end(MutableBytes room, std::size_t made) noexcept;

    const Settings settings_;
    State state_ = State::between;
    std::uint8_t end_size_ = 0;
    std::uint8_t end_given_ = 0;
    std::array<std::byte, 8> end_{};
    std::unique_ptr<ZlibStream> stream_;
};

}  // namespace potok
