// TcpLink: a simulated TCP connection: two ends, bounded buffers, latency, order, and the ways in
// which a connection ends.
//
//   send ─► [ under way ] ─► [ arrived, unread ] ─► receive          the same from b to a
//
// What is under way and what has arrived share the receiver's buffer, so a reader that stops, stops
// the sender. As on Linux: closing with unread input, or what comes for an end that is closed,
// resets the peer; an end is writable only when a good part of the buffer is free. An end knows
// neither who holds it nor of any fault beyond these: socket_sim.cpp adds those. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/bytes.hpp"
#include "reactor/clock.hpp"
#include "reactor/socket.hpp"

namespace potok::sim {

class World;

// Who holds an end, and hears when it may have become readable or writable.
class TcpOwner {
  public:
    virtual void on_change() = 0;

  protected:
    ~TcpOwner() = default;
};

class TcpEnd {
  public:
    TcpEnd(World& world, std::uint32_t number, TcpEnd& other);
    TcpEnd(const TcpEnd&) = delete;
    TcpEnd& operator=(const TcpEnd&) = delete;

    // The connection stands: from here on both ends can send.
    void establish();

    void set_owner(TcpOwner* owner) noexcept { owner_ = owner; }

    [[nodiscard]] IoResult receive(MutableBytes into);
    [[nodiscard]] IoResult send(Bytes from);
    void shutdown_write();
    void close(bool with_reset);

    [[nodiscard]] bool readable() const noexcept { return unread() != 0 || end_seen_ || reset_; }
    [[nodiscard]] bool writable() const noexcept;
    [[nodiscard]] bool is_reset() const noexcept { return reset_; }
    // The other end sends no more; there may be unread bytes.
    [[nodiscard]] bool end_arrived() const noexcept { return end_seen_; }
    [[nodiscard]] std::size_t unread() const noexcept { return arrived_.size() - taken_; }
    // All that was sent from here and has ever arrived at the other end, read or not.
    [[nodiscard]] std::size_t delivered() const noexcept { return other_.arrived_ever_; }
    [[nodiscard]] std::uint32_t number() const noexcept { return number_; }

  private:
    [[nodiscard]] std::size_t room_at_other() const noexcept;
    [[nodiscard]] Instant arrival();
    void on_arrival(const std::string& bytes);
    void on_end();
    void on_reset();
    void reset_other();
    void tell_owner() const;

    World& world_;
    TcpEnd& other_;
    const std::uint32_t number_;
    TcpOwner* owner_ = nullptr;
    const std::size_t capacity_;
    const Duration latency_;
    std::string arrived_;
    std::size_t taken_ = 0;      // of arrived_, the front that was read
    std::size_t under_way_ = 0;  // to this end
    std::size_t arrived_ever_ = 0;
    Instant last_arrival_{};  // at the other end, of what was sent from here
    bool established_ = false;
    bool end_sent_ = false;
    bool end_seen_ = false;
    bool reset_ = false;
    bool closed_ = false;
};

struct TcpLink {
    TcpLink(World& world, std::uint32_t number)
        : first(world, 2 * number, second), second(world, 2 * number + 1, first) {}

    TcpEnd first;
    TcpEnd second;
};

}  // namespace potok::sim
