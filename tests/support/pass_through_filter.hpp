// PassThroughFilter: a Session to the stream below, a Stream to the session above, and no change to
// the bytes: it only holds them, cuts them up and brings them late, from a seed.
//
// It stands where a TLS layer will stand, and keeps every rule of reactor/stream.hpp on both sides:
// so a session that works above it works above TLS, and that the seam allows such a layer at all is
// proved by its existence. What it is told from below may wait here (input_); what the session
// above sends may wait here too (output_), since the stream below can refuse the rest of a message
// that was taken from above.
//
//   up:    on_data → input_ → pieces → upper on_data (tail stays in input_) → upper on_end
//   down:  upper send → output_ → pieces → lower send (refused: stays in output_) → lower finish
//
// Breaks of the rules by the session above abort. Loop thread only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "reactor/shared_block.hpp"
#include "reactor/stream.hpp"

namespace potok::test {

struct PassThroughOptions {
    std::uint64_t seed = 1;
    std::size_t piece_bytes_max = SIZE_MAX;   // passed on at once, either way; SIZE_MAX: uncut
    std::size_t input_bytes_max = 64 * 1024;  // held here before the stream below is paused
    unsigned hold_percent = 0;                // how often something waits for a later turn
    bool opens_late = false;  // on_open() above comes in a later turn, as after a handshake
};

class PassThroughFilter final : public Session, public Stream {
  public:
    // Calls back soon, from the loop: EventLoop::post_call(), or a test's own queue.
    using Later = std::function<void(std::function<void()>)>;

    PassThroughFilter(std::unique_ptr<Session> upper, const PassThroughOptions& options,
                      Later later)
        : upper_(std::move(upper)),
          options_(options),
          later_(std::move(later)),
          random_(options.seed) {}

    [[nodiscard]] Session& upper() noexcept { return *upper_; }

    // ---- Session: what the stream below says

    void on_open(Stream& lower) override {
        lower_ = &lower;
        if (!options_.opens_late) return open_upper();
        lower.begin_handshake();
        request_own_turn();
    }

    Consumed on_data(MutableBytes data) override {
        if (ending()) return {data.size(), Consumed::Next::more};
        std::size_t taken = 0;
        while (taken < data.size() && room() != 0 && !ending()) {
            const std::size_t size = std::min(room(), data.size() - taken);
            append(input_, data.subspan(taken, size));
            taken += size;
            work_now_or_later();
        }
        // Full only with something that waits for a turn, or for the session above: it resumes us.
        const bool full = room() == 0;
        if (ending() || !(full || paused_)) return {taken, Consumed::Next::more};
        lower_paused_ = true;
        return {taken, Consumed::Next::paused};
    }

    void on_end() override {
        end_seen_ = true;
        work_now_or_later();
    }

    void on_drained() override {
        lower_refused_ = false;
        flush_output();
    }

    void on_alarm() override {
        if (!ending()) upper_->on_alarm();
    }

    void on_posted(Stream&, Bytes message) override {
        if (opened_ && !ending()) upper_->on_posted(*this, message);
    }

    // The session above says its last word when it has been given all input before.
    void on_drain(Stream&) override {
        if (!opened_) return finish(CloseReason::drained);
        drain_seen_ = true;
        work();
    }

    void on_idle() override {
        if (opened_ && !ending()) upper_->on_idle();
    }
    [[nodiscard]] bool may_end_here() const noexcept override { return upper_->may_end_here(); }

    void on_close(CloseReason reason) override {
        require(!closed_, "on_close() comes once");
        closed_ = true;
        lower_ = nullptr;
        upper_->on_close(reason);
    }

    [[nodiscard]] std::size_t held_bytes() const noexcept override {
        return input_.size() + output_.size() + upper_->held_bytes();
    }

    // ---- Stream: what the session above asks for

    [[nodiscard]] SendStatus send(std::span<const Bytes> parts) override {
        require(!closed_, "nothing is sent after on_close()");
        if (ending()) return SendStatus::rejected;
        if (!output_.empty()) return reject();
        for (const Bytes part : parts)
            append(output_, part);
        return take_message();
    }
    using Stream::send;

    [[nodiscard]] SendStatus send_in_place(Bytes message) override {
        require(in_delivery(message),
                "sent in place is what on_data() was given, inside on_data()");
        return send(message);
    }

    // Nothing can be shared that each stream changes in its own way: it is copied.
    [[nodiscard]] SendStatus send_shared(SharedBlock& block, std::size_t offset) override {
        require(offset <= block.size(), "an offset lies in its block");
        return send(block.bytes().subspan(offset));
    }

    // Granted here, a message is no longer answered for: what the stream below refuses of it waits.
    [[nodiscard]] bool takes(std::size_t bytes) override {
        if (ending()) return false;
        if (output_.empty() && lower_->takes(bytes)) return true;
        return reject() != SendStatus::rejected;
    }
    [[nodiscard]] SendStatus send_piece(Bytes piece) override {
        require(!closed_, "nothing is sent after on_close()");
        if (ending()) return SendStatus::rejected;
        append(output_, piece);
        if (lower_refused_) return SendStatus::queued;
        if (holds()) {
            request_own_turn();
            return SendStatus::queued;
        }
        const SendStatus status = push_output();
        return output_.empty() ? status : SendStatus::queued;
    }

    [[nodiscard]] bool is_open() const noexcept override { return !ending(); }
    [[nodiscard]] std::size_t queued_bytes() const noexcept override {
        return output_.size() + (lower_ == nullptr ? 0 : lower_->queued_bytes());
    }

    void pause_reading() override {
        paused_ = true;
        if (ending() || std::exchange(lower_paused_, true)) return;
        lower_->pause_reading();
    }

    // The stream below may hold nothing, and would never call: what is held here needs a turn of
    // its own.
    void resume_reading() override {
        if (!paused_) return;
        paused_ = false;
        seen_ = 0;
        request_own_turn();
    }

    void finish(CloseReason reason) override {
        if (ending()) return;
        finishing_ = reason;
        drop_input();
        if (output_.empty()) lower_->finish(reason);
    }

    void abort(CloseReason reason) override {
        if (std::exchange(aborted_, true) || closed_) return;
        drop_input();
        output_.clear();
        lower_->abort(reason);
    }

    void begin_handshake() override { lower_->begin_handshake(); }
    void end_handshake() override { lower_->end_handshake(); }

    // The alarm is that of the stream below, which this filter has no use for itself.
    void set_alarm(Duration after) override {
        if (!ending()) lower_->set_alarm(after);
    }

    void request_turn() override {
        if (ending()) return;
        upper_turn_wanted_ = true;
        request_own_turn();
    }

    void hand_over(std::unique_ptr<Session> successor) override {
        if (ending()) return successor->on_close(finishing_.value_or(CloseReason::stopped));
        std::swap(upper_, successor);
        later_([predecessor = std::shared_ptr<Session>(std::move(successor))] {});
        end_delivered_ = drain_delivered_ = drained_wanted_ = upper_turn_wanted_ = false;
        seen_ = 0;
        set_alarm(Duration::zero());
        upper_->on_open(*this);
        if (!ending()) request_own_turn();
    }
    [[nodiscard]] EventLoop& loop() noexcept override { return lower_->loop(); }
    [[nodiscard]] ConnectionId id() const noexcept override { return lower_->id(); }

  private:
    static constexpr std::size_t kWhole = SIZE_MAX;

    static void require(bool holds, const char* rule) {
        if (holds) return;
        std::fprintf(stderr, "rule of the byte seam broken: %s\n", rule);
        std::abort();
    }

    [[nodiscard]] bool ending() const { return finishing_ || aborted_ || closed_; }
    [[nodiscard]] bool holds() { return random_() % 100 < options_.hold_percent; }
    [[nodiscard]] std::size_t piece_of(std::size_t bytes) {
        if (options_.piece_bytes_max == kWhole) return bytes;
        return 1 + random_() % std::min(bytes, options_.piece_bytes_max);
    }

    static void append(std::vector<std::byte>& bytes, Bytes more) {
        bytes.insert(bytes.end(), more.begin(), more.end());
    }
    static void erase_front(std::vector<std::byte>& bytes, std::size_t size) {
        bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    }

    void drop_input() {
        input_.clear();
        seen_ = 0;
    }

    // What the session above has seen and left is its own affair; only what it has not seen is
    // ours.
    [[nodiscard]] std::size_t room() const {
        const std::size_t unseen = input_.size() - seen_;
        return options_.input_bytes_max - std::min(options_.input_bytes_max, unseen);
    }

    void work_now_or_later() {
        if (holds()) return request_own_turn();
        work();
    }

    // A turn that outlives the filter finds it gone.
    void request_own_turn() {
        if (std::exchange(turn_requested_, true)) return;
        later_([this, alive = std::weak_ptr<int>(alive_)] {
            if (alive.expired()) return;
            turn_requested_ = false;
            if (!closed_ && !aborted_) turn();
        });
    }

    void turn() {
        if (!opened_ && !finishing_) {
            lower_->end_handshake();
            open_upper();
        }
        flush_output();
        if (opened_ && !ending() && std::exchange(upper_turn_wanted_, false)) upper_->on_turn();
        work();
    }

    void open_upper() {
        opened_ = true;
        upper_->on_open(*this);
    }

    // Everything that is due above, in its order; then, where there is room again, more from below.
    void work() {
        while (deliverable()) {
            deliver_piece();
            if (deliverable() && holds()) return request_own_turn();
        }
        if (ready() && end_seen_ && !std::exchange(end_delivered_, true)) upper_->on_end();
        if (ready() && drain_seen_ && !std::exchange(drain_delivered_, true))
            upper_->on_drain(*this);
        if (ending() || paused_ || room() == 0) return;
        if (!std::exchange(lower_paused_, false)) return;
        lower_->resume_reading();
    }

    [[nodiscard]] bool deliverable() const { return ready() && input_.size() > seen_; }
    [[nodiscard]] bool ready() const { return opened_ && !paused_ && !ending(); }

    // The tail that was seen, and something behind it, in memory that is gone after the call.
    void deliver_piece() {
        std::size_t size = seen_ + piece_of(input_.size() - seen_);
        const MutableBytes target = seen_ == 0 ? upper_->receive_target() : MutableBytes{};
        if (!target.empty()) size = std::min(size, target.size());
        std::vector<std::byte> scratch(target.empty() ? size : 0);
        const MutableBytes data = target.empty() ? MutableBytes(scratch) : target.first(size);
        std::copy_n(input_.data(), size, data.data());
        delivering_ = data;
        const Session* const reader = upper_.get();
        const Consumed consumed = upper_->on_data(data);
        delivering_ = {};
        if (!ending()) take_consumed(consumed, data);
        if (upper_.get() != reader) seen_ = 0;  // nothing of it was seen by the successor
    }

    void take_consumed(Consumed consumed, Bytes data) {
        require(consumed.bytes <= data.size(), "no more is consumed than was given");
        const Bytes rest = data.subspan(consumed.bytes);
        erase_front(input_, consumed.bytes);
        require(std::equal(rest.begin(), rest.end(), input_.begin()),
                "what is not consumed is not changed");
        seen_ = rest.size();
        if (consumed.next == Consumed::Next::later && !paused_) {
            pause_reading();
            return resume_reading();
        }
        if (consumed.next != Consumed::Next::more) return pause_reading();
        require(seen_ < kTailMax || paused_, "the tail left with `more` is short");
    }

    [[nodiscard]] bool in_delivery(Bytes message) const {
        const auto less = std::less_equal<const std::byte*>();
        return !delivering_.empty() && less(delivering_.data(), message.data()) &&
               less(message.data() + message.size(), delivering_.data() + delivering_.size());
    }

    // output_ holds one message, not yet answered for: whole or not at all.
    SendStatus take_message() {
        if (output_.empty()) return SendStatus::sent;
        if (holds()) {
            request_own_turn();
            return SendStatus::queued;
        }
        const std::size_t bytes = output_.size();
        const SendStatus status = push_output();
        if (output_.size() < bytes) return output_.empty() ? status : SendStatus::queued;
        output_.clear();
        return reject();
    }

    SendStatus reject() {
        drained_wanted_ = true;
        return SendStatus::rejected;
    }

    // Pieces of output_ to the stream below, until it refuses one.
    SendStatus push_output() {
        SendStatus status = SendStatus::sent;
        while (!output_.empty() && !aborted_) {
            const std::size_t size = piece_of(output_.size());
            status = lower_->send(Bytes(output_).first(size));
            lower_refused_ = status == SendStatus::rejected;
            if (lower_refused_) break;
            erase_front(output_, size);
        }
        return status;
    }

    // From the loop only: it may call the session above. Where the stream below has refused
    // something, it says itself when to go on.
    void flush_output() {
        if (lower_refused_) return;
        static_cast<void>(push_output());
        if (!output_.empty() || aborted_) return;
        if (finishing_) return lower_->finish(*finishing_);
        if (std::exchange(drained_wanted_, false)) upper_->on_drained();
    }

    std::unique_ptr<Session> upper_;
    const PassThroughOptions options_;
    const Later later_;
    std::mt19937_64 random_;
    Stream* lower_ = nullptr;
    std::vector<std::byte> input_;
    std::vector<std::byte> output_;
    std::size_t seen_ = 0;     // the front of input_ that the session above saw and left
    MutableBytes delivering_;  // what its on_data() is looking at
    std::optional<CloseReason> finishing_;
    bool opened_ = false;
    bool paused_ = false;        // by the session above
    bool lower_paused_ = false;  // by us
    bool end_seen_ = false;
    bool end_delivered_ = false;
    bool drain_seen_ = false;
    bool drain_delivered_ = false;
    bool drained_wanted_ = false;  // by the session above, which was refused something
    bool upper_turn_wanted_ = false;
    bool lower_refused_ = false;
    bool aborted_ = false;
    bool closed_ = false;
    bool turn_requested_ = false;
    const std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace potok::test
