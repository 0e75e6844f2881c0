#include "protocol/websocket_frame.hpp"

#include <cstring>

#include "base/assert.hpp"
#include "protocol/vector/byte_kernels.hpp"
#include "protocol/vector/mask_words.hpp"

namespace potok {
namespace {

using State = FrameRead::State;

constexpr std::uint8_t kFin = 0x80;
constexpr std::uint8_t kReserved = 0x70;
constexpr std::uint8_t kCompressed = 0x40;  // RSV1
constexpr std::uint8_t kOpcode = 0x0F;
constexpr std::uint8_t kMask = 0x80;
constexpr std::uint8_t kLength7 = 0x7F;
constexpr std::uint8_t kLengthIn16 = 126;  // and 127: in 64
constexpr std::uint8_t kCloseFrame = kFin | static_cast<std::uint8_t>(Opcode::close);
constexpr std::size_t kKeyBytes = sizeof(MaskKey);

// A bit for each opcode that means something.
constexpr unsigned kKnownOpcodes = 1u << 0 | 1u << 1 | 1u << 2 | 1u << 8 | 1u << 9 | 1u << 10;

FrameRead failed(WebSocketFailure failure) noexcept {
    return {.state = State::failed, .failure = failure};
}

// RFC 7692 §6: RSV1 belongs to the first frame of a text or binary message, and §6.1: to no control
// frame.
bool may_be_compressed(const FrameRules& rules, std::uint8_t first) noexcept {
    const unsigned opcode = first & kOpcode;
    return rules.compression && (first & kReserved) == kCompressed && (opcode == 1 || opcode == 2);
}

// Of the first byte only; a control frame may come at any time.
bool first_is_good(const FrameRules& rules, std::uint8_t first) noexcept {
    if ((first & kReserved) != 0 && !may_be_compressed(rules, first)) return false;
    const unsigned opcode = first & kOpcode;
    if ((kKnownOpcodes >> opcode & 1) == 0) return false;
    return opcode >= 8 ? (first & kFin) != 0 : (opcode == 0) == rules.inside_message;
}

// Why it is not; in the order of the bits.
WebSocketFailure fault_of_first(const FrameRules& rules, std::uint8_t first) noexcept {
    if ((first & kReserved) != 0 && !may_be_compressed(rules, first))
        return WebSocketFailure::reserved_bits;
    const unsigned opcode = first & kOpcode;
    if ((kKnownOpcodes >> opcode & 1) == 0) return WebSocketFailure::reserved_opcode;
    if (opcode >= 8) return WebSocketFailure::control_fragmented;
    return opcode == 0 ? WebSocketFailure::continuation_of_nothing
                       : WebSocketFailure::message_inside_message;
}

// The header whose length is known, of `key_at` bytes before its masking key.
FrameRead with_key(Bytes in, std::size_t key_at, std::uint64_t payload_bytes) noexcept {
    const auto first = std::to_integer<std::uint8_t>(in[0]);
    const bool masked = (std::to_integer<std::uint8_t>(in[1]) & kMask) != 0;
    FrameRead read{.header = {.opcode = static_cast<Opcode>(first & kOpcode),
                              .fin = (first & kFin) != 0,
                              .masked = masked,
                              .compressed = (first & kCompressed) != 0,
                              .payload_bytes = payload_bytes}};
    std::size_t header_bytes = key_at;
    if (masked) {
        header_bytes += kKeyBytes;
        if (in.size() < header_bytes) return {};
        std::memcpy(&read.header.key, in.data() + key_at, kKeyBytes);
    }
    read.state = State::complete;
    read.header_bytes = static_cast<std::uint8_t>(header_bytes);
    return read;
}

// What the frame may bring, if it is no control frame.
std::uint64_t payload_max(const FrameRules& rules, std::uint8_t first) noexcept {
    return (first & kCompressed) != 0 ? compressed_max(rules.data_max) : rules.data_max;
}

// Judges after every byte of the length; those still to come are taken for zeros, which makes the
// smallest number that can come of it.
FrameRead read_long_length(std::uint64_t length_max, Bytes in, std::size_t width) noexcept {
    const std::uint64_t smallest_allowed = width == 2 ? kLengthIn16 : 0x10000;
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < width; ++i) {
        if (in.size() <= 2 + i) return {};
        const auto octet = std::to_integer<std::uint64_t>(in[2 + i]);
        const std::size_t bits_below = 8 * (width - 1 - i);
        length |= octet << bits_below;
        if (length > kFramePayloadMax) return failed(WebSocketFailure::length_too_large);
        const std::uint64_t largest = length | ((std::uint64_t{1} << bits_below) - 1);
        if (largest < smallest_allowed) return failed(WebSocketFailure::length_not_minimal);
        if (length > length_max) return failed(WebSocketFailure::message_too_big);
    }
    return with_key(in, 2 + width, length);
}

// The shortest payload for which a call of a vector's kernel is worth it.
constexpr std::size_t kVectorsFrom = 64;

void mask(std::byte* to, const std::byte* from, std::size_t size, MaskKey key) noexcept {
    if (size < kVectorsFrom) return detail::mask_words(to, from, size, key);
    byte_kernels().mask(to, from, size, key);
}

}  // namespace

FrameRead detail::read_any_frame_header(const FrameRules& rules, Bytes in) noexcept {
    if (in.empty()) return {};
    const auto first = std::to_integer<std::uint8_t>(in[0]);
    if (!first_is_good(rules, first)) return failed(fault_of_first(rules, first));
    if (in.size() < 2) return {};

    const auto second = std::to_integer<std::uint8_t>(in[1]);
    if (((second & kMask) != 0) != rules.masked) {
        return failed(rules.masked ? WebSocketFailure::mask_missing
                                   : WebSocketFailure::mask_unexpected);
    }
    const std::uint8_t length7 = second & kLength7;
    const bool control = is_control(static_cast<Opcode>(first & kOpcode));
    if (length7 < kLengthIn16) {
        if (first == kCloseFrame && length7 == 1) {
            return failed(WebSocketFailure::close_body_one_byte);
        }
        if (!control && length7 > payload_max(rules, first)) {
            return failed(WebSocketFailure::message_too_big);
        }
        return with_key(in, 2, length7);
    }
    if (control) return failed(WebSocketFailure::control_too_long);
    return read_long_length(payload_max(rules, first), in, length7 == kLengthIn16 ? 2 : 8);
}

std::size_t encode_frame_header(const FrameHeader& header,
                                std::span<std::byte, kFrameHeaderMax> room) noexcept {
    const std::uint64_t length = header.payload_bytes;
    ASSERT(length <= kFramePayloadMax);
    ASSERT(!is_control(header.opcode) || (header.fin && length <= kControlPayloadMax));
    ASSERT(!header.compressed || header.opcode == Opcode::text || header.opcode == Opcode::binary);
    const auto opcode = static_cast<std::uint8_t>(header.opcode);
    const std::uint8_t mask_bit = header.masked ? kMask : 0;
    std::size_t written = 2;
    std::uint8_t length7 = 127;
    if (length < kLengthIn16) {
        length7 = static_cast<std::uint8_t>(length);
    } else if (length <= 0xFFFF) {
        length7 = kLengthIn16;
        store(room.data() + 2, static_cast<std::uint16_t>(length), ByteOrder::big);
        written += 2;
    } else {
        store(room.data() + 2, length, ByteOrder::big);
        written += 8;
    }
    room[0] = static_cast<std::byte>((header.fin ? kFin : 0) |
                                     (header.compressed ? kCompressed : 0) | opcode);
    room[1] = static_cast<std::byte>(mask_bit | length7);
    if (header.masked) {
        std::memcpy(room.data() + written, &header.key, kKeyBytes);
        written += kKeyBytes;
    }
    return written;
}

void apply_mask(MutableBytes bytes, MaskKey key) noexcept {
    mask(bytes.data(), bytes.data(), bytes.size(), key);
}

void mask_copy(std::byte* to, Bytes from, MaskKey key) noexcept {
    mask(to, from.data(), from.size(), key);
}

}  // namespace potok
