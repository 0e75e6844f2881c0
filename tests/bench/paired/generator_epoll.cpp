// Generator: one receive and one send per readiness, the messages of a batch in one send.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/paired/generator.hpp"

namespace potok::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kBlock = 512 * 1024;
constexpr int kEvents = 1024;

// A source address has some 28 000 ports to give; 127.0.0.0/8 has many addresses.
constexpr std::size_t kPortsOfOneSource = 20'000;

[[noreturn]] void give_up(const char* what) {
    std::fprintf(stderr, "bench_paired: %s: %s\n", what, std::strerror(errno));
    std::exit(1);
}

sockaddr_in loopback(std::uint32_t last_bytes, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl((127U << 24) | last_bytes);
    return address;
}

// What a message says.
std::string payload_of(const Load& load) {
    std::string payload;
    if (load.framing == Framing::ws_text) {
        while (payload.size() + 2 <= load.size)
            payload += "\u0416";
    }
    while (payload.size() < load.size)
        payload += static_cast<char>('!' + payload.size() % 90);
    return payload;
}

// Its length as a frame's header has it, behind the first byte.
std::string websocket_length(std::size_t size, unsigned mask_bit) {
    const unsigned short_form = size < 126 ? static_cast<unsigned>(size) : size < 65536 ? 126 : 127;
    std::string length(1, static_cast<char>(mask_bit | short_form));
    const int bytes = short_form < 126 ? 0 : short_form == 126 ? 2 : 8;
    for (int i = bytes - 1; i >= 0; --i)
        length += static_cast<char>((std::uint64_t{size} >> (8 * i)) & 0xFF);
    return length;
}

// A message as it goes over the wire to the server, or comes back from it.
std::string wire_message(const Load& load, bool to_server) {
    std::string payload = payload_of(load);
    if (load.framing == Framing::raw) return payload;
    std::string header;
    if (load.framing == Framing::lp) {
        for (int i = 0; i < 4; ++i)
            header += static_cast<char>((load.size >> (8 * i)) & 0xFF);
        return header + payload;
    }
    header += load.framing == Framing::ws_text ? '\x81' : '\x82';
    header += websocket_length(load.size, to_server ? 0x80 : 0);
    if (!to_server) return header + payload;
    constexpr std::string_view kMask = "\x37\xFA\x21\x3D";
    for (std::size_t i = 0; i < payload.size(); ++i)
        payload[i] = static_cast<char>(payload[i] ^ kMask[i % kMask.size()]);
    return header.append(kMask) + payload;
}

// One message repeated so often that a window of any place and length up to a block lies in it.
struct Pattern {
    Pattern(const Load& load, bool to_server) {
        const std::string one = wire_message(load, to_server);
        message = one.size();
        const std::size_t length = std::max(kBlock, load.in_flight * message) + message;
        while (bytes.size() < length)
            bytes += one;
    }

    std::string bytes;
    std::size_t message = 0;  // bytes of one
};

constexpr std::string_view kHandshake =
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
constexpr std::string_view kAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

// On a socket that blocks. Nothing comes behind the answer before something is sent.
void shake_hands(int socket) {
    if (::send(socket, kHandshake.data(), kHandshake.size(), MSG_NOSIGNAL) < 0) give_up("send");
    std::string answer;
    std::array<char, 1024> room;
    while (!answer.ends_with("\r\n\r\n")) {
        const ssize_t count = ::recv(socket, room.data(), room.size(), 0);
        if (count <= 0) give_up("the server closed a connection in its handshake");
        answer.append(room.data(), static_cast<std::size_t>(count));
    }
    if (answer.find(" 101 ") == std::string::npos || answer.find(kAccept) == std::string::npos) {
        errno = 0;
        give_up("the server refused a handshake");
    }
}

}  // namespace

class Generator::Engine {
  public:
    Engine(std::uint16_t port, const Load& load)
        : port_(port), load_(load), sent_(load, true), expected_(load, false), block_(kBlock) {
        epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
        if (epoll_ < 0) give_up("no epoll");
    }
    ~Engine() {
        for (const Peer& peer : peers_) {
            if (peer.socket >= 0) ::close(peer.socket);
        }
        ::close(epoll_);
    }
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    void open(std::size_t connections) {
        while (peers_.size() < connections) {
            peers_.emplace_back();
            connect(peers_.size() - 1);
        }
    }

    void greet() {
        std::uint64_t wanted = answered_;
        mode_ = Mode::once;
        for (std::size_t i = 0; i < peers_.size(); ++i) {
            if (peers_[i].sent != 0) continue;
            send_messages(i, 1);
            ++wanted;
        }
        while (answered_ < wanted)
            work_once();
    }

    void run(std::chrono::nanoseconds duration) {
        for (std::size_t i = 0; i < peers_.size(); ++i) {
            if (peers_[i].sent == 0) send_messages(i, load_.in_flight);
        }
        mode_ = Mode::again;
        work(duration);
    }

    void run_connects(std::size_t at_a_time, std::chrono::nanoseconds duration) {
        if (peers_.size() < at_a_time) {
            open(at_a_time);
            for (std::size_t i = 0; i < peers_.size(); ++i)
                send_messages(i, 1);
        }
        mode_ = Mode::anew;
        work(duration);
    }

    [[nodiscard]] std::uint64_t answered() const noexcept { return answered_; }

  private:
    // What an answer leads to: nothing, the next message, or a new connection.
    enum class Mode : std::uint8_t { once, again, anew };

    // Bytes, since it connected.
    struct Peer {
        int socket = -1;
        bool blocked = false;
        std::uint64_t sent = 0;
        std::uint64_t to_send = 0;
        std::uint64_t received = 0;
    };

    void connect(std::size_t index) {
        Peer& peer = peers_[index] = Peer{};
        peer.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (peer.socket < 0) give_up("no socket");
        const std::size_t source = 1 + connects_++ / kPortsOfOneSource % 200;
        const sockaddr_in from = loopback(static_cast<std::uint32_t>(source), 0);
        const int on = 1;
        ::setsockopt(peer.socket, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        ::setsockopt(peer.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::bind(peer.socket, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0) {
            give_up("bind");
        }
        // Blocking: on loopback it is done as soon as the listener's queue has room.
        const sockaddr_in to = loopback(1, port_);
        if (::connect(peer.socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
            give_up("connect");
        }
        if (is_websocket(load_.framing)) shake_hands(peer.socket);
        ::fcntl(peer.socket, F_SETFL, O_NONBLOCK);
        control(EPOLL_CTL_ADD, index, EPOLLIN);
    }

    // A reset instead of an end: no port of ours stays behind in TIME_WAIT, and the server's side
    // is the same for whoever is measured.
    void close(std::size_t index) {
        const linger reset{1, 0};
        ::setsockopt(peers_[index].socket, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        ::close(peers_[index].socket);
    }

    void control(int operation, std::size_t index, std::uint32_t events) {
        epoll_event event{};
        event.events = events;
        event.data.u64 = index;
        if (::epoll_ctl(epoll_, operation, peers_[index].socket, &event) != 0) give_up("epoll_ctl");
    }

    void work(std::chrono::nanoseconds duration) {
        const auto end = Clock::now() + duration;
        while (Clock::now() < end)
            work_once();
    }

    void work_once() {
        const int count = ::epoll_wait(epoll_, events_.data(), kEvents, 100);
        if (count < 0 && errno != EINTR) give_up("epoll_wait");
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events_[static_cast<std::size_t>(i)];
            if ((event.events & EPOLLOUT) != 0) send_messages(event.data.u64, 0);
            if ((event.events & ~std::uint32_t{EPOLLOUT}) != 0) receive(event.data.u64);
        }
    }

    void send_messages(std::size_t index, std::uint64_t more) {
        Peer& peer = peers_[index];
        peer.to_send += more * sent_.message;
        while (peer.sent < peer.to_send) {
            const std::size_t at = peer.sent % sent_.message;
            const std::size_t length =
                std::min<std::uint64_t>(peer.to_send - peer.sent, sent_.bytes.size() - at);
            const ssize_t count =
                ::send(peer.socket, sent_.bytes.data() + at, length, MSG_NOSIGNAL);
            if (count < 0) {
                if (errno != EAGAIN) give_up("send");
                break;
            }
            peer.sent += static_cast<std::uint64_t>(count);
        }
        const bool blocked = peer.sent < peer.to_send;
        if (blocked == peer.blocked) return;
        peer.blocked = blocked;
        control(EPOLL_CTL_MOD, index, blocked ? EPOLLIN | EPOLLOUT : EPOLLIN);
    }

    void receive(std::size_t index) {
        Peer& peer = peers_[index];
        const ssize_t count = ::recv(peer.socket, block_.data(), block_.size(), 0);
        if (count < 0 && errno == EAGAIN) return;
        if (count <= 0) give_up("the server closed a connection");
        const auto length = static_cast<std::size_t>(count);
        const char* const expected = expected_.bytes.data() + peer.received % expected_.message;
        if (std::memcmp(block_.data(), expected, length) != 0) {
            errno = 0;
            give_up("the server answered with other bytes");
        }
        const std::uint64_t before = peer.received / expected_.message;
        peer.received += length;
        const std::uint64_t answers = peer.received / expected_.message - before;
        answered_ += answers;
        if (answers == 0 || mode_ == Mode::once) return;
        if (mode_ == Mode::anew) {
            close(index);
            connect(index);
            send_messages(index, 1);
        } else {
            send_messages(index, answers);
        }
    }

    const std::uint16_t port_;
    const Load load_;
    const Pattern sent_;
    const Pattern expected_;
    std::vector<char> block_;
    int epoll_ = -1;
    std::array<epoll_event, kEvents> events_{};
    std::vector<Peer> peers_;
    std::size_t connects_ = 0;
    std::uint64_t answered_ = 0;
    Mode mode_ = Mode::once;
};

Generator::Generator(std::uint16_t port, const Load& load)
    : engine_(std::make_unique<Engine>(port, load)) {}
Generator::~Generator() = default;

void Generator::open(std::size_t connections) {
    engine_->open(connections);
}
void Generator::greet() {
    engine_->greet();
}
void Generator::run(std::chrono::nanoseconds duration) {
    engine_->run(duration);
}
void Generator::run_connects(std::size_t at_a_time, std::chrono::nanoseconds duration) {
    engine_->run_connects(at_a_time, duration);
}
std::uint64_t Generator::answered() const noexcept {
    return engine_->answered();
}

}  // namespace potok::bench
