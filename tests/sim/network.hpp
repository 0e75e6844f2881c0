// Network: the simulated system's descriptors, listening ports, and the way from one to the other.
//
// Descriptors are numbered as a kernel numbers them: the lowest free number, at once, up to a
// limit. What a number stands for knows who polls it and tells that poller when it may have become
// ready. The outside world (clients and servers that are not Potok's) has ends of links and needs
// no descriptors. One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "reactor/poller.hpp"
#include "reactor/socket.hpp"
#include "tests/sim/tcp.hpp"

namespace potok::sim {

// What one poller watches: descriptors that may be ready, and whether it was woken.
struct PollSet {
    std::set<SocketHandle> candidates;
    bool woken = false;

    [[nodiscard]] bool has_reason_to_return() const noexcept {
        return woken || !candidates.empty();
    }

    // What the world remembers to notice a loop that turns and does nothing.
    std::uint64_t deeds_seen = 0;
    Instant last_wait{};
    int idle_turns = 0;
};

// What a descriptor stands for.
class Descriptor {
  public:
    struct Watch {
        PollSet* set = nullptr;
        Registration* registration = nullptr;
        Interest interest = Interest::none;
    };

    Descriptor() = default;
    virtual ~Descriptor() = default;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] virtual Readiness readiness() const noexcept { return {false, false}; }

    // As far as its poller wants to know.
    [[nodiscard]] Readiness wanted_readiness() const noexcept;
    // It may have become ready.
    void changed() const;

    SocketHandle number = kNoSocket;
    std::uint64_t serial = 0;  // tells it from whatever else had the number
    Watch watch;
};

// Where a poller, or a reserve, has its number.
class PlainDescriptor final : public Descriptor {};

class ListenDescriptor final : public Descriptor {
  public:
    struct Waiting {
        TcpEnd* end;
        Address peer;
    };

    ListenDescriptor(const Address& listen_address, std::size_t longest_queue)
        : address(listen_address), backlog(longest_queue) {}
    ~ListenDescriptor() override;

    [[nodiscard]] Readiness readiness() const noexcept override { return {!queue.empty(), false}; }

    const Address address;
    const std::size_t backlog;
    std::deque<Waiting> queue;
};

class StreamDescriptor final : public Descriptor, public TcpOwner {
  public:
    // Accepted, or (without an end) on its way.
    StreamDescriptor(TcpEnd* held, const Address& peer_address) : peer(peer_address) {
        if (held != nullptr) connect_to(*held);
    }
    ~StreamDescriptor() override;

    [[nodiscard]] Readiness readiness() const noexcept override;
    void on_change() override { changed(); }

    void connect_to(TcpEnd& held);
    void fail(SystemCause why);

    const Address peer;
    TcpEnd* end = nullptr;
    std::optional<SystemCause> connect_fault;
    bool reset_on_close = false;
};

class Network {
  public:
    explicit Network(World& world) noexcept : world_(world) {}

    // ---- The system, as socket_sim.cpp and poller_sim.cpp ask it. None: no descriptor is left.
    template <class Kind, class... Arguments>
    [[nodiscard]] Kind* open(Arguments&&... arguments) {
        const auto number = lowest_free();
        if (!number) return nullptr;
        auto made = std::make_unique<Kind>(std::forward<Arguments>(arguments)...);
        Kind& opened = *made;
        opened.number = *number;
        opened.serial = ++opened_ever_;
        descriptors_[static_cast<std::size_t>(*number)] = std::move(made);
        return &opened;
    }
    void close(SocketHandle number);
    // What the number stands for. A number that stands for nothing, or for another thing, fails
    // the world: somebody uses what was closed.
    template <class Kind>
    [[nodiscard]] Kind& at(SocketHandle number) {
        auto* found = dynamic_cast<Kind*>(&any_at(number));
        if (found == nullptr) fail_use(number, "stands for another thing");
        return *found;
    }
    [[nodiscard]] Descriptor& any_at(SocketHandle number);
    [[nodiscard]] std::size_t open_count() const noexcept;

    [[nodiscard]] bool is_taken(const Address& address) const noexcept;
    [[nodiscard]] std::uint16_t free_port() noexcept { return next_port_++; }
    // Decided later: connected, refused or neither.
    void connect(StreamDescriptor& descriptor, const Address& to);

    // ---- The outside world
    // A client's end of a connection to the port; reset soon where nobody listens there.
    [[nodiscard]] TcpEnd& connect_from_outside(std::uint16_t port);
    // Whoever connects to this port is given to `on_connected`.
    void serve_outside(std::uint16_t port, std::function<void(TcpEnd&)> on_connected) {
        servers_[port] = std::move(on_connected);
    }
    // Whoever tries to connect to this port gets no answer.
    void be_silent_at(std::uint16_t port) { silent_ports_.insert(port); }

    std::size_t descriptors_max = 1024;

    // What a system would be asked to do.
    std::uint64_t receives = 0;
    std::uint64_t sends = 0;

  private:
    [[noreturn]] void fail_use(SocketHandle number, std::string_view how);
    [[nodiscard]] std::optional<SocketHandle> lowest_free();
    [[nodiscard]] TcpLink& new_link();
    [[nodiscard]] ListenDescriptor* listener_at(std::uint16_t port);
    [[nodiscard]] bool reach(std::uint16_t port, TcpEnd& far_end);
    [[nodiscard]] StreamDescriptor* still_open(SocketHandle number, std::uint64_t serial);
    void decide(StreamDescriptor& descriptor, std::uint16_t port);

    World& world_;
    std::vector<std::unique_ptr<TcpLink>> links_;  // all there ever were: events refer to them
    std::vector<std::unique_ptr<Descriptor>> descriptors_;
    std::map<std::uint16_t, std::function<void(TcpEnd&)>> servers_;
    std::set<std::uint16_t> silent_ports_;
    std::uint16_t next_port_ = 20'000;
    std::uint32_t outside_peers_ = 0;
    std::uint64_t opened_ever_ = 0;
};

}  // namespace potok::sim
