// Connection: a socket, what waits to leave through it, and the session that makes sense of it. The
// only class that reads and writes.
//
// clang-format off
//           finish()              queue empty, end sent             peer's end, or enough waited
//   open ────────────► finishing ───────────────────────► lingering ─────────────────► closed
//    └─────────────────────┴───────── abort(), shut(), broken ──┴──────────────────────────▲
// clang-format on
//
// Reading is one receive per readiness, parsed in the loop's block; what the session leaves is held
// here until it can go on. Writing during the session's own on_data() goes through the loop's cork
// and leaves in one call when that returns; at any other time it is queued, and leaves in this
// connection's next turn. Closing is always deferred to the end of the iteration, and on_close()
// comes from there.
//
// Loop thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "reactor/connection_id.hpp"
#include "reactor/connection_limits.hpp"
#include "reactor/event_loop.hpp"
#include "reactor/held_input.hpp"
#include "reactor/send_queue.hpp"
#include "reactor/socket.hpp"
#include "reactor/stream.hpp"
#include "reactor/timer_wheel.hpp"

namespace potok {

class Connection final : public Guest, public Stream, private Timer {
  public:
    // Gives a connected socket to the loop, with its session, and opens the session. Null, and
    // session->on_close(too_many_connections), where the loop has no slot left.
    // Precondition: the connection counts as an arrival of the loop (announce_arrival()).
    static Connection* open(EventLoop& loop, Socket socket, const ConnectionLimits& limits,
                            std::unique_ptr<Session> session);
    ~Connection() override;

    // ---- Stream
    [[nodiscard]] SendStatus send(std::span<const Bytes> parts) override;
    using Stream::send;
    [[nodiscard]] SendStatus send_in_place(Bytes message) override;
    [[nodiscard]] SendStatus send_shared(SharedBlock& block, std::size_t offset) override;
    [[nodiscard]] bool takes(std::size_t bytes) override;
    [[nodiscard]] SendStatus send_piece(Bytes piece) override;
    [[nodiscard]] bool is_open() const noexcept override { return phase_ == Phase::open; }
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
    [[nodiscard]] EventLoop& loop() noexcept override { return loop_; }
    [[nodiscard]] ConnectionId id() const noexcept override;

    // A message from another thread, its bytes charged to this connection's credit.
    void deliver_posted(Bytes message);

    // The program is ending: what the peer has sent until now is delivered, then
    // Session::on_drain().
    void drain();

    // ---- Guest
    void on_ready(Readiness readiness) override;
    void on_turn() override;  // the connection's own, of which its session's is a part
    void on_retire() override;
    void shut(CloseReason reason) override { abort(reason); }
    [[nodiscard]] std::size_t held_bytes() const noexcept override;

  private:
    enum class Phase : std::uint8_t { open, finishing, lingering, closed };
    enum Flag : std::uint16_t {
        kPaused = 1 << 0,         // the session wants no input
        kEndSeen = 1 << 1,        // the peer's end was received …
        kEndDelivered = 1 << 2,   // … and told to the session
        kDelivering = 1 << 3,     // inside on_data(): the cork is ours
        kBlocked = 1 << 4,        // the system took less than it was given
        kDrainedWanted = 1 << 5,  // a send was rejected: tell when there is room …
        kDrainedDue = 1 << 6,     // … which there is
        kHandshaking = 1 << 7,
        kDraining = 1 << 8,        // drain() was called …
        kDrainDelivered = 1 << 9,  // … and told to the session
        kResumed = 1 << 10,        // held input is to be delivered again
        kAlarmSet = 1 << 11,       // while open: alarm_at_ is good
        kTurnWanted = 1 << 12,     // by the session
    };

    Connection(EventLoop& loop, Socket socket, const ConnectionLimits& limits,
               std::unique_ptr<Session> session) noexcept;

    [[nodiscard]] bool has(Flag flag) const noexcept { return (flags_ & flag) != 0; }
    void set(Flag flag) noexcept { flags_ = static_cast<std::uint16_t>(flags_ | flag); }
    void clear(Flag flag) noexcept { flags_ = static_cast<std::uint16_t>(flags_ & ~flag); }

    // Deadlines are kept in units of 2^24 ns (16.8 ms) in 32 bits. These wrap after 2.2 years, so
    // differences are taken modulo; they are rounded up, so no deadline comes early.
    static constexpr int kCoarseShift = 24;
    static constexpr Duration kCoarseUnit{Duration::rep{1} << kCoarseShift};
    [[nodiscard]] static std::uint32_t coarse_time(Instant instant) noexcept {
        return static_cast<std::uint32_t>(instant.time_since_epoch().count() >> kCoarseShift);
    }
    // The timers of all connections fire at the ends of units, many at once: a loop with a hundred
    // thousand of them wakes 60 times a second, and not for each.
    [[nodiscard]] static Instant end_of_unit(Instant instant) noexcept {
        const Duration since_start = instant.time_since_epoch() + kCoarseUnit - Duration(1);
        return Instant(since_start - since_start % kCoarseUnit);
    }

    // `timeout` after `since`; a timeout of zero is no deadline.
    struct Deadline {
        std::uint32_t since = 0;
        Duration timeout = Duration::zero();
        CloseReason reason{};

        [[nodiscard]] Duration remaining(Instant now) const noexcept;
    };

    // connection.cpp: the life, deadlines and interest.
    void close(CloseReason reason);
    void broken(SystemCause cause);
    void continue_finish();
    void update_interest() noexcept;
    void watch_deadline() noexcept;
    void watch(Duration ahead) noexcept;
    [[nodiscard]] Duration until_alarm(Instant now) const noexcept;
    void ring();
    [[nodiscard]] Deadline earliest_deadline() const noexcept;
    void on_timer(Instant now) override;

    // connection_input.cpp
    [[nodiscard]] bool receive();
    void deliver(MutableBytes data);
    void hold(Bytes rest);
    void deliver_held();
    void deliver_end();
    void discard_input();
    void last_read_before_drain();

    // connection_output.cpp
    [[nodiscard]] SendStatus cork(std::span<const Bytes> parts, std::size_t bytes);
    [[nodiscard]] bool has_room_for(std::size_t bytes);
    [[nodiscard]] SendStatus reject(std::size_t bytes) noexcept;
    [[nodiscard]] SendStatus queued(bool taken) noexcept;
    void flush_cork();
    void write_or_queue(std::span<const Bytes> parts);
    [[nodiscard]] std::size_t write_some(std::span<const Bytes> parts);
    void flush_queue();
    void start_waiting() noexcept;
    void return_credit() noexcept;

    EventLoop& loop_;
    const ConnectionLimits& limits_;
    std::unique_ptr<Session> session_;
    SendQueue queue_;
    [[no_unique_address]] HeldInput held_;  // the next member lies in its padding
    std::uint32_t slot_ = 0;
    std::uint32_t last_activity_ = 0;  // coarse time of the last byte either way
    std::uint32_t waiting_since_ = 0;  // of the oldest deadline that is not idleness
    std::uint32_t credited_ = 0;       // charged bytes of other threads in queue_
    std::uint32_t drained_at_ = 0;     // the queue length at which on_drained() is due
    // One word, since each is of a phase in which the other is not.
    union {
        std::uint32_t alarm_at_ = 0;  // open: coarse time of the session's alarm
        std::uint32_t discarded_;     // finishing, lingering: input thrown away since finish()
    };
    std::uint16_t flags_ = 0;
    Phase phase_ = Phase::open;
    CloseReason reason_ = CloseReason::finished;
};

}  // namespace potok
