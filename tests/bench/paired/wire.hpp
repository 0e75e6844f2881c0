// wire: what a message of a load is between the generator and a server, and the handshake in front
// of the first.
#pragma once

#include <string>

#include "tests/bench/paired/generator.hpp"

namespace potok::bench {

// What a client sends before anything else; empty: nothing.
[[nodiscard]] std::string handshake_of(const Load& load);

// Whether the answer to it is the one that was asked for.
[[nodiscard]] bool is_agreed(const Load& load, const std::string& answer);

// One message as it goes to the server.
[[nodiscard]] std::string message_to_server(const Load& load);

// The same as it comes back, but for ws_deflate, where the server writes it as it likes.
[[nodiscard]] std::string message_from_server(const Load& load);

// How long the frame is that these bytes begin with; 0: that is not known yet. Of ws_deflate.
[[nodiscard]] std::size_t frame_size(const std::string& bytes);

// Whether a frame of a server is compressed and stands for the load's message. Of ws_deflate.
[[nodiscard]] bool stands_for_message(const Load& load, const std::string& frame);

}  // namespace potok::bench
