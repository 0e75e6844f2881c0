// floor_frames: what the floors know of WebSocket: frames become their answers where they lie, and
// no rule of the protocol is checked. Of its handshake they know one key, and the answer to it.
// Inline: each floor compiles it for the machine that it runs on.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace potok::bench {

inline constexpr std::size_t kMask = 4;
inline constexpr std::string_view kUpgraded =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

// A frame that is longer than what a receive brought: it is gathered here and sent from here.
struct Buffer {
    std::size_t capacity = 0;
    char* bytes = nullptr;

    void reserve(std::size_t size) {
        if (size <= capacity) return;
        capacity = std::max(size, 2 * capacity);
        bytes = static_cast<char*>(std::realloc(bytes, capacity));
    }
    void release() {
        std::free(bytes);
        *this = {};
    }
};

struct Header {
    std::size_t size = 0;  // 0: not all of it is here
    std::size_t payload = 0;
};

inline Header websocket_header(const char* bytes, std::size_t size) {
    if (size < 2) return {};
    const auto short_form = static_cast<std::size_t>(bytes[1] & 0x7F);
    const std::size_t extended = short_form == 127 ? 8 : short_form == 126 ? 2 : 0;
    if (size < 2 + extended + kMask) return {};
    std::size_t payload = extended == 0 ? short_form : 0;
    for (std::size_t i = 0; i < extended; ++i)
        payload = payload << 8 | static_cast<unsigned char>(bytes[2 + i]);
    return {2 + extended + kMask, payload};
}

// `to` may lie in front of `from`.
inline void unmask(char* to, const char* from, std::size_t size, std::uint32_t mask) {
    const std::uint64_t twice = std::uint64_t{mask} << 32 | mask;
    std::size_t i = 0;
    for (; i + sizeof twice <= size; i += sizeof twice) {
        std::uint64_t word = 0;
        std::memcpy(&word, from + i, sizeof word);
        word ^= twice;
        std::memcpy(to + i, &word, sizeof word);
    }
    for (; i < size; ++i)
        to[i] = static_cast<char>(from[i] ^ static_cast<char>(mask >> (8 * (i % 4))));
}

inline std::uint32_t mask_behind(const char* header, std::size_t header_size) {
    std::uint32_t mask = 0;
    std::memcpy(&mask, header + header_size - kMask, sizeof mask);
    return mask;
}

// The whole frames in front: how many bytes of them there are, and of their answers, which stand
// there now.
struct Answers {
    std::size_t consumed = 0;
    std::size_t produced = 0;
};

inline Answers answer_websocket(char* bytes, std::size_t size) {
    Answers done;
    for (;;) {
        char* const frame = bytes + done.consumed;
        const Header header = websocket_header(frame, size - done.consumed);
        if (header.size == 0 || size - done.consumed < header.size + header.payload) return done;
        done.consumed += header.size + header.payload;
        const std::uint32_t mask = mask_behind(frame, header.size);
        const std::size_t answer_header = header.size - kMask;
        char* const to = bytes + done.produced;
        std::memmove(to, frame, answer_header);
        to[1] = static_cast<char>(to[1] & 0x7F);
        unmask(to + answer_header, frame + header.size, header.payload, mask);
        done.produced += answer_header + header.payload;
    }
}

}  // namespace potok::bench
