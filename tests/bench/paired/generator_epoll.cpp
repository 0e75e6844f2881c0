// Generator: one receive and one send per readiness, the messages of a batch in one send.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/paired/generator.hpp"
#include "tests/bench/paired/link.hpp"
#include "tests/bench/paired/wire.hpp"

namespace potok::bench {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t kBlock = 512 * 1024;
constexpr int kEvents = 1024;
constexpr std::size_t kShakingAtOnce = 64;

[[noreturn]] void give_up(const char* what) {
    std::fprintf(stderr, "bench_paired: %s: %s\n", what, std::strerror(errno));
    std::exit(1);
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
void upgrade(int socket, const Load& load) {
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
    Engine(std::uint16_t port, const Load& load, const std::string& certificate)
        : port_(port),
          load_(load),
          sent_(load, message_to_server(load)),
          expected_(load, load.framing == Framing::ws_deflate ? learnt_answer()
                                                              : message_from_server(load)),
          block_(kBlock) {
        if (load.security != Security::none) dialer_.emplace(certificate, load.security);
        epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
        if (epoll_ < 0) give_up("no epoll");
    }
    ~Engine() { ::close(epoll_); }
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // Not more of them shake hands at a time than a server does within its deadline.
    void open(std::size_t connections, std::size_t at_once = kShakingAtOnce) {
        while (peers_.size() < connections) {
            peers_.emplace_back();
            connect(peers_.size() - 1);
            while (shaking_ >= at_once)
                work_once(100ms);
        }
        while (shaking_ != 0)
            work_once(100ms);
    }

    void greet() {
        std::uint64_t wanted = answered_;
        mode_ = Mode::once;
        for (std::size_t i = 0; i < peers_.size(); ++i) {
            if (peers_[i].to_send != 0) continue;
            send_messages(i, 1);
            ++wanted;
        }
        while (answered_ < wanted)
            work_once(100ms);
    }

    void run(std::chrono::nanoseconds duration) {
        for (std::size_t i = 0; i < peers_.size(); ++i) {
            if (peers_[i].to_send == 0) send_messages(i, load_.in_flight);
        }
        mode_ = Mode::again;
        work(duration);
    }

    void run_broadcast(std::chrono::nanoseconds duration) {
        mode_ = Mode::broadcast;
        if (peers_.front().to_send == 0) send_messages(0, 1);
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

    void run_ramps(std::size_t connections, std::chrono::nanoseconds duration) {
        const auto end = Clock::now() + duration;
        do {
            open(connections, connections);
            greet();
            peers_.clear();
        } while (Clock::now() < end);
    }

    std::vector<double> probe(std::chrono::nanoseconds duration, std::chrono::nanoseconds period) {
        mode_ = Mode::probe;
        probe_step_ = period / peers_.size();
        for (Peer& peer : peers_)
            peer.to_send = peer.sent = peer.received = 0;
        latencies_.clear();
        probe_begin_ = Clock::now();
        std::uint64_t next = 0;
        while (Clock::now() < probe_begin_ + duration) {
            for (; probe_time(next) <= Clock::now(); ++next)
                send_messages(next % peers_.size(), 1);
            work_once(probe_time(next) - Clock::now());
        }
        while (latencies_.size() < next)
            work_once(100ms);
        return latencies_;
    }

    [[nodiscard]] std::uint64_t answered() const noexcept { return answered_; }

  private:
    // What an answer leads to: nothing, the next message, a new connection, the next message for
    // all when all have this one, or a line in a list.
    enum class Mode : std::uint8_t { once, again, anew, broadcast, probe };

    // What the next bytes from the server belong to.
    enum class Phase : std::uint8_t { tls, upgrade, messages };

    // Bytes, since it connected.
    struct Peer {
        Link link{};
        Phase phase = Phase::messages;
        bool blocked = false;
        std::uint64_t sent = 0;
        std::uint64_t to_send = 0;
        std::uint64_t received = 0;
    };

    // How the server writes the load's message: the same each time, as it keeps no context.
    std::string learnt_answer() {
        const int socket = connected_socket(port_, connects_++);
        upgrade(socket, load_);
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

    // Without TLS the handshake is over behind this. Those of TLS go on beside each other: they are
    // what a server would be busy with.
    void connect(std::size_t index) {
        const int socket = connected_socket(port_, connects_++);
        Peer& peer = peers_[index];
        peer = Peer{};
        if (!dialer_) {
            if (is_websocket(load_.framing)) upgrade(socket, load_);
            peer.link = Link(socket, nullptr);
        } else {
            peer.link = Link(socket, dialer_->dial(socket));
            peer.phase = Phase::tls;
            ++shaking_;
            shake_hands(index);
        }
        control(EPOLL_CTL_ADD, index, EPOLLIN);
    }

    void shake_hands(std::size_t index) {
        Peer& peer = peers_[index];
        if (!peer.link.shake_hands()) return;
        const std::string request = handshake_of(load_);
        if (request.empty()) return begin_messages(index);
        peer.phase = Phase::upgrade;
        if (peer.link.send(request) != request.size()) give_up("send");
    }

    // The answer is one record, and nothing comes behind it before something is sent.
    void read_upgrade(std::size_t index) {
        const std::size_t length = peers_[index].link.receive(block_);
        if (length == 0) return;
        if (!is_agreed(load_, std::string(block_.data(), length))) {
            errno = 0;
            give_up("the server refused a handshake");
        }
        begin_messages(index);
    }

    void begin_messages(std::size_t index) {
        peers_[index].phase = Phase::messages;
        --shaking_;
        send_messages(index, 0);
    }

    void control(int operation, std::size_t index, std::uint32_t events) {
        epoll_event event{};
        event.events = events;
        event.data.u64 = index;
        if (::epoll_ctl(epoll_, operation, peers_[index].link.socket(), &event) != 0)
            give_up("epoll_ctl");
    }

    void work(std::chrono::nanoseconds duration) {
        const auto end = Clock::now() + duration;
        while (Clock::now() < end)
            work_once(100ms);
    }

    void work_once(std::chrono::nanoseconds patience) {
        const timespec timeout{0, std::max<long>(patience.count(), 0)};
        const int count = ::epoll_pwait2(epoll_, events_.data(), kEvents, &timeout, nullptr);
        if (count < 0 && errno != EINTR) give_up("epoll_wait");
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events_[static_cast<std::size_t>(i)];
            if ((event.events & EPOLLOUT) != 0) send_messages(event.data.u64, 0);
            if ((event.events & ~std::uint32_t{EPOLLOUT}) != 0) on_readable(event.data.u64);
        }
    }

    void on_readable(std::size_t index) {
        if (peers_[index].phase == Phase::tls) return shake_hands(index);
        if (peers_[index].phase == Phase::upgrade) return read_upgrade(index);
        do {
            receive(index);
        } while (peers_[index].phase == Phase::messages && peers_[index].link.holds_more());
    }

    void send_messages(std::size_t index, std::uint64_t more) {
        Peer& peer = peers_[index];
        peer.to_send += more * sent_.message;
        if (peer.phase != Phase::messages) return;
        while (peer.sent < peer.to_send) {
            const std::size_t at = peer.sent % sent_.message;
            const std::size_t length =
                std::min<std::uint64_t>(peer.to_send - peer.sent, sent_.bytes.size() - at);
            const std::size_t count = peer.link.send({sent_.bytes.data() + at, length});
            if (count == 0) break;
            peer.sent += count;
        }
        const bool blocked = peer.sent < peer.to_send;
        if (blocked == peer.blocked) return;
        peer.blocked = blocked;
        control(EPOLL_CTL_MOD, index, blocked ? EPOLLIN | EPOLLOUT : EPOLLIN);
    }

    void receive(std::size_t index) {
        Peer& peer = peers_[index];
        const std::size_t length = peer.link.receive(block_);
        if (length == 0) return;
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
        if (mode_ == Mode::probe) return note(index, before, before + answers);
        if (mode_ == Mode::anew) {
            connect(index);
            send_messages(index, 1);
        } else {
            send_messages(index, answers);
        }
    }

    // When the nth message of a probe is due, and what became of some of one connection's.
    [[nodiscard]] Clock::time_point probe_time(std::uint64_t nth) const noexcept {
        return probe_begin_ + probe_step_ * nth;
    }
    void note(std::size_t index, std::uint64_t from, std::uint64_t to) {
        const auto now = Clock::now();
        for (std::uint64_t turn = from; turn < to; ++turn) {
            const std::chrono::duration<double, std::micro> late =
                now - probe_time(turn * peers_.size() + index);
            latencies_.push_back(late.count());
        }
    }

    const std::uint16_t port_;
    const Load load_;
    std::optional<TlsDialer> dialer_;
    std::size_t connects_ = 0;
    const Pattern sent_;
    const Pattern expected_;
    std::vector<char> block_;
    int epoll_ = -1;
    std::array<epoll_event, kEvents> events_{};
    std::vector<Peer> peers_;
    std::uint64_t answered_ = 0;
    Mode mode_ = Mode::once;
    std::size_t shaking_ = 0;  // peers that are not yet in Phase::messages
    Clock::time_point probe_begin_;
    std::chrono::nanoseconds probe_step_{0};
    std::vector<double> latencies_;
};

Generator::Generator(std::uint16_t port, const Load& load, const std::string& certificate)
    : engine_(std::make_unique<Engine>(port, load, certificate)) {}
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
void Generator::run_ramps(std::size_t connections, std::chrono::nanoseconds duration) {
    engine_->run_ramps(connections, duration);
}
std::vector<double> Generator::probe(std::chrono::nanoseconds duration,
                                     std::chrono::nanoseconds period) {
    return engine_->probe(duration, period);
}
std::uint64_t Generator::answered() const noexcept {
    return engine_->answered();
}

}  // namespace potok::bench
