// TLS from a stranger: a server's first bytes, a flight of a live handshake with a byte changed,
// and records behind the handshake, each in pieces.
//
// OpenSSL draws its own random numbers, so the same input meets other keys each time. What has to
// hold holds with all of them: no more is consumed than was given, a failure is for good, OpenSSL's
// queue of errors is empty, and what a peer did not write is never read.
//
// Settings: which of the three (1 byte), the flight that is damaged (1), where (4), and how (1).
#include <openssl/err.h>

#include <algorithm>

#include "protocol/tls_engine.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/support/tls_peer.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {
namespace {

using testing::TlsPeer;
using State = TlsEngine::State;

class Collected final : public RecordSink {
  public:
    std::string all;
    void take(Bytes record) override { all += text_of(record); }
};

class Server {
  public:
    Server() : engine_(testing::make_ssl(true)) {}

    // Plaintext that came of it.
    std::string feed(std::string_view ciphertext) {
        std::string plaintext;
        if (engine_.state() == State::handshaking) {
            const std::size_t consumed = engine_.handshake(bytes_of(ciphertext), sink_);
            require(consumed <= ciphertext.size(), "no more is consumed than was given");
            ciphertext.remove_prefix(consumed);
        }
        bool more = engine_.state() != State::handshaking;
        while (more) {
            const State before = engine_.state();
            const auto progress =
                engine_.read(bytes_of(ciphertext),
                             std::as_writable_bytes(std::span(room_.data(), room_.size())), sink_);
            require(progress.consumed <= ciphertext.size(), "no more is consumed than was given");
            require(before != State::failed || engine_.state() == State::failed,
                    "a failure is for good");
            ciphertext.remove_prefix(progress.consumed);
            plaintext.append(room_, 0, progress.produced);
            more = progress.more;
        }
        require(ERR_peek_error() == 0, "the queue of errors is empty");
        return plaintext;
    }

    [[nodiscard]] std::string said() { return std::exchange(sink_.all, {}); }
    [[nodiscard]] State state() const { return engine_.state(); }

  private:
    TlsEngine engine_;
    Collected sink_;
    std::string room_ = std::string(20'000, '\0');
};

std::string feed_in_pieces(Server& server, FuzzInput& input, std::string_view bytes) {
    std::string plaintext;
    while (!bytes.empty()) {
        const std::size_t size = std::min(bytes.size(), input.next_piece());
        plaintext += server.feed(bytes.substr(0, size));
        bytes.remove_prefix(size);
    }
    return plaintext;
}

struct Damage {
    explicit Damage(FuzzInput& input)
        : flight(input.take_byte() % 3), place(input.take_number()), change(input.take_byte()) {}

    void change_one(std::string& bytes) const {
        if (!bytes.empty()) bytes[place % bytes.size()] ^= static_cast<char>(change | 1);
    }

    int flight;
    std::uint32_t place;
    std::uint8_t change;
};

void first_bytes(FuzzInput& input) {
    Server server;
    require(feed_in_pieces(server, input, text_of(input.rest())).empty(), "nothing is read");
    require(server.state() != State::established, "nobody's bytes make no handshake");
}

// Two rounds make a handshake; the damage is done in one of them, or behind them.
void damaged_flight(FuzzInput& input, const Damage& damage) {
    Server server;
    TlsPeer peer(false);
    for (int round = 0; round < 2; ++round) {
        static_cast<void>(peer.handshake());
        std::string flight = peer.take();
        if (round == damage.flight) damage.change_one(flight);
        require(feed_in_pieces(server, input, flight).empty(), "no plaintext before the end");
        peer.feed(server.said());
    }
    if (server.state() != State::established) return;
    peer.write("what the peer wrote");
    std::string records = peer.take();
    if (damage.flight == 2) damage.change_one(records);
    const std::string plaintext = feed_in_pieces(server, input, records);
    require(plaintext.empty() || plaintext == "what the peer wrote", "nothing else is read");
    require(damage.flight != 2 || plaintext.empty(), "a damaged record is not read");
}

void strange_records(FuzzInput& input) {
    Server server;
    TlsPeer peer(false);
    for (int round = 0; round < 2; ++round) {
        static_cast<void>(peer.handshake());
        require(server.feed(peer.take()).empty(), "no plaintext before the end");
        peer.feed(server.said());
    }
    require(server.state() == State::established, "two rounds make a handshake");
    require(server.feed(text_of(input.rest())).empty(), "nobody's records are not read");
}

void check(FuzzInput input) {
    const int which = input.take_byte() % 3;
    const Damage damage(input);
    if (which == 0) return first_bytes(input);
    if (which == 1) return damaged_flight(input, damage);
    strange_records(input);
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
