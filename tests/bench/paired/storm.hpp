// Storm: clients that begin a handshake of TLS, over and over, from a process of their own.
//
// A client's half of a handshake costs more than the server's, so one core cannot make a storm of
// whole ones: the same ClientHello goes out on each connection, the server works as for any other,
// and the connection is reset once its answer is here. The process runs only when nobody else on
// its core wants to, so that what a probe beside it sees is the server's doing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace potok::bench {

class Storm {
  public:
    // It rages from here on until this object dies.
    Storm(std::uint16_t port, std::string hello, std::size_t at_a_time);
    ~Storm();
    Storm(const Storm&) = delete;
    Storm& operator=(const Storm&) = delete;

  private:
    int process_;
};

}  // namespace potok::bench
