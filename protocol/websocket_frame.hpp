// The WebSocket frame (RFC 6455 §5.2): its header's codec, and the mask (§5.3).
//
//   FIN RSV opcode | MASK length7 | length 16 or 64, big-endian | masking key | payload …
//
// Each byte of a header is judged as it arrives, in the order in which the bytes come, so how many
// came at once makes no difference to what is found. What a good header is depends on where it
// comes from and what came before: those are the FrameRules. The mask is applied by the widest
// words there are, at any alignment; a key is kept rotated, so that a payload may come in pieces.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "base/bytes.hpp"
#include "protocol/websocket_failure.hpp"

namespace potok {

enum class Opcode : std::uint8_t {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10,
};

[[nodiscard]] constexpr bool is_control(Opcode opcode) noexcept {
    return static_cast<std::uint8_t>(opcode) >= 8;
}

// The four bytes of a masking key as they lie in memory: the first is for the next payload byte.
using MaskKey = std::uint32_t;

inline constexpr std::size_t kFrameHeaderMax = 14;
inline constexpr std::size_t kControlPayloadMax = 125;
inline constexpr std::uint64_t kFramePayloadMax = (std::uint64_t{1} << 63) - 1;

struct FrameHeader {
    Opcode opcode = Opcode::binary;
    bool fin = true;
    bool masked = false;
    bool compressed = false;  // RSV1 of a message's first frame (RFC 7692 §6)
    MaskKey key = 0;          // where masked
    std::uint64_t payload_bytes = 0;
};

// What a message of at most so many bytes may be when it is compressed. Deflate makes some bytes
// longer: by an eighth where each is coded with nine bits, and a few for its blocks.
[[nodiscard]] constexpr std::uint64_t compressed_max(std::uint64_t message_max) noexcept {
    return message_max + message_max / 8 + 64;
}

struct FrameRules {
    bool masked = true;           // whether the frames that come have to be masked, or must not
    bool inside_message = false;  // whether a fragmented message is open
    std::uint64_t data_max = 0;   // what text, binary or continuation may bring, at most
    bool compression = false;     // RSV1 may mark a compressed message; that may bring more
};

// What stands at the front of some bytes, as far as they tell. `header` and `header_bytes` are good
// when complete, `failure` when failed.
struct FrameRead {
    enum class State : std::uint8_t { incomplete, complete, failed };

    State state = State::incomplete;
    WebSocketFailure failure{};
    std::uint8_t header_bytes = 0;
    FrameHeader header{};
};

namespace detail {
// Any header, good or bad, whole or not.
[[nodiscard]] FrameRead read_any_frame_header(const FrameRules& rules, Bytes in) noexcept;
}  // namespace detail

// The front of nearly every frame there is, a short text or binary, is read where it is asked for:
// the call cost as much as the rest of a small message. What is not exactly that is judged in full.
[[nodiscard]] inline FrameRead read_frame_header(const FrameRules& rules, Bytes in) noexcept {
    const std::size_t header_bytes = rules.masked ? 2 + sizeof(MaskKey) : 2;
    if (in.size() < header_bytes || rules.inside_message) {
        return detail::read_any_frame_header(rules, in);
    }
    const unsigned first = std::to_integer<unsigned>(in[0]);
    // Without the mask bit, if it is as it has to be; otherwise more than any short length.
    const unsigned length = std::to_integer<unsigned>(in[1]) ^ (rules.masked ? 0x80u : 0u);
    const bool begins_message = (first & 0x7F) == 1 || (first & 0x7F) == 2;
    if (!begins_message || length > 125 || length > rules.data_max) {
        return detail::read_any_frame_header(rules, in);
    }
    FrameRead read{.state = FrameRead::State::complete,
                   .header_bytes = static_cast<std::uint8_t>(header_bytes),
                   .header = {.opcode = static_cast<Opcode>(first & 0x0F),
                              .fin = (first & 0x80) != 0,
                              .masked = rules.masked,
                              .payload_bytes = length}};
    if (rules.masked) std::memcpy(&read.header.key, in.data() + 2, sizeof(MaskKey));
    return read;
}

// Writes a header at the front of `room`, its length in the shortest form; returns its size.
// Precondition: at most kFramePayloadMax; of a control frame kControlPayloadMax, and FIN;
// compressed are text and binary only.
[[nodiscard]] std::size_t encode_frame_header(const FrameHeader& header,
                                              std::span<std::byte, kFrameHeaderMax> room) noexcept;

// The key for what follows `bytes` bytes of payload.
[[nodiscard]] constexpr MaskKey rotated(MaskKey key, std::size_t bytes) noexcept {
    const int bits = static_cast<int>(bytes % 4) * 8;
    return std::endian::native == std::endian::little ? std::rotr(key, bits) : std::rotl(key, bits);
}

// Masks or unmasks in place: the two are one (§5.3).
void apply_mask(MutableBytes bytes, MaskKey key) noexcept;

// The same on the way from one place to another, which do not overlap; `to` has room for all.
void mask_copy(std::byte* to, Bytes from, MaskKey key) noexcept;

}  // namespace potok
