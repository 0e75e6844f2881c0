// Stream and Session: the byte seam. A Stream carries bytes to a peer, a Session makes sense of
// them.
//
//   protocol session  ←→  [a filter: Session below, Stream above]  ←→  Connection
//
// Connection is a Stream; a protocol is a Session; TLS is both, and no one on either side of it can
// tell. All calls, both ways, are on the stream's loop thread. A Session may call any Stream
// function from any of its callbacks, closing included: what must be deferred, the Stream defers.
// No callback of a Session is ever made from inside a call that it made itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/bytes.hpp"
#include "reactor/clock.hpp"
#include "reactor/close_reason.hpp"
#include "reactor/connection_id.hpp"

namespace potok {

class EventLoop;
class Session;
class SharedBlock;

// sent: taken, and nothing of this stream is known to be waiting.
// queued: taken, and waits for the peer to read.
// rejected: over the hard limit, or the stream is finishing or closed; nothing was taken.
// A message is taken whole or not at all. An empty queue takes a message of any size.
enum class SendStatus : std::uint8_t { sent, queued, rejected };

class Stream {
  public:
    // Sends the parts as one message. The bytes are copied or written before this returns.
    [[nodiscard]] virtual SendStatus send(std::span<const Bytes> parts) = 0;
    [[nodiscard]] SendStatus send(Bytes message) { return send(std::span(&message, 1)); }

    // Sends bytes that lie in what on_data() was given, or in the session's receive target, and
    // that stay as they are until on_data() returns: where they can be written from there, nobody
    // copies them. Precondition: inside this session's on_data().
    [[nodiscard]] virtual SendStatus send_in_place(Bytes message) = 0;

    // Sends block[offset, size) by reference: one block serves any number of streams of its loop.
    [[nodiscard]] virtual SendStatus send_shared(SharedBlock& block, std::size_t offset) = 0;

    // A message that is made while it is sent goes in pieces, which nobody puts together before.
    // takes(): there is room for a message of so many bytes; no is as a rejected send of that size.
    // send_piece(): a piece of what it granted in this same callback, taken as long as the stream
    // is open. The few bytes that cannot be put off (an alert) need no grant.
    [[nodiscard]] virtual bool takes(std::size_t bytes) = 0;
    [[nodiscard]] virtual SendStatus send_piece(Bytes piece) = 0;

    // Neither finish() nor abort() came: a rejected send was one over the limit.
    [[nodiscard]] virtual bool is_open() const noexcept = 0;

    // Bytes taken and not yet given to the system.
    [[nodiscard]] virtual std::size_t queued_bytes() const noexcept = 0;

    // Stops on_data() until resume_reading(). A paused stream costs the poller nothing and notices
    // nothing, a dead peer included; deadlines for the peer's input stand still meanwhile.
    virtual void pause_reading() = 0;

    // Reads again. What is held (an unconsumed tail, a pending end) is delivered soon, from the
    // loop.
    virtual void resume_reading() = 0;

    // Sends what is queued, then our end, then waits (bounded) for the peer's end and closes with
    // `reason`. Input from here on is discarded. Repeated calls keep the first reason.
    virtual void finish(CloseReason reason) = 0;

    // Drops what is queued and closes at once, resetting the peer.
    virtual void abort(CloseReason reason) = 0;

    // Between these two the handshake deadline runs; a session without a handshake calls neither.
    virtual void begin_handshake() = 0;
    virtual void end_handshake() = 0;

    // Session::on_alarm() comes once, `after` from now or a little later (a connection counts in
    // units of 17 ms), in place of any alarm set before; zero takes that back. It is the session's
    // own clock, for pings and deadlines: at no cost in memory, and untouched by pauses. None comes
    // after finish() or abort().
    virtual void set_alarm(Duration after) = 0;

    // Session::on_turn() comes once, soon: for what cannot be done inside the call that makes it
    // due. Untouched by pauses. None comes after finish() or abort().
    virtual void request_turn() = 0;

    // From now on `successor` is the stream's session: an upgrade. It is opened before this
    // returns, the one callback that is made from inside a Stream call, and is then told all that
    // the stream has still to tell: the input that on_data() leaves unconsumed (this one included,
    // when it returns), the peer's end, a drain. The predecessor gets no further callback,
    // on_close() neither, and is destroyed later, when it is off the stack. Its pause stays; its
    // alarm and its turn do not. Nothing happens to a stream that is not open: the successor is
    // told on_close().
    virtual void hand_over(std::unique_ptr<Session> successor) = 0;

    [[nodiscard]] virtual EventLoop& loop() noexcept = 0;
    [[nodiscard]] virtual ConnectionId id() const noexcept = 0;

  protected:
    ~Stream() = default;
};

// What on_data() made of its input. `bytes` of it are done with. The rest is kept by the Stream and
// given again in front of what arrives (more), after resume_reading() (paused: reading stops now),
// or as soon as others had their turn (later: it would take too long now).
struct Consumed {
    enum class Next : std::uint8_t { more, paused, later };

    std::size_t bytes = 0;
    Next next = Next::more;
};

class Session {
  public:
    virtual ~Session() = default;

    // The stream can carry bytes; it stays good until on_close().
    virtual void on_open(Stream& stream) = 0;

    // Bytes from the peer, never none. They may be changed in place, the consumed ones only, and
    // are gone after the return. With `more`, the unconsumed rest is shorter than kTailMax.
    [[nodiscard]] virtual Consumed on_data(MutableBytes data) = 0;

    // The peer sends no more, and every byte before was delivered. Not called after finish() or
    // abort().
    virtual void on_end() = 0;

    // After a send was rejected: the queue has room for a message of that size again.
    virtual void on_drained() {}

    // The time that set_alarm() asked for has come. Outside any other callback.
    virtual void on_alarm() {}

    // The turn that request_turn() asked for. Outside any other callback.
    virtual void on_turn() {}

    // A message from another thread (LoopGroup::send), to be sent in this session's form. The
    // default sends it as it is, and closes a peer that is too slow for it.
    virtual void on_posted(Stream& stream, Bytes message) {
        if (stream.send(message) == SendStatus::rejected) stream.abort(CloseReason::slow_reader);
    }

    // The program wants to end: the last word, then stream.finish(). All input that the peer had
    // sent by now was delivered before. The default says nothing.
    virtual void on_drain(Stream& stream) { stream.finish(CloseReason::drained); }

    // Nothing has come for as long as may be: the last word, behind which the stream finishes with
    // idle_timeout. The default says nothing.
    virtual void on_idle() {}

    // The peer may leave now without a word, and nothing that it says is under way. So where a
    // layer below cannot tell its end from a cut, there is nothing that could have been cut off.
    [[nodiscard]] virtual bool may_end_here() const noexcept { return false; }

    // Last call, exactly once, also where on_open() never came (a failed connect). The stream is
    // gone.
    virtual void on_close(CloseReason reason) = 0;

    // Where the next bytes should go instead of the loop's shared block: a large message's own
    // buffer. Empty: the shared block. on_data() is then given exactly the filled front of this.
    [[nodiscard]] virtual MutableBytes receive_target() { return {}; }

    // Memory this session holds for its peer beyond itself, for choosing whom a full budget closes.
    [[nodiscard]] virtual std::size_t held_bytes() const noexcept { return 0; }

    // The longest tail that on_data() may leave with `more`.
    static constexpr std::size_t kTailMax = 16 * 1024;
};

}  // namespace potok
