// Peer: the other end of a connection under test: a plain non-blocking TCP client that owes nothing
// to the code it tests. pump() moves bytes both ways as far as the system lets it; nothing here
// waits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace potok::testing {

enum class Loopback : std::uint8_t { ipv4, ipv6 };

class Peer {
  public:
    // Connects to 127.0.0.1:port, or to [::1]:port. A small receive buffer makes the other side
    // feel back-pressure soon.
    explicit Peer(std::uint16_t port, int receive_buffer_bytes = 0,
                  Loopback loopback = Loopback::ipv4);
    Peer(Peer&& other) noexcept;
    Peer& operator=(Peer&&) = delete;
    ~Peer();

    // The port this end has.
    [[nodiscard]] std::uint16_t local_port() const;

    // Adds to what pump() sends.
    void send(std::string_view bytes) { outgoing_.append(bytes); }

    // Sends and receives what can be now. Does not receive while reading is off.
    void pump();

    void stop_reading() { reading_ = false; }
    void start_reading() { reading_ = true; }
    void half_close();  // our end, at once: pump() until all_sent() first
    void reset();       // RST, and no more
    void close();

    [[nodiscard]] const std::string& received() const { return received_; }
    [[nodiscard]] std::string take_received();
    [[nodiscard]] bool all_sent() const { return outgoing_.empty(); }
    [[nodiscard]] std::size_t unsent() const { return outgoing_.size(); }
    [[nodiscard]] bool ended() const { return ended_; }  // the other side's end came
    [[nodiscard]] bool was_reset() const { return was_reset_; }
    [[nodiscard]] bool gone() const { return ended_ || was_reset_; }

  private:
    int descriptor_ = -1;
    std::string outgoing_;
    std::string received_;
    bool reading_ = true;
    bool ended_ = false;
    bool was_reset_ = false;
};

}  // namespace potok::testing
