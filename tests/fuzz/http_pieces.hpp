// What the targets of HTTP share: limits so small that the fuzzer meets them, and a run whose input
// comes in pieces.
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/bytes.hpp"
#include "protocol/http_limits.hpp"

namespace potok::test {

inline constexpr HttpLimits kFuzzLimits{.head_bytes_max = 512,
                                        .fields_max = 12,
                                        .trailer_bytes_max = 128,
                                        .body_bytes_max = 1000,
                                        .extension_bytes_max = 32,
                                        .discard_bytes_max = 100,
                                        .informational_max = 4};

// Feeds all of `bytes` to run.feed(Bytes), as much at a time as next_size() says.
template <class Run, class NextSize>
void feed_in_pieces(Run& run, Bytes bytes, NextSize&& next_size) {
    while (!bytes.empty()) {
        const std::size_t size = std::min<std::size_t>(next_size(), bytes.size());
        run.feed(bytes.first(size));
        bytes = bytes.subspan(size);
    }
}

}  // namespace potok::test
