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
#include "tests/bench/paired/wire.hpp"

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

// One message repeated so often that a window of any place and length up to a block lies in it.
struct Pattern {
    Pattern(const Load& load, const std::string& one) : message(one.size()) {
        const std::size_t length = std::max(kBlock, load.in_flight * message) + message;
        while (bytes.size() < length)
            bytes += one;
    }

    std::string bytes;
    std::size_t message = 0;  // bytes of one
};

// On a socket that blocks. Nothing comes behind the answer before something is sent.
void shake_hands(int socket, const Load& load) {
    const std::string request = handshake_of(load);
    if (::send(socket, request.data(), request.size(), MSG_NOSIGNAL) < 0) give_up("send");
    std::string answer;
    std::array<char, 1024> room;
    while (!answer.ends_with("\r\n\r\n")) {
        const ssize_t count = ::recv(socket, room.data(), room.size(), 0);
        if (count <= 0) give_up("the server closed a connection in its handshake");
        answer.append(room.data(), static_cast<std::size_t>(count));
    }
    if (!is_agreed(load, answer)) {
        errno = 0;
        give_up("the server refused a handshake");
    }
}

}  // namespace

class Generator::Engine {
  public:
    Engine(std::uint16_t port, const Load& load)
        : port_(port),
          load_(load),
          sent_(load, message_to_server(load)),
          expected_(load, load.framing == Framing::ws_deflate ? learnt_answer()
                                                              : message_from_server(load)),
          block_(kBlock) {
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

    void run_broadcast(std::chrono::nanoseconds duration) {
        mode_ = Mode::broadcast;
        if (peers_.front().sent == 0) send_messages(0, 1);
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
    // What an answer leads to: nothing, the next message, a new connection, or the next message for
    // all when all have this one.
    enum class Mode : std::uint8_t { once, again, anew, broadcast };

    // Bytes, since it connected.
    struct Peer {
        int socket = -1;
        bool blocked = false;
        std::uint64_t sent = 0;
        std::uint64_t to_send = 0;
        std::uint64_t received = 0;
    };

    // How the server writes the load's message: the same each time, as it keeps no context.
    std::string learnt_answer() {
        const int socket = connected_socket();
        if (::send(socket, sent_.bytes.data(), sent_.message, MSG_NOSIGNAL) < 0) give_up("send");
        std::string frame;
        std::array<char, 4096> room;
        while (frame.size() < 2 || frame.size() != frame_size(frame)) {
            const ssize_t count = ::recv(socket, room.data(), room.size(), 0);
            if (count <= 0) give_up("the server closed a connection");
            frame.append(room.data(), static_cast<std::size_t>(count));
        }
        ::close(socket);
        if (stands_for_message(load_, frame)) return frame;
        errno = 0;
        give_up("the server answered with another message");
    }

    void connect(std::size_t index) {
        Peer& peer = peers_[index] = Peer{};
        peer.socket = connected_socket();
        ::fcntl(peer.socket, F_SETFL, O_NONBLOCK);
        control(EPOLL_CTL_ADD, index, EPOLLIN);
    }

    // Blocks; behind the handshake.
    int connected_socket() {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (socket < 0) give_up("no socket");
        const std::size_t source = 1 + connects_++ / kPortsOfOneSource % 200;
        const sockaddr_in from = loopback(static_cast<std::uint32_t>(source), 0);
        const int on = 1;
        ::setsockopt(socket, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::bind(socket, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0) {
            give_up("bind");
        }
        // Blocking: on loopback it is done as soon as the listener's queue has room.
        const sockaddr_in to = loopback(1, port_);
        if (::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
            give_up("connect");
        }
        if (is_websocket(load_.framing)) shake_hands(socket, load_);
        return socket;
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
        if (mode_ == Mode::broadcast) {
            if (answered_ % peers_.size() == 0) send_messages(0, 1);
            return;
        }
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
    std::size_t connects_ = 0;
    const Pattern sent_;
    const Pattern expected_;
    std::vector<char> block_;
    int epoll_ = -1;
    std::array<epoll_event, kEvents> events_{};
    std::vector<Peer> peers_;
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
void Generator::run_broadcast(std::chrono::nanoseconds duration) {
    engine_->run_broadcast(duration);
}
void Generator::run_connects(std::size_t at_a_time, std::chrono::nanoseconds duration) {
    engine_->run_connects(at_a_time, duration);
}
std::uint64_t Generator::answered() const noexcept {
    return engine_->answered();
}

}  // namespace potok::bench
