// floor_listener: the socket that a floor accepts on, and the lines that say where it is.
#pragma once

namespace potok::bench {

// On a free port of 127.0.0.1, without Nagle's delay for whoever is accepted. -1: it said why.
[[nodiscard]] int listen_anywhere(const char* program);

}  // namespace potok::bench
