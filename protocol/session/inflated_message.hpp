// InflatedMessage: what became of a compressed message when it was to be inflated.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "protocol/websocket_failure.hpp"

namespace potok {

struct InflatedMessage {
    enum class Kind : std::uint8_t {
        in_room,     // `bytes`, in the compression's room until its next call, behind
                     // kMessageHeadroom bytes
        in_block,    // the whole of the caller's assembly, behind kMessageHeadroom bytes
        large,       // it takes more than can be done at once
        unfinished,  // ask again in the next iteration
        failed,      // `failure`
        no_memory,
    };
    Kind kind{};
    MutableBytes bytes{};
    WebSocketFailure failure{};
};

}  // namespace potok
