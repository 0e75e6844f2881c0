// Link on Linux: with TLS OpenSSL reads and writes the socket itself.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "tests/bench/paired/link.hpp"
#include "tests/bench/paired/tls_dialer.hpp"

namespace potok::bench {
namespace {

// A source address has some 28 000 ports to give; 127.0.0.0/8 has many addresses.
constexpr std::size_t kPortsOfOneSource = 20'000;

[[noreturn]] void give_up(const char* what) {
    std::fprintf(stderr, "bench_paired: %s: %s\n", what, std::strerror(errno));
    ERR_print_errors_fp(stderr);
    std::exit(1);
}

sockaddr_in loopback(std::uint32_t last_bytes, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl((127U << 24) | last_bytes);
    return address;
}

int whole(std::size_t size) {
    return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
}

// 0: it has to wait.
std::size_t bytes_or_wait(SSL* ssl, int result, const char* what) {
    if (result > 0) return static_cast<std::size_t>(result);
    const int error = SSL_get_error(ssl, result);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) give_up(what);
    return 0;
}

std::size_t bytes_or_wait(ssize_t result, const char* what) {
    if (result < 0 && errno != EAGAIN) give_up(what);
    return result < 0 ? 0 : static_cast<std::size_t>(result);
}

}  // namespace

int connected_socket(std::uint16_t port, std::size_t nth) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) give_up("no socket");
    const sockaddr_in from =
        loopback(static_cast<std::uint32_t>(1 + nth / kPortsOfOneSource % 200), 0);
    const int on = 1;
    ::setsockopt(socket, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0) {
        give_up("bind");
    }
    // Blocking: on loopback it is done as soon as the listener's queue has room.
    const sockaddr_in to = loopback(1, port);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
        give_up("connect");
    }
    return socket;
}

void reset_socket(int socket) {
    const linger reset{1, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    ::close(socket);
}

Link::Link(int socket, ssl_st* ssl) noexcept : socket_(socket), ssl_(ssl) {
    ::fcntl(socket_, F_SETFL, O_NONBLOCK);
}

// OpenSSL resumes no session of a connection that broke off, and here each does.
Link::~Link() {
    if (ssl_ != nullptr) SSL_set_shutdown(ssl_, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(ssl_);
    if (socket_ >= 0) reset_socket(socket_);
}

Link::Link(Link&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), ssl_(std::exchange(other.ssl_, nullptr)) {}

Link& Link::operator=(Link&& other) noexcept {
    std::swap(socket_, other.socket_);
    std::swap(ssl_, other.ssl_);
    return *this;
}

bool Link::shake_hands() {
    if (ssl_ == nullptr) return true;
    const int result = SSL_do_handshake(ssl_);
    if (bytes_or_wait(ssl_, result, "a handshake failed") == 0) return false;
    TlsDialer::check(ssl_);
    return true;
}

std::size_t Link::send(std::span<const char> bytes) {
    if (ssl_ != nullptr) {
        const int result = SSL_write(ssl_, bytes.data(), whole(bytes.size()));
        return bytes_or_wait(ssl_, result, "send");
    }
    return bytes_or_wait(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL), "send");
}

std::size_t Link::receive(std::span<char> room) {
    constexpr const char* kClosed = "the server closed a connection";
    if (ssl_ != nullptr) {
        const int result = SSL_read(ssl_, room.data(), whole(room.size()));
        return bytes_or_wait(ssl_, result, kClosed);
    }
    const ssize_t count = ::recv(socket_, room.data(), room.size(), 0);
    if (count == 0) give_up(kClosed);
    return bytes_or_wait(count, kClosed);
}

bool Link::holds_more() const noexcept {
    return ssl_ != nullptr && SSL_has_pending(ssl_) == 1;
}

}  // namespace potok::bench
