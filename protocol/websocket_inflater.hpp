// MessageInflater: undoes what permessage-deflate did to a message (RFC 7692 §7.2.2).
//
// clang-format off
//   the message's bytes, then 00 00 FF FF ──► raw inflate ──► steps, each into the caller's room
// clang-format on
//
// A few bytes may stand for very many, so what comes out is counted against the message's limit
// while it comes: a bomb costs the limit and no more, and no more than a room at a time. Where no
// context is kept between messages, one inflater does for all connections of a loop. It is made
// with the first message, and then kept. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/bytes.hpp"
#include "protocol/websocket_deflate_negotiation.hpp"

namespace potok {

struct ZlibStream;

// A message is begun, and then stepped through until it is done or has failed. Whoever gives it up
// begins the next.
class MessageInflater {
  public:
    struct Settings {
        // The sender's, as agreed; an inflater for many senders has the largest.
        std::uint8_t window_bits = kWindowBitsMax;
        bool takes_over = false;  // the sender's context, from one message to the next
    };

    struct Step {
        enum class Kind : std::uint8_t {
            input_needed,  // all of `in` is used, and it was not the message's end
            output_due,    // the room is full, and there may be more
            done,          // that was the whole message
            // What follows ends the message, and with a context kept the connection.
            damaged,    // not deflate, or cut off
            too_big,    // more than the limit comes out of it
            no_memory,  //
        };

        Kind kind{};
        std::size_t made = 0;  // bytes at the front of the room
    };

    // The most that zlib takes: the window, and its tables and state.
    [[nodiscard]] static constexpr std::size_t held_bytes_max(std::uint8_t window_bits) noexcept {
        return (std::size_t{1} << window_bits) + 7 * 1024 + 512;
    }

    explicit MessageInflater(const Settings& settings) noexcept;
    ~MessageInflater();
    MessageInflater(const MessageInflater&) = delete;
    MessageInflater& operator=(const MessageInflater&) = delete;

    // A message of which at most `message_max` bytes may come out.
    void begin(std::uint64_t message_max) noexcept;

    // Inflates from the front of `in` into `room`; `last`: the message ends with `in`. Where the
    // limit is reached exactly, the room may be empty. Precondition: begun, and not over.
    [[nodiscard]] Step step(Bytes& in, bool last, MutableBytes room) noexcept;

    [[nodiscard]] std::size_t held_bytes() const noexcept;

  private:
    enum class State : std::uint8_t { between, inside, given_up };

    [[nodiscard]] bool open() noexcept;
    [[nodiscard]] Step::Kind inflate_some(Bytes& in, MutableBytes target,
                                          std::size_t& made) noexcept;
    [[nodiscard]] Step::Kind inflate_tail() noexcept;
    void begin_next_data_set() noexcept;
    [[nodiscard]] Step end(Step::Kind kind, std::size_t made) noexcept;

    const Settings settings_;
    State state_ = State::between;
    std::uint64_t allowance_ = 0;
    std::unique_ptr<ZlibStream> stream_;
};

}  // namespace potok
