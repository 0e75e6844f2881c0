// TlsSession: a Session to the stream below, a Stream to the session above, and TLS in between, of
// either role.
//
// clang-format off
//   up:    on_data → engine → the room's block, or the upper's receive target → upper on_data
//                                              what it leaves → held_, in front of what comes next
//   down:  upper send → the room's cork, within its on_data() → engine → pieces → lower
//
//   handshake ──► open ──► ending ──► closed        upper on_open() comes with `open`
// clang-format on
//
// Ciphertext is decrypted only as long as somebody wants the plaintext: what a pause leaves is kept
// below, and little above. The room for a message's records is asked for before it is encrypted,
// since a record cannot be taken back; so nothing waits here on its way out, and back-pressure is
// that of the stream below. close_notify is the peer's end: without it, that of TCP is a truncation
// (tls_truncated), and the session above never takes it for an end.
//
// The session above is made before the handshake: its hundred bytes are little beside what OpenSSL
// takes, and it is told every end. Loop thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "protocol/session/tls_room.hpp"
#include "protocol/tls_engine.hpp"
#include "reactor/held_input.hpp"
#include "reactor/stream.hpp"

namespace potok {

// Hears how handshakes went; outlives the sessions that tell it. Its calls are made inside a
// callback of the stream below, and may not end or close anything.
class TlsObserver {
  public:
    // Before on_open() of the session above. `took`: in milliseconds' precision.
    virtual void on_tls_established(Stream& stream, TlsEngine& engine, Duration took) = 0;
    // The handshake, or a record behind it; on_close() follows with tls_failed. See
    // TlsEngine::take_failure().
    virtual void on_tls_failed(Stream& stream, TlsEngine& engine) = 0;

  protected:
    ~TlsObserver() = default;
};

class TlsSession : public Session, public Stream, private RecordSink {
  public:
    // A record of this size leaves in one packet on most ways, so the peer can read it as soon as
    // the packet is there.
    static constexpr std::size_t kSmallRecordBytes = 1369;
    // After so many bytes without a pause, throughput counts for more: records are of full size.
    static constexpr std::uint32_t kSmallRecordsBytes = 64 * 1024;
    static constexpr Duration kRecordPause = std::chrono::seconds(1);

    // What the peer may make us say without reading it (answers to its key updates), apart from
    // what one on_data() brings.
    static constexpr std::uint32_t kUnaskedBytesMax = 16 * 1024;

    // What OpenSSL holds during a handshake: for the message and the record in which it comes, and
    // for the keys. The budget counts it, since anybody can begin one.
    static constexpr std::size_t kHandshakeBytes = 40 * 1024;

    // `ssl` as a context made it: with its role, and nothing read or written.
    TlsSession(OwnedSsl ssl, std::unique_ptr<Session> upper, TlsRoom& room,
               TlsObserver& observer) noexcept;
    ~TlsSession() override;

    [[nodiscard]] Session& upper() noexcept { return *upper_; }
    [[nodiscard]] TlsEngine& engine() noexcept { return engine_; }

    // ---- Session, to the stream below
    void on_open(Stream& lower) override;
    [[nodiscard]] Consumed on_data(MutableBytes data) override;
    void on_end() override;
    void on_drained() override;
    void on_alarm() override;
    void on_turn() override;
    void on_posted(Stream& lower, Bytes message) override;
    void on_drain(Stream& lower) override;
    void on_idle() override;
    void on_close(CloseReason reason) override;
    // OpenSSL's part of an established connection is its fixed cost, which no budget counts.
    [[nodiscard]] std::size_t held_bytes() const noexcept override;

    // ---- Stream, to the session above
    [[nodiscard]] SendStatus send(std::span<const Bytes> parts) override;
    using Stream::send;
    [[nodiscard]] SendStatus send_in_place(Bytes message) override;
    [[nodiscard]] SendStatus send_shared(SharedBlock& block, std::size_t offset) override;
    [[nodiscard]] bool takes(std::size_t bytes) override;
    [[nodiscard]] SendStatus send_piece(Bytes piece) override;
    [[nodiscard]] bool is_open() const noexcept override;
    [[nodiscard]] std::size_t queued_bytes() const noexcept override;
    void pause_reading() override;
    void resume_reading() override;
    void finish(CloseReason reason) override;
    void abort(CloseReason reason) override;
    void begin_handshake() override;
    void end_handshake() override;
    void set_alarm(Duration after) override;
    void request_turn() override;
    void hand_over(std::unique_ptr<Session> successor) override;
    [[nodiscard]] EventLoop& loop() noexcept override { return lower_->loop(); }
    [[nodiscard]] ConnectionId id() const noexcept override { return lower_->id(); }

  private:
    enum Flag : std::uint16_t {
        kOpened = 1 << 0,          // on_open() above was called
        kPaused = 1 << 1,          // by the session above
        kLowerPaused = 1 << 2,     // by us
        kRedeliver = 1 << 3,       // what is held is to be delivered again, in our turn
        kDelivering = 1 << 4,      // inside on_data() above: the cork is ours
        kEndSeen = 1 << 5,         // the peer's close_notify …
        kEndDelivered = 1 << 6,    // … and it was told
        kDraining = 1 << 7,        // on_drain() came …
        kDrainDelivered = 1 << 8,  // … and was told
        kDrainedWanted = 1 << 9,   // the session above was refused something
        kTurnWanted = 1 << 10,     // by the session above
        kQueued = 1 << 11,         // the last record waits below
        kEnding = 1 << 12,         // finish() or abort() came, from above or from here
        kAborted = 1 << 13,
        kReading = 1 << 14,  // inside the engine's read(): what goes down is unasked for
        kCharged = 1 << 15,  // the handshake, to the budget
    };

    [[nodiscard]] bool has(Flag flag) const noexcept { return (flags_ & flag) != 0; }
    void set(Flag flag) noexcept { flags_ = static_cast<std::uint16_t>(flags_ | flag); }
    void clear(Flag flag) noexcept { flags_ = static_cast<std::uint16_t>(flags_ & ~flag); }
    [[nodiscard]] bool take_flag(Flag flag) noexcept {
        const bool was_set = has(flag);
        clear(flag);
        return was_set;
    }

    // tls_session.cpp: the life.
    void shake_hands(Bytes ciphertext, std::size_t& consumed);
    void open_upper();
    void fail();
    void end(CloseReason reason);
    void return_charge() noexcept;
    [[nodiscard]] std::uint32_t stamp() const noexcept;

    // tls_session_input.cpp
    void look_below() noexcept;
    [[nodiscard]] bool reading() const noexcept;
    [[nodiscard]] std::size_t read(Bytes ciphertext);
    void deliver(MutableBytes data);
    void hold(Bytes rest);
    void deliver_end();
    void deliver_drain();
    void pause_lower();
    void redeliver_later();

    // tls_session_output.cpp
    void take(Bytes record) override;
    [[nodiscard]] bool grants(std::size_t bytes);
    [[nodiscard]] SendStatus status() const noexcept;
    void flush_cork();
    void seal(std::span<const Bytes> parts);
    void write(Bytes plaintext);
    [[nodiscard]] std::size_t record_bytes() const noexcept;
    [[nodiscard]] bool rested() const noexcept;

    Stream* lower_ = nullptr;
    std::unique_ptr<Session> upper_;
    TlsRoom& room_;
    TlsObserver& observer_;
    TlsEngine engine_;
    [[no_unique_address]] HeldInput held_;  // plaintext; the next member lies in its padding
    std::uint32_t stamp_ = 0;               // ms: the handshake's begin; then the last write
    std::uint32_t written_ = 0;  // plaintext since a pause, up to where it no longer counts
    std::uint32_t unasked_ = 0;  // of what waits below: said by TLS itself
    std::uint16_t flags_ = 0;
    std::uint8_t round_ = 0;  // of the room, in which there was a step for us
    CloseReason reason_ = CloseReason::stopped;
};

// With what OpenSSL holds, and what the connection below takes, an idle client costs little more
// than what OpenSSL asks for.
static_assert(sizeof(TlsSession) <= 128);

}  // namespace potok
