// Link: one connection of the generator: a socket, and TLS on it where the load asks for it.
//
// What fails ends this program: a server that refuses or breaks off measures nothing. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

// OpenSSL's.
struct ssl_st;

namespace potok::bench {

// A new socket to a port of 127.0.0.1, connected, and it blocks. `nth` of this program's: there are
// more of them than one source address has ports.
[[nodiscard]] int connected_socket(std::uint16_t port, std::size_t nth);

// A reset instead of an end: no port of ours stays behind in TIME_WAIT, and the server's side is
// the same for whoever is measured.
void reset_socket(int socket);

class Link {
  public:
    Link() = default;
    // Takes both; from here on nothing blocks. Without TLS `ssl` is null.
    Link(int socket, ssl_st* ssl) noexcept;
    ~Link();
    Link(Link&& other) noexcept;
    Link& operator=(Link&& other) noexcept;

    [[nodiscard]] int socket() const noexcept { return socket_; }

    // As far as what came takes it. True: the handshake of TLS is over, or there is none.
    [[nodiscard]] bool shake_hands();

    // How many bytes; 0: it has to wait.
    [[nodiscard]] std::size_t send(std::span<const char> bytes);
    [[nodiscard]] std::size_t receive(std::span<char> room);

    // The socket knows nothing of what TLS has read from it already.
    [[nodiscard]] bool holds_more() const noexcept;

  private:
    int socket_ = -1;
    ssl_st* ssl_ = nullptr;
};

}  // namespace potok::bench
