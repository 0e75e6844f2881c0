// EventLoop: one thread's loop over everything it owns. It knows guests, not what kind they are.
//
// An iteration:  commands (bounded) → timers → turns (what those two had sent, held input) →
//                reconcile and sleep → events → turns (what other guests were sent) → relieve
//                memory → retire.
// Deferring is the one idea: a guest never acts on another guest's behalf in the middle of a
// callback. It asks for a turn, or for its own retirement, and the loop comes back to it when the
// stack is empty. So nothing is destroyed while it is in use and no callback is re-entered.
//
// Loop thread only, except post(), stop() and the counters.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/intrusive_list.hpp"
#include "base/result.hpp"
#include "reactor/block_pool.hpp"
#include "reactor/clock.hpp"
#include "reactor/close_reason.hpp"
#include "reactor/command.hpp"
#include "reactor/connection_table.hpp"
#include "reactor/cork.hpp"
#include "reactor/credit_gate.hpp"
#include "reactor/entropy.hpp"
#include "reactor/loop_counters.hpp"
#include "reactor/memory_budget.hpp"
#include "reactor/mpsc_queue.hpp"
#include "reactor/poller.hpp"
#include "reactor/receive_block.hpp"
#include "reactor/timer_wheel.hpp"

namespace potok {

class Session;

// Something a loop owns that has a socket: a connection, a listener, a connector.
class Guest : public Registration, public ListNode<Guest> {
  public:
    ~Guest() override = default;

    // The turn asked for by request_turn(): deferred writes, held input.
    virtual void on_turn() = 0;

    // The last call before destruction, outside any other callback.
    virtual void on_retire() = 0;

    // Ends now, with this reason; retires.
    virtual void shut(CloseReason reason) = 0;

    // Memory held for the peer, counted in the budget.
    [[nodiscard]] virtual std::size_t held_bytes() const noexcept { return 0; }

  protected:
    using Registration::Registration;

  private:
    friend class EventLoop;
    enum Place : std::uint8_t { kResident, kTurn, kRetiring };
};

// The loops that share a memory budget: who holds too much may be another one's connection.
class MemoryPartners {
  public:
    virtual ~MemoryPartners() = default;

    [[nodiscard]] virtual std::uint32_t loops() const noexcept = 0;
    // Wakes every loop, which then finds the budget exceeded. From a loop's thread.
    virtual void ask_for_relief() = 0;
};

struct EventLoopOptions {
    std::uint32_t index = 0;  // the loop's part of its connections' ids
    std::uint32_t connections_max = ConnectionId::kSlotsMax;
    MemoryBudget* budget = nullptr;      // shared by the loops of a group; outlives them
    MemoryPartners* partners = nullptr;  // likewise; none: this loop has the budget for itself
};

class EventLoop {
  public:
    [[nodiscard]] static Result<std::unique_ptr<EventLoop>, SystemError> create(
        const EventLoopOptions& options);
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    // Runs on the calling thread until stop(), then shuts every guest with CloseReason::stopped.
    void run();

    // One iteration that sleeps at most `longest` (none: until there is something to do).
    void run_once(std::optional<Duration> longest);

    // Ends run() after the current iteration. Any thread.
    void stop();

    // Runs `command` on the loop thread, after all that were posted before it. Any thread. Posted
    // to a loop that has ended, it is destroyed unrun.
    void post(std::unique_ptr<Command> command) noexcept;
    template <class Function>
    void post_call(Function&& function) {
        post(make_command(std::forward<Function>(function)));
    }

    [[nodiscard]] bool in_loop_thread() const noexcept {
        return std::this_thread::get_id() == thread_.load(std::memory_order_relaxed);
    }

    // Connections that live here or are on their way here: each counts from announce_arrival(),
    // before it is posted or opened, to end_stay(), when it has gone. Any thread; relaxed, it
    // guards nothing.
    [[nodiscard]] std::uint32_t load() const noexcept {
        return load_.load(std::memory_order_relaxed);
    }
    void announce_arrival() noexcept { load_.fetch_add(1, std::memory_order_relaxed); }
    void end_stay() noexcept { load_.fetch_sub(1, std::memory_order_relaxed); }

    // The time at which this iteration's events were fetched.
    [[nodiscard]] Instant now() const noexcept { return now_; }
    [[nodiscard]] std::uint32_t index() const noexcept { return index_; }
    [[nodiscard]] const LoopCounters& counters() const noexcept { return counters_; }

    // ---- For guests and sessions

    // Takes a guest in; it stays until it retires.
    Guest& adopt(std::unique_ptr<Guest> guest) noexcept;
    void request_turn(Guest& guest) noexcept;
    // The guest is on_retire()d and destroyed at the end of the iteration, once its registration is
    // quiet. Precondition: its registration was forgotten.
    void retire(Guest& guest) noexcept;
    // A session that may be on the stack is destroyed at the end of the iteration.
    void destroy_later(std::unique_ptr<Session> session);

    [[nodiscard]] Poller& poller() noexcept { return *poller_; }
    [[nodiscard]] TimerWheel& timers() noexcept { return timers_; }
    [[nodiscard]] BlockPool& chunks() noexcept { return chunks_; }
    [[nodiscard]] MemoryBudget& budget() noexcept { return budget_; }
    [[nodiscard]] Cork& cork() noexcept { return cork_; }
    [[nodiscard]] ReceiveBlock& receive_block() noexcept { return receive_block_; }
    [[nodiscard]] Entropy& entropy() noexcept { return entropy_; }
    [[nodiscard]] ConnectionTable& connections() noexcept { return *connections_; }
    [[nodiscard]] CreditGate& credit_gate() noexcept { return credit_gate_; }
    [[nodiscard]] LoopCounters& counters() noexcept { return counters_; }

  private:
    EventLoop(const EventLoopOptions& options, std::unique_ptr<Poller> poller,
              std::unique_ptr<ConnectionTable> connections);

    void take_commands() noexcept;
    void run_commands();
    void run_turns();
    [[nodiscard]] std::optional<Duration> sleep_limit(std::optional<Duration> longest);
    void keep_to_budget();
    void relieve_memory();
    void retire_guests();
    void shut_all(CloseReason reason);

    struct Holdings {
        std::size_t all = 0;
        std::size_t most = 0;
        Guest* largest = nullptr;
    };
    [[nodiscard]] Holdings holdings();
    [[nodiscard]] bool is_modest();

    const std::uint32_t index_;
    MemoryBudget& budget_;
    MemoryPartners* const partners_;
    Instant relief_asked_{};
    std::atomic<std::thread::id> thread_;  // relaxed: a thread only compares it with itself
    std::unique_ptr<Poller> poller_;
    Instant now_;
    TimerWheel timers_;
    BlockPool chunks_;
    Cork cork_;
    ReceiveBlock receive_block_;
    Entropy entropy_;
    std::unique_ptr<ConnectionTable> connections_;
    std::atomic<std::uint32_t> load_{0};
    CreditGate credit_gate_;
    LoopCounters counters_;

    IntrusiveList<Guest> residents_;  // every guest is in exactly one of these three
    IntrusiveList<Guest> turns_;
    IntrusiveList<Guest> retiring_;
    std::vector<std::unique_ptr<Session>> replaced_;  // by their successors

    MpscList<Command> commands_in_hand_;  // taken from the queue, not yet run
    MpscQueue<Command> commands_;
    bool stopping_ = false;
};

}  // namespace potok
