// Peer on plain sockets, without anything of the code under test.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "tests/support/peer.hpp"

namespace potok::testing {
namespace {

[[noreturn]] void give_up(const char* what) {
    std::perror(what);
    std::abort();
}

int connect_ipv4(int descriptor, std::uint16_t port) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(descriptor, reinterpret_cast<sockaddr*>(&to), sizeof to);
}

int connect_ipv6(int descriptor, std::uint16_t port) {
    sockaddr_in6 to{};
    to.sin6_family = AF_INET6;
    to.sin6_port = htons(port);
    to.sin6_addr = in6addr_loopback;
    return ::connect(descriptor, reinterpret_cast<sockaddr*>(&to), sizeof to);
}

}  // namespace

Peer::Peer(std::uint16_t port, int receive_buffer_bytes, Loopback loopback) {
    const bool v4 = loopback == Loopback::ipv4;
    descriptor_ = ::socket(v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor_ < 0) give_up("peer socket");
    if (receive_buffer_bytes != 0) {
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes,
                     sizeof receive_buffer_bytes);
    }
    // Blocking on loopback: done as soon as the backlog has it.
    const int failed = v4 ? connect_ipv4(descriptor_, port) : connect_ipv6(descriptor_, port);
    if (failed != 0) give_up("peer connect");
    ::fcntl(descriptor_, F_SETFL, O_NONBLOCK);
    const int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

std::uint16_t Peer::local_port() const {
    sockaddr_in6 own{};  // long enough for either family, the port in the same place
    socklen_t size = sizeof own;
    if (::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&own), &size) != 0) {
        give_up("peer getsockname");
    }
    return ntohs(own.sin6_port);
}

Peer::Peer(Peer&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      outgoing_(std::move(other.outgoing_)),
      received_(std::move(other.received_)),
      reading_(other.reading_),
      ended_(other.ended_),
      was_reset_(other.was_reset_) {}

Peer::~Peer() {
    close();
}

void Peer::pump() {
    if (descriptor_ < 0) return;
    while (!outgoing_.empty()) {
        const ssize_t sent = ::send(descriptor_, outgoing_.data(), outgoing_.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            if (errno != EAGAIN) was_reset_ = true;
            break;
        }
        outgoing_.erase(0, static_cast<std::size_t>(sent));
    }
    std::array<char, 65536> room;
    while (reading_ && !gone()) {
        const ssize_t got = ::recv(descriptor_, room.data(), room.size(), 0);
        if (got > 0) {
            received_.append(room.data(), static_cast<std::size_t>(got));
        } else if (got == 0) {
            ended_ = true;
        } else {
            if (errno != EAGAIN) was_reset_ = true;
            break;
        }
    }
}

std::string Peer::take_received() {
    return std::exchange(received_, {});
}

void Peer::half_close() {
    ::shutdown(descriptor_, SHUT_WR);
}

void Peer::reset() {
    const linger at_once{1, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

void Peer::close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

}  // namespace potok::testing
