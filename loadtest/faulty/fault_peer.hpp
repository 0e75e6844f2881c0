// FaultyPeer: one connection of a faulty server: takes its messages, and answers them well or
// badly.
//
// Protocol and stream are the session's affair (fault_session.hpp); here a message is bytes, and an
// answer goes through the outbox, so that whatever is late, blocked, swapped or the last word
// leaves in its order. Nothing is lost but by plan: a fault that cannot be committed (nobody else
// to answer, no next message to swap with) makes a good answer and is not counted.
//
// Where the plan broadcasts, a message is delivered to every connection of the shard, and each
// delivery has its own fate: swapped is one with the next of the same sender, for between two
// senders there is no order. Who does not read what he is sent is a slow reader, and is closed.
//
// Loop thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/intrusive_list.hpp"
#include "loadtest/faulty/fault_counts.hpp"
#include "loadtest/faulty/fault_dice.hpp"
#include "loadtest/faulty/fault_message.hpp"
#include "loadtest/faulty/fault_outbox.hpp"
#include "loadtest/faulty/fault_plan.hpp"
#include "loadtest/faulty/fault_schedule.hpp"
#include "reactor/stream.hpp"
#include "reactor/timer_wheel.hpp"

namespace potok::loadtest {

class FaultyPeer;

// What the connections of one listener on one loop have in common.
struct alignas(64) FaultShard {
    IntrusiveList<FaultyPeer> peers;  // those that can be answered
    FaultCounters counters;
    bool misdelivered = false;  // a delivery of the message that is being broadcast
};

// What all connections have in common. Outlives them.
struct FaultScene {
    const FaultPlan& plan;
    const FaultDice& dice;
    FaultSchedule& schedule;
};

class FaultyPeer : public ListNode<FaultyPeer>, private Timer {
  public:
    // How long a message is kept back for its neighbour, before it is answered in its turn after
    // all. Enough for one message a second, and less than clients wait for stragglers.
    static constexpr Duration kNeighbourWait = std::chrono::milliseconds(1500);

    // Ends the connection at once, with a reset.
    void reset();

  protected:
    // `number`: which of the server's connections this is.
    FaultyPeer(const FaultScene& scene, FaultShard& shard, std::uint64_t number) noexcept;
    ~FaultyPeer() override = default;

    // After takes() said no: there is room again.
    virtual void on_room() = 0;

    // Everything is answered, and the connection is to end. `reason` is truncated_message where the
    // last word was half of an answer. May come again.
    virtual void end_stream(CloseReason reason) { stream_->finish(reason); }

    void open(Stream& stream);
    // Precondition: takes() said yes to the run that the message is of.
    void receive(const FaultMessage& message);
    // Ends the connection when everything is answered; repeated calls keep the first reason.
    void end(CloseReason reason);
    void on_stream_drained();
    void close() noexcept;

    // Whether messages can be received now.
    [[nodiscard]] bool takes() noexcept;
    [[nodiscard]] std::size_t held_bytes() const noexcept {
        return outbox_.bytes() + held_back_.size();
    }

  private:
    // A message of the connection `from`, to this one.
    void deliver(const FaultMessage& message, std::uint64_t from);
    void cut_off(CloseReason reason);
    void broadcast(const FaultMessage& message);
    void answer(const FaultMessage& message, std::uint64_t from);
    [[nodiscard]] bool answer_badly(const FaultMessage& message, std::uint64_t from,
                                    FaultKind fault);
    [[nodiscard]] bool flip(const FaultMessage& message);
    [[nodiscard]] bool misdeliver(const FaultMessage& message);
    [[nodiscard]] bool hold_back(const FaultMessage& message, std::uint64_t from);
    void answer_swapped(const FaultMessage& message);
    void release_held_back();

    void leave_shard() noexcept { static_cast<potok::ListNode<FaultyPeer>&>(*this).unlink(); }

    void put(Bytes answer);
    void go_on();
    void wait_for_next();
    void on_timer(Instant now) override;

    [[nodiscard]] bool can_be_answered() const noexcept {
        return stream_->is_open() && !outbox_.full();
    }
    [[nodiscard]] MessagePlace place() const noexcept { return {number_, delivered_ - 1}; }
    [[nodiscard]] bool ending() const noexcept { return end_reason_.has_value(); }

    const FaultScene& scene_;
    FaultShard& shard_;
    const std::uint64_t number_;
    Stream* stream_ = nullptr;
    FaultOutbox outbox_;
    std::uint64_t received_ = 0;
    std::uint64_t delivered_ = 0;  // or not, by plan; without a broadcast, what was received
    std::optional<std::uint64_t> close_after_;  // messages
    std::vector<std::byte> held_back_;          // to be swapped with the next; empty: none
    std::uint64_t held_back_from_ = 0;
    Instant held_back_until_;
    bool refused_ = false;  // takes() said no, on_room() is owed
    std::optional<CloseReason> end_reason_;
};

}  // namespace potok::loadtest
