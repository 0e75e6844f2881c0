// floor_listener on Linux: what is set on the listener, whoever is accepted inherits.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cstdio>

#include "tests/bench/paired/floor_listener.hpp"

namespace potok::bench {

int listen_anywhere(const char* program) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    const int on = 1;
    ::setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // inherited
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener, 4096) != 0 ||
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        std::perror(program);
        return -1;
    }
    std::printf("listening floor://127.0.0.1:%d\nready\n", ntohs(address.sin_port));
    std::fflush(stdout);
    return listener;
}

}  // namespace potok::bench
