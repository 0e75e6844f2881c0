// Length-prefixed messages: the header's codec and a streaming decoder.
//
//   [ length ][ payload … ][ length ][ payload … ]
//
// The format is data, so one engine speaks every dialect: width, byte order, whether the length
// counts its own header, the maximum. A header is judged the moment its bytes leave no doubt,
// before anything is made of it; the payload is passed on as it comes, in views of the input.
// Nothing here allocates. A decoder belongs to one thread; a format is immutable while decoders
// refer to it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "protocol/message_engine.hpp"

namespace potok {

// varint: LEB128 as protobuf writes it, seven bits a byte, the low ones first, ten bytes at most. A
// longer encoding than the number needs is accepted, as protobuf's own readers and Go's do (some
// writers reserve a fixed room and fill it in later); a number of 2^64 or more is refused.
enum class PrefixWidth : std::uint8_t { u8, u16, u32, u64, varint };

struct LengthPrefix {
    static constexpr std::uint64_t kMaxPayloadDefault = 16u << 20;
    // Keeps every sum of a payload and its header far from overflow.
    static constexpr std::uint64_t kMaxPayloadLimit = std::uint64_t{1} << 62;

    PrefixWidth width = PrefixWidth::u32;
    ByteOrder order = ByteOrder::little;  // of u16, u32 and u64
    bool counts_header = false;           // the length is that of header and payload together
    std::uint64_t max_payload = kMaxPayloadDefault;  // both ways; at most kMaxPayloadLimit

    friend bool operator==(const LengthPrefix&, const LengthPrefix&) = default;
};

inline constexpr std::size_t kLengthHeaderMax = 10;

enum class LengthFailure : std::uint8_t {
    over_maximum,         // the payload announced is larger than max_payload
    shorter_than_header,  // a length that counts its header, and is less than it
    varint_overflow,      // ten bytes do not end the varint, or it is 2^64 or more
};

// What stands at the front of some bytes, as far as they tell. `payload_bytes` and `header_bytes`
// are good when complete, `failure` when failed.
struct LengthHeader {
    enum class State : std::uint8_t { incomplete, complete, failed };

    State state = State::incomplete;
    LengthFailure failure{};
    std::uint8_t header_bytes = 0;
    std::uint64_t payload_bytes = 0;
};

[[nodiscard]] LengthHeader read_header(const LengthPrefix& format, Bytes in) noexcept;

// The largest payload that the width can express and the maximum allows.
[[nodiscard]] std::uint64_t largest_payload(const LengthPrefix& format) noexcept;

// Writes the header of a payload at the front of `room`; returns the header's size.
// Precondition: payload_bytes <= largest_payload(format), so a length cut short is never sent.
[[nodiscard]] std::size_t encode_header(const LengthPrefix& format, std::uint64_t payload_bytes,
                                        std::span<std::byte, kLengthHeaderMax> room) noexcept;

// Each message is one header event, then payload events up to the one marked last (an empty payload
// is one empty, last event). need_more leaves an unfinished header in the cursor, to be given again
// in front of what follows; anything else is consumed. A failure stays.
class LengthPrefixedDecoder {
  public:
    using Format = LengthPrefix;

    struct Event {
        enum class Kind : std::uint8_t { need_more, header, payload, failure };

        Kind kind = Kind::need_more;
        bool last = false;         // payload: the message ends with it
        LengthFailure failure{};   // failure: which
        std::uint64_t length = 0;  // header: of the payload announced
        Bytes bytes{};             // payload: a view of the input
    };

    // The length tells how much is missing, and whether the input's end cut a message off.
    static constexpr bool kEndOfInputEndsMessage = false;
    static constexpr bool kLengthIsKnown = true;

    // `format` outlives the decoder.
    explicit LengthPrefixedDecoder(const LengthPrefix& format) noexcept : format_(&format) {
        ASSERT(format.max_payload <= LengthPrefix::kMaxPayloadLimit);
    }
    explicit LengthPrefixedDecoder(const LengthPrefix&&) = delete;

    // Takes the next event from the front of `cursor`.
    [[nodiscard]] Event next(Bytes& cursor) noexcept;

    [[nodiscard]] bool between_messages() const noexcept { return !in_payload_ && !failure_; }

    // Bytes of the current message still to come; 0 between messages.
    [[nodiscard]] std::uint64_t missing_bytes_max() const noexcept { return missing_; }

    // The longest front of `in` that is whole valid messages; the decoder is not moved by them.
    // Precondition: between_messages().
    [[nodiscard]] MessageRun whole_messages(Bytes in) const noexcept;

    // Calls visit(Bytes payload) for each message of a run that this format's fast path found.
    template <class Visit>
    void for_each_payload(Bytes run, Visit&& visit) const {
        while (!run.empty()) {
            const LengthHeader header = read_header(*format_, run);
            ASSERT(header.state == LengthHeader::State::complete);
            ASSERT(header.payload_bytes <= run.size() - header.header_bytes);
            const auto payload_bytes = static_cast<std::size_t>(header.payload_bytes);
            visit(run.subspan(header.header_bytes, payload_bytes));
            run = run.subspan(header.header_bytes + payload_bytes);
        }
    }

  private:
    Event next_header(Bytes& cursor) noexcept;
    Event next_payload(Bytes& cursor) noexcept;

    const LengthPrefix* format_;
    std::uint64_t missing_ = 0;
    bool in_payload_ = false;
    std::optional<LengthFailure> failure_;
};

static_assert(MessageEngine<LengthPrefixedDecoder>);
static_assert(sizeof(LengthPrefixedDecoder) <= 32, "it is part of every session");

}  // namespace potok
