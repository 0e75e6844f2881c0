// WebSocket frames as a peer that owes nothing to the code under test would write and read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace potok::testing {

struct FrameOptions {
    bool fin = true;
    bool masked = false;
    std::uint8_t reserved = 0;  // RSV1 is 4
};

inline constexpr int kTextFrame = 1;
inline constexpr int kBinaryFrame = 2;
inline constexpr int kCloseFrame = 8;
inline constexpr int kPingFrame = 9;
inline constexpr int kPongFrame = 10;

[[nodiscard]] inline std::string frame(int opcode, std::string_view payload,
                                       FrameOptions options = {}) {
    std::string out;
    const auto put = [&](std::uint64_t byte) { out.push_back(static_cast<char>(byte)); };
    put((options.fin ? 0x80u : 0u) | static_cast<unsigned>(options.reserved << 4) |
        static_cast<unsigned>(opcode));
    const std::uint64_t size = payload.size();
    const unsigned mask_bit = options.masked ? 0x80u : 0u;
    int more = 0;
    if (size < 126) {
        put(mask_bit | size);
    } else {
        more = size < 65536 ? 2 : 8;
        put(mask_bit | (more == 2 ? 126u : 127u));
    }
    for (int i = more - 1; i >= 0; --i)
        put(size >> (8 * i) & 0xFF);
    if (!options.masked) return out.append(payload);
    const std::string_view key = "\x37\xfa\x21\x3d";
    out.append(key);
    for (std::size_t i = 0; i < payload.size(); ++i)
        out.push_back(static_cast<char>(payload[i] ^ key[i % 4]));
    return out;
}

// As a client sends it.
[[nodiscard]] inline std::string masked_frame(int opcode, std::string_view payload, bool fin = true,
                                              std::uint8_t reserved = 0) {
    return frame(opcode, payload, {.fin = fin, .masked = true, .reserved = reserved});
}

[[nodiscard]] inline std::string close_body(unsigned code, std::string_view reason = {}) {
    std::string body;
    body.push_back(static_cast<char>(code >> 8));
    body.push_back(static_cast<char>(code & 0xFF));
    return body.append(reason);
}

struct ReadFrame {
    int opcode = 0;
    bool fin = false;
    bool masked = false;
    std::string payload;  // unmasked
    int reserved = 0;     // RSV1 is 4
    friend bool operator==(const ReadFrame&, const ReadFrame&) = default;
};

// Takes the whole frames from the front of `bytes`; a rest stays.
[[nodiscard]] inline std::vector<ReadFrame> take_frames(std::string& bytes) {
    std::vector<ReadFrame> frames;
    for (;;) {
        const auto at = [&](std::size_t i) {
            return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i]));
        };
        if (bytes.size() < 2) return frames;
        ReadFrame read{static_cast<int>(at(0) & 15),
                       at(0) >= 0x80,
                       at(1) >= 0x80,
                       {},
                       static_cast<int>(at(0) >> 4 & 7)};
        std::uint64_t size = at(1) & 0x7F;
        std::size_t header = 2;
        const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
        if (bytes.size() < header + more) return frames;
        if (more != 0) size = 0;
        for (std::size_t i = 0; i < more; ++i)
            size = size << 8 | at(header + i);
        header += more;
        const std::size_t key_at = header;
        if (read.masked) header += 4;
        if (bytes.size() < header || bytes.size() - header < size) return frames;
        read.payload = bytes.substr(header, static_cast<std::size_t>(size));
        for (std::size_t i = 0; read.masked && i < read.payload.size(); ++i)
            read.payload[i] = static_cast<char>(read.payload[i] ^ bytes[key_at + i % 4]);
        bytes.erase(0, header + static_cast<std::size_t>(size));
        frames.push_back(std::move(read));
    }
}

}  // namespace potok::testing
