// Frames built a byte at a time, by the letter of RFC 6455 §5.2 and not with the product's codec:
// also those that no codec would write.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/websocket.hpp"

namespace potok::conformance {

// A frame's first byte.
enum First : unsigned {
    more = 0x00,
    text_begins = 0x01,
    binary_begins = 0x02,
    last = 0x80,
    text = 0x81,
    binary = 0x82,
    close = 0x88,
    ping = 0x89,
    pong = 0x8A,
};

// How a length is written; `shortest` is the only one allowed.
enum class Form { shortest, in_16, in_64 };

struct RawFrame {
    unsigned first;
    std::string_view payload{};
    bool masked = false;
    Form form = Form::shortest;
    std::string_view key = "\x37\xfa\x21\x3d";
};

inline std::string big_endian(std::uint64_t number, int bytes) {
    std::string text;
    for (int i = bytes - 1; i >= 0; --i)
        text += static_cast<char>(number >> (8 * i));
    return text;
}

// The first two bytes and the length, of a payload that need not be there.
inline std::string raw_header(unsigned first, std::uint64_t length, bool masked, Form form) {
    const unsigned mask_bit = masked ? 0x80 : 0;
    std::string bytes(1, static_cast<char>(first));
    if (form == Form::in_64 || length > 0xFFFF) {
        return bytes + static_cast<char>(mask_bit | 127) + big_endian(length, 8);
    }
    if (form == Form::in_16 || length > 125) {
        return bytes + static_cast<char>(mask_bit | 126) + big_endian(length, 2);
    }
    return bytes + static_cast<char>(mask_bit | static_cast<unsigned>(length));
}

inline std::string raw(const RawFrame& frame) {
    std::string bytes = raw_header(frame.first, frame.payload.size(), frame.masked, frame.form);
    if (!frame.masked) return bytes.append(frame.payload);
    bytes += frame.key;
    for (std::size_t i = 0; i < frame.payload.size(); ++i)
        bytes += static_cast<char>(frame.payload[i] ^ frame.key[i % 4]);
    return bytes;
}

// What the peer of `role` sends: a client masks, a server does not (§5.1).
class Peer {
  public:
    explicit Peer(WebSocketRole role) : masks_(role == WebSocketRole::server) {}

    [[nodiscard]] std::string frame(unsigned first, std::string_view payload = {},
                                    Form form = Form::shortest) const {
        return raw({.first = first, .payload = payload, .masked = masks_, .form = form});
    }

    // A header and no payload.
    [[nodiscard]] std::string header(unsigned first, std::uint64_t length,
                                     Form form = Form::shortest) const {
        return raw_header(first, length, masks_, form) + (masks_ ? "\x37\xfa\x21\x3d" : "");
    }

    [[nodiscard]] std::string close_frame(unsigned code, std::string_view reason = {}) const {
        return frame(close, big_endian(code, 2).append(reason));
    }

    // The same with the mask bit the other way round.
    [[nodiscard]] std::string wrongly_masked(unsigned first, std::string_view payload) const {
        return raw({.first = first, .payload = payload, .masked = !masks_});
    }

  private:
    bool masks_;
};

}  // namespace potok::conformance
