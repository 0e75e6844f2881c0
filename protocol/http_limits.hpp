// How much of everything one HTTP/1.1 message may have.
//
// Limits are shared by all connections of a service and outlive them. Immutable while engines refer
// to them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "protocol/http_head.hpp"

namespace potok {

struct HttpLimits {
    // The scanner counts in sixteen bits.
    static constexpr std::size_t kHeadBytesLimit = 60'000;

    std::size_t head_bytes_max = 8192;  // start line, fields and the empty line
    std::size_t fields_max = HttpFields::kMax;
    std::size_t trailer_bytes_max = 8192;  // the trailer section and the empty line
    std::uint64_t body_bytes_max = 16u << 20;
    // All chunk extensions of one body together: nobody needs them, and they are not content.
    std::size_t extension_bytes_max = 4096;
    // A server answers before the body was read: so much of it is read and dropped to keep the
    // connection.
    std::uint64_t discard_bytes_max = 64u << 10;
    // A client takes so many 1xx before the final response.
    unsigned informational_max = 16;

    // A length is judged with the head: a body that is too long is refused before a byte of it
    // comes.
    [[nodiscard]] constexpr bool allow(const HttpFraming& framing) const noexcept {
        return framing.kind != HttpFraming::Kind::length || framing.length <= body_bytes_max;
    }
};

// Longer than any registered method (RFC 9112 §3: 501 to longer ones than any implemented).
inline constexpr std::size_t kHttpMethodMax = 32;

}  // namespace potok
