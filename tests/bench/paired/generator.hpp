// Generator: many connections that send and check, on bare epoll and one thread.
//
// It shares nothing with what it measures, and it counts only answers whose every byte is right: a
// fast server that answers something else measures nothing. All messages of a load are alike, so
// what goes out and what comes back are one pattern each, repeated, and are checked by memcmp.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/paired/tls_dialer.hpp"

namespace potok::bench {

// raw: bytes as they are. lp: in front of them their number, 4 bytes, little-endian. ws_…:
// WebSocket frames behind a handshake; the text is Russian, cut between two letters; of ws_deflate
// it is JSON, each message compressed by itself (RFC 7692).
enum class Framing : std::uint8_t { raw, lp, ws_binary, ws_text, ws_deflate };

[[nodiscard]] constexpr bool is_websocket(Framing framing) noexcept {
    return framing != Framing::raw && framing != Framing::lp;
}

struct Load {
    Framing framing = Framing::lp;
    std::size_t size = 20;  // bytes of a message, its frame not counted
    std::size_t connections = 200;
    std::size_t in_flight = 1;  // messages unanswered on each
    Security security = Security::none;
};

class Generator {
  public:
    // `certificate`: what the server is known by; only of TLS.
    Generator(std::uint16_t port, const Load& load, const std::string& certificate);
    ~Generator();
    Generator(const Generator&) = delete;
    Generator& operator=(const Generator&) = delete;

    // Opens connections until there are so many, and each has shaken hands.
    void open(std::size_t connections);

    // Sends one message on each connection that has sent none, and waits for the answers: whoever
    // was opened has been served by then.
    void greet();

    // Sends on all of them what may be in flight, and goes on answering answers with the next
    // message until the time has passed.
    void run(std::chrono::nanoseconds duration);

    // Sends one message on the first of them, and when all have received it the next.
    void run_broadcast(std::chrono::nanoseconds duration);

    // Opens a connection, sends one message, closes when it is answered, and again, so many at a
    // time.
    void run_connects(std::size_t at_a_time, std::chrono::nanoseconds duration);

    // Opens so many connections at once, sends one message on each, and closes them when all are
    // answered; again and again, at least once.
    void run_ramps(std::size_t connections, std::chrono::nanoseconds duration);

    // Sends a message on each connection once a period, all of them evenly spread, and returns how
    // long after its time each was answered, in microseconds.
    [[nodiscard]] std::vector<double> probe(std::chrono::nanoseconds duration,
                                            std::chrono::nanoseconds period);

    // Whole answers so far.
    [[nodiscard]] std::uint64_t answered() const noexcept;

  private:
    class Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace potok::bench
