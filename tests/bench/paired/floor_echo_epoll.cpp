// floor_echo: the least that an echo can cost: what the kernel needs, and nothing else.
//
//   floor_echo raw|lp
//
// One thread, level-triggered, one receive and one send per readiness, replies sent from where they
// were received. No limits, no deadlines, no back-pressure but a buffer that grows: the floor to
// measure a server against, not a server. Any allocation that fails ends it.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace {

constexpr std::size_t kBlock = 512 * 1024;
constexpr std::size_t kPrefix = 4;
constexpr std::size_t kFrameMax = std::size_t{64} << 20;

// A frame that is longer than what a receive brought: it is gathered here and sent from here.
struct Buffer {
    std::size_t capacity = 0;
    char* bytes = nullptr;

    void reserve(std::size_t size) {
        if (size <= capacity) return;
        capacity = std::max(size, 2 * capacity);
        bytes = static_cast<char*>(std::realloc(bytes, capacity));
    }
    void release() {
        std::free(bytes);
        *this = {};
    }
};

struct Connection {
    int socket = -1;
    bool waits_to_send = false;
    Buffer input;
    std::size_t held = 0;  // of the input
    Buffer output;
    std::size_t unsent = 0, unsent_at = 0;
};

int epoll_descriptor = -1;
bool framed = false;
std::array<char, kBlock> block;

void watch(Connection& connection, int operation, bool sending) {
    epoll_event event{};
    event.events = EPOLLIN | (sending ? std::uint32_t{EPOLLOUT} : 0U);
    event.data.ptr = &connection;
    ::epoll_ctl(epoll_descriptor, operation, connection.socket, &event);
    connection.waits_to_send = sending;
}

void close_connection(Connection* connection) {
    ::close(connection->socket);
    connection->input.release();
    connection->output.release();
    delete connection;
}

// False: the connection is lost.
bool send_bytes(Connection& connection, const char* bytes, std::size_t size) {
    if (connection.unsent == 0) {
        const ssize_t count = ::send(connection.socket, bytes, size, MSG_NOSIGNAL);
        if (count < 0 && errno != EAGAIN) return false;
        const std::size_t sent = count < 0 ? 0 : static_cast<std::size_t>(count);
        bytes += sent;
        size -= sent;
        if (size == 0) return true;
        connection.unsent_at = 0;
    }
    connection.output.reserve(connection.unsent_at + connection.unsent + size);
    std::memcpy(connection.output.bytes + connection.unsent_at + connection.unsent, bytes, size);
    connection.unsent += size;
    if (!connection.waits_to_send) watch(connection, EPOLL_CTL_MOD, true);
    return true;
}

bool flush(Connection& connection) {
    const ssize_t count = ::send(connection.socket, connection.output.bytes + connection.unsent_at,
                                 connection.unsent, MSG_NOSIGNAL);
    if (count < 0) return errno == EAGAIN;
    connection.unsent_at += static_cast<std::size_t>(count);
    connection.unsent -= static_cast<std::size_t>(count);
    if (connection.unsent == 0) watch(connection, EPOLL_CTL_MOD, false);
    return true;
}

std::size_t frame_length(const char* bytes) {
    std::uint32_t length = 0;
    std::memcpy(&length, bytes, sizeof length);
    return kPrefix + length;
}

// The whole frames in front, as one length.
std::size_t whole_frames(const char* bytes, std::size_t size) {
    std::size_t at = 0;
    while (size - at >= kPrefix && size - at >= frame_length(bytes + at))
        at += frame_length(bytes + at);
    return at;
}

// Where the next receive goes: behind what is held of a frame, or to the block.
bool receive_into_held(Connection& connection) {
    std::size_t wanted = kBlock;
    if (connection.held >= kPrefix) {
        wanted = frame_length(connection.input.bytes) - connection.held;
        if (wanted > kFrameMax) return false;
    }
    connection.input.reserve(connection.held + wanted);
    const ssize_t count =
        ::recv(connection.socket, connection.input.bytes + connection.held, wanted, 0);
    if (count == 0) return false;
    if (count < 0) return errno == EAGAIN;
    connection.held += static_cast<std::size_t>(count);
    const std::size_t whole = whole_frames(connection.input.bytes, connection.held);
    if (whole == 0) return true;
    if (!send_bytes(connection, connection.input.bytes, whole)) return false;
    connection.held -= whole;
    std::memmove(connection.input.bytes, connection.input.bytes + whole, connection.held);
    return true;
}

bool receive(Connection& connection) {
    if (connection.held != 0) return receive_into_held(connection);
    const ssize_t count = ::recv(connection.socket, block.data(), block.size(), 0);
    if (count == 0) return false;
    if (count < 0) return errno == EAGAIN;
    const auto size = static_cast<std::size_t>(count);
    const std::size_t whole = framed ? whole_frames(block.data(), size) : size;
    if (whole != 0 && !send_bytes(connection, block.data(), whole)) return false;
    connection.held = size - whole;
    connection.input.reserve(connection.held);
    if (connection.held != 0) {
        std::memcpy(connection.input.bytes, block.data() + whole, connection.held);
    } else if (connection.input.bytes != nullptr && connection.input.capacity < kBlock) {
        connection.input.release();
    }
    return true;
}

void accept_all(int listener) {
    for (;;) {
        const int socket = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
        if (socket < 0) return;
        auto* const connection = new Connection;
        connection->socket = socket;
        watch(*connection, EPOLL_CTL_ADD, false);
    }
}

int listen_anywhere() {
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
        std::perror("floor_echo");
        return -1;
    }
    std::printf("listening floor://127.0.0.1:%d\nready\n", ntohs(address.sin_port));
    std::fflush(stdout);
    return listener;
}

}  // namespace

int main(int count, char** arguments) {
    framed = count > 1 && std::string_view(arguments[1]) == "lp";
    epoll_descriptor = ::epoll_create1(0);
    const int listener = listen_anywhere();
    if (listener < 0) return 3;
    epoll_event event{};
    event.events = EPOLLIN;  // no connection: the listener
    ::epoll_ctl(epoll_descriptor, EPOLL_CTL_ADD, listener, &event);
    constexpr int kEvents = 1024;
    std::array<epoll_event, kEvents> events;
    for (;;) {
        const int ready = ::epoll_wait(epoll_descriptor, events.data(), kEvents, -1);
        for (const epoll_event* happened = events.data(); happened < events.data() + ready;
             ++happened) {
            auto* const connection = static_cast<Connection*>(happened->data.ptr);
            if (connection == nullptr) {
                accept_all(listener);
                continue;
            }
            bool good = true;
            if ((happened->events & EPOLLOUT) != 0) good = flush(*connection);
            if (good && (happened->events & ~std::uint32_t{EPOLLOUT}) != 0) {
                good = receive(*connection);
            }
            if (!good) close_connection(connection);
        }
    }
}
