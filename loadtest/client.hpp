// Client: one connection of the run, from before it is opened until after the last count.
//
// The book and the fate stay here when the connection is gone: what it never answered is counted,
// and why it was lost. The driver owns it; the session on the stream reports to it. Loop thread
// only.
#pragma once

#include <cstdint>
#include <optional>

#include "loadtest/http_findings.hpp"
#include "loadtest/tls_findings.hpp"
#include "loadtest/verify/ledger.hpp"
#include "loadtest/websocket_findings.hpp"
#include "reactor/close_reason.hpp"
#include "reactor/stream.hpp"

namespace potok::loadtest {

class Driver;

// The session, as its client sees it: where messages go, in the scheme's own way.
class ClientPort {
  public:
    // One message, as MessageEncoder made it; taken whole or, rejected, not at all.
    [[nodiscard]] virtual SendStatus send(Bytes message) = 0;

    // Behind a message that was taken: no other is, before on_room().
    [[nodiscard]] virtual bool busy() const noexcept { return false; }

    // Says goodbye in the manner of the scheme, and ends the connection.
    virtual void finish() = 0;

    // Bytes may lie in the session that are no message yet, and will never be one: what they were,
    // if they were anything. Once, when the books are closed.
    [[nodiscard]] virtual std::optional<Verification> take_tail() = 0;

  protected:
    ClientPort() = default;
    ClientPort(const ClientPort&) = default;
    ClientPort& operator=(const ClientPort&) = default;
    ~ClientPort() = default;
};

class Client {
  public:
    enum class State : std::uint8_t { waiting, connecting, open, closed };

    // `senders`: see Expectation.
    Client(Driver& driver, std::uint32_t number, std::uint32_t senders) noexcept
        : driver_(driver), number_(number), senders_(senders), ledger_(number) {}
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // ---- From the session
    void on_open(ClientPort& port);
    void on_room();
    void on_close(CloseReason reason);
    void on_answer(const Verification& verification);
    void on_out_of_step() noexcept;
    // ws: the server did not open the WebSocket, or a proxy the way to it; the server closed it.
    void on_refused(const Refusal& failure);
    void on_compression();
    void on_tls_established(const TlsFacts& facts, Duration took);
    void on_tls_failed(TlsFailure failure);
    void on_compressed_message();  // was sent
    void on_peer_close(std::uint16_t code, Bytes reason);
    // http: an answer was none, or no good one; the request under way is over, answered or not.
    void on_bad_answer(const HttpBadAnswer& answer);
    void on_exchange_end();
    void on_http_event(HttpEvent event);
    [[nodiscard]] Expectation expectation() const noexcept {
        Expectation expectation = ledger_.expectation();
        expectation.senders = senders_;
        return expectation;
    }
    // Whether anything may still come that is due.
    [[nodiscard]] bool awaits_any() const noexcept;
    [[nodiscard]] Driver& driver() noexcept { return driver_; }

    // ---- From the driver
    void note_connecting() noexcept { state_ = State::connecting; }
    [[nodiscard]] State state() const noexcept { return state_; }
    [[nodiscard]] CloseReason close_reason() const noexcept { return close_reason_; }
    [[nodiscard]] Ledger& ledger() noexcept { return ledger_; }
    [[nodiscard]] const Ledger& ledger() const noexcept { return ledger_; }
    // Both: where it is open.
    void finish() {
        if (port_ != nullptr) port_->finish();
    }
    [[nodiscard]] std::optional<Verification> take_tail() {
        return port_ != nullptr ? port_->take_tail() : std::nullopt;
    }

    [[nodiscard]] std::uint32_t number() const noexcept { return number_; }

    // Open, the peer takes messages, and there is room in the book.
    [[nodiscard]] bool can_send() const noexcept {
        return state_ == State::open && !blocked_ && !ledger_.full();
    }
    // False: it was not taken, and on_room() will tell when the next one is. Precondition:
    // can_send().
    [[nodiscard]] bool send(Bytes message);

    // Since when nothing but the generator itself keeps messages from being sent.
    [[nodiscard]] Instant possible_since() const noexcept { return possible_since_; }
    void note_possible(Instant since) noexcept { possible_since_ = since; }

    std::uint64_t due = 0;  // open loop: how many messages the schedule has asked for so far

  private:
    Driver& driver_;
    const std::uint32_t number_;
    const std::uint32_t senders_;
    Ledger ledger_;  // fan-out: of what comes back to the sender; the rest is in the driver's book
    Instant possible_since_;
    ClientPort* port_ = nullptr;  // while it is open
    State state_ = State::waiting;
    CloseReason close_reason_{};
    bool blocked_ = false;
};

}  // namespace potok::loadtest
