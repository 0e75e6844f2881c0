// floor_echo: the least that an echo can cost: what the kernel needs, and nothing else.
//
//   floor_echo tcp|lp|ws [broadcast]
//
// One thread, level-triggered, one receive and one send per readiness, replies sent from where they
// were received. No limits, no deadlines, no back-pressure but a buffer that grows, no rule of any
// protocol checked: the floor to measure a server against, not a server. Any allocation that fails
// ends it. Of a WebSocket's handshake it knows one key, and the answer to it.
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
#include <utility>
#include <vector>

#include "tests/bench/paired/floor_frames.hpp"
#include "tests/bench/paired/floor_listener.hpp"

namespace potok::bench {
namespace {

constexpr std::size_t kBlock = 512 * 1024;
constexpr std::size_t kPrefix = 4;
constexpr std::size_t kFrameMax = std::size_t{64} << 20;
enum class Mode : std::uint8_t { tcp, lp, ws };

struct Connection {
    int socket = -1;
    bool waits_to_send = false;
    bool upgraded = false;
    Buffer input;
    std::size_t held = 0;      // of the input
    std::size_t unmasked = 0;  // of the held frame's payload
    Buffer output;
    std::size_t unsent = 0, unsent_at = 0;
};

int epoll_descriptor = -1;
bool broadcasts = false;
std::vector<Connection*> everybody;  // where it broadcasts
Mode mode = Mode::tcp;
std::array<char, kBlock> block;

void watch(Connection& connection, int operation, bool sending) {
    epoll_event event{};
    event.events = EPOLLIN | (sending ? std::uint32_t{EPOLLOUT} : 0U);
    event.data.ptr = &connection;
    ::epoll_ctl(epoll_descriptor, operation, connection.socket, &event);
    connection.waits_to_send = sending;
}

void close_connection(Connection* connection) {
    std::erase(everybody, connection);
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

// The same from its input, which becomes the output where some of it has to wait.
bool send_held(Connection& connection, std::size_t at, std::size_t size) {
    if (connection.unsent != 0) return send_bytes(connection, connection.input.bytes + at, size);
    const ssize_t count =
        ::send(connection.socket, connection.input.bytes + at, size, MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN) return false;
    const std::size_t sent = count < 0 ? 0 : static_cast<std::size_t>(count);
    if (sent == size) return true;
    std::swap(connection.input, connection.output);
    connection.unsent_at = at + sent;
    connection.unsent = size - sent;
    watch(connection, EPOLL_CTL_MOD, true);
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

Header header_of(const char* bytes, std::size_t size) {
    if (mode == Mode::ws) return websocket_header(bytes, size);
    if (size < kPrefix) return {};
    std::uint32_t payload = 0;
    std::memcpy(&payload, bytes, sizeof payload);
    return {kPrefix, payload};
}

Answers answer(char* bytes, std::size_t size) {
    if (mode == Mode::tcp) return {size, size};
    if (mode == Mode::ws) return answer_websocket(bytes, size);
    Answers done;
    for (;;) {
        const Header header = header_of(bytes + done.consumed, size - done.consumed);
        if (header.size == 0 || size - done.consumed < header.size + header.payload) return done;
        done.consumed = done.produced = done.consumed + header.size + header.payload;
    }
}

// One frame that is longer than what a receive brings: unmasked as it comes, sent from there.
bool answer_held_frame(Connection& connection, const Header& header) {
    char* const frame = connection.input.bytes;
    const bool whole = connection.held == header.size + header.payload;
    const std::size_t here = connection.held - header.size;
    const std::size_t ready = whole ? here : here / 8 * 8;
    if (mode == Mode::ws) {
        char* const from = frame + header.size + connection.unmasked;
        unmask(from, from, ready - connection.unmasked, mask_behind(frame, header.size));
        connection.unmasked = ready;
    }
    if (!whole) return true;
    connection.held = connection.unmasked = 0;
    if (mode == Mode::lp) return send_held(connection, 0, header.size + header.payload);
    std::memmove(frame + kMask, frame, header.size - kMask);
    frame[kMask + 1] = static_cast<char>(frame[kMask + 1] & 0x7F);
    return send_held(connection, kMask, header.size - kMask + header.payload);
}

// Where the next receive goes: behind what is held of a frame, or to the block.
bool receive_into_held(Connection& connection) {
    const Header header = header_of(connection.input.bytes, connection.held);
    if (header.payload > kFrameMax) return false;
    const std::size_t wanted =
        header.size == 0 ? kBlock : header.size + header.payload - connection.held;
    connection.input.reserve(connection.held + wanted);
    const ssize_t count =
        ::recv(connection.socket, connection.input.bytes + connection.held, wanted, 0);
    if (count == 0) return false;
    if (count < 0) return errno == EAGAIN;
    connection.held += static_cast<std::size_t>(count);
    if (header.size != 0) return answer_held_frame(connection, header);
    const Answers done = answer(connection.input.bytes, connection.held);
    if (done.consumed == 0) return true;
    connection.held -= done.consumed;
    Buffer rest;
    rest.reserve(connection.held);
    if (connection.held != 0) {
        std::memcpy(rest.bytes, connection.input.bytes + done.consumed, connection.held);
    }
    const bool sent = send_held(connection, 0, done.produced);
    std::swap(connection.input, rest);
    rest.release();
    return sent;
}

// Whoever asks sends nothing before it is answered.
bool upgrade(Connection& connection, std::string_view request) {
    if (!request.ends_with("\r\n\r\n")) return false;
    connection.upgraded = true;
    return send_bytes(connection, kUpgraded.data(), kUpgraded.size());
}

bool receive(Connection& connection) {
    if (connection.held != 0) return receive_into_held(connection);
    const ssize_t count = ::recv(connection.socket, block.data(), block.size(), 0);
    if (count == 0) return false;
    if (count < 0) return errno == EAGAIN;
    const auto size = static_cast<std::size_t>(count);
    if (mode == Mode::ws && !connection.upgraded) return upgrade(connection, {block.data(), size});
    const Answers done = answer(block.data(), size);
    if (broadcasts) {
        for (Connection* each : everybody) {
            if (!send_bytes(*each, block.data(), done.produced)) return false;
        }
        return true;
    }
    if (done.produced != 0 && !send_bytes(connection, block.data(), done.produced)) return false;
    connection.held = size - done.consumed;
    connection.input.reserve(connection.held);
    if (connection.held != 0) {
        std::memcpy(connection.input.bytes, block.data() + done.consumed, connection.held);
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
        if (broadcasts) everybody.push_back(connection);
    }
}

int run(int count, char** arguments) {
    const std::string_view asked = count > 1 ? arguments[1] : "tcp";
    mode = asked == "ws" ? Mode::ws : asked == "lp" ? Mode::lp : Mode::tcp;
    broadcasts = count > 2 && std::string_view(arguments[2]) == "broadcast";
    epoll_descriptor = ::epoll_create1(0);
    const int listener = listen_anywhere("floor_echo");
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

}  // namespace
}  // namespace potok::bench

int main(int count, char** arguments) {
    return potok::bench::run(count, arguments);
}
