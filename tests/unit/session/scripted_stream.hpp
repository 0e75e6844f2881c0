// ScriptedStream: a Connection's manners without a socket or a loop, driven step by step by a test.
//
// It keeps what its session leaves, delivers nothing while paused, refuses what passes its limit,
// tells on_drained when there is room, and closes from step() only. Break of a rule by its session:
// a failure.
#pragma once

#include "reactor/event_loop.hpp"
#include "reactor/shared_block.hpp"
#include "reactor/stream.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::test {

class ScriptedStream final : public Stream {
  public:
    explicit ScriptedStream(Session& session) : session_(&session) {}

    // ---- The peer's side

    std::size_t queued_bytes_max = 1u << 20;
    std::string received;    // what the peer read
    bool peer_reads = true;  // at once; otherwise only when told by peer_takes()
    bool our_end_sent = false;
    std::vector<std::string> calls;  // pause, resume, finish, abort, begin, end
    std::optional<CloseReason> closed;

    void open() { session_->on_open(*this); }

    void peer_sends(std::string_view bytes) { arrived_ += bytes; }
    void peer_ends() { peer_ended_ = true; }

    void peer_takes(std::size_t bytes) {
        bytes = std::min(bytes, queue_.size());
        received.append(queue_, 0, bytes);
        queue_.erase(0, bytes);
    }

    // One turn of the loop: what is due, in a connection's order.
    void step() {
        if (closed) return;
        if (loop_) loop_->run_once(Duration::zero());
        if (peer_reads) peer_takes(queue_.size());
        tell_drained();
        if (open_ && std::exchange(turn_wanted_, false)) session_->on_turn();
        if (open_ && !paused_) deliver();
        if (open_ && !paused_ && peer_ended_ && arrived_.empty() && !end_told_) {
            end_told_ = true;
            session_->on_end();
        }
        if (peer_reads) peer_takes(queue_.size());
        our_end_sent = our_end_sent || (finishing_ && queue_.empty());
        if (our_end_sent && peer_ended_) close_reason_ = close_reason_.value_or(*finishing_);
        if (close_reason_) close(*close_reason_);
    }

    void drain() { session_->on_drain(*this); }
    void go_idle() {
        session_->on_idle();
        finish(CloseReason::idle_timeout);
    }
    void post(std::string_view message) { session_->on_posted(*this, bytes_of(message)); }

    void close(CloseReason reason) {
        open_ = false;
        closed = reason;
        session_->on_close(reason);
    }

    [[nodiscard]] bool paused() const { return paused_; }
    [[nodiscard]] bool has_unread() const { return !arrived_.empty() || fresh_; }
    [[nodiscard]] int count(std::string_view call) const {
        return static_cast<int>(std::count(calls.begin(), calls.end(), call));
    }

    // ---- Stream

    [[nodiscard]] SendStatus send(std::span<const Bytes> parts) override {
        std::string message;
        for (const Bytes part : parts)
            message += text_of(part);
        if (!takes(message.size())) return SendStatus::rejected;
        granted_ = 0;
        return put(message);
    }

    [[nodiscard]] bool takes(std::size_t bytes) override {
        if (!open_ || finishing_) return false;
        if (!queue_.empty() && queue_.size() + bytes > queued_bytes_max) {
            refused_bytes_ = bytes;
            return false;
        }
        granted_ = bytes;
        return true;
    }

    // More than what was granted is only the few bytes that cannot be put off.
    [[nodiscard]] SendStatus send_piece(Bytes piece) override {
        if (!open_ || finishing_) return SendStatus::rejected;
        EXPECT_LE(piece.size(), granted_ + kUngrantedMax) << "nobody promised room for this";
        granted_ -= std::min(granted_, piece.size());
        return put(text_of(piece));
    }

    [[nodiscard]] SendStatus send_in_place(Bytes message) override {
        EXPECT_TRUE(in_on_data_) << "send_in_place() outside on_data()";
        const bool inside =
            message.data() >= delivered_.data() &&
            message.data() + message.size() <= delivered_.data() + delivered_.size();
        EXPECT_TRUE(inside) << "send_in_place() of what was not delivered";
        return send(std::span(&message, 1));
    }

    [[nodiscard]] SendStatus send_shared(SharedBlock& block, std::size_t offset) override {
        const Bytes message = block.bytes().subspan(offset);
        return send(std::span(&message, 1));
    }

    [[nodiscard]] bool is_open() const noexcept override { return open_; }
    [[nodiscard]] std::size_t queued_bytes() const noexcept override { return queue_.size(); }

    void pause_reading() override {
        calls.push_back("pause");
        paused_ = true;
    }

    void resume_reading() override {
        calls.push_back("resume");
        if (!std::exchange(paused_, false)) return;
        fresh_ = !held_.empty();
    }

    void finish(CloseReason reason) override {
        calls.push_back("finish");
        if (!open_ || finishing_) return;
        finishing_ = reason;
        alarm.reset();
        arrived_.clear();
        held_.clear();
        open_ = false;
    }

    void abort(CloseReason reason) override {
        calls.push_back("abort");
        queue_.clear();
        alarm.reset();
        open_ = false;
        close_reason_ = close_reason_.value_or(reason);
    }

    void begin_handshake() override { calls.push_back("begin"); }
    void end_handshake() override { calls.push_back("end"); }

    std::optional<Duration> alarm;  // as it was set
    void ring() {
        ASSERT_TRUE(alarm) << "no alarm is set";
        alarm.reset();
        session_->on_alarm();
    }
    void set_alarm(Duration after) override {
        alarm.reset();
        if (after != Duration::zero()) alarm = after;
    }

    void request_turn() override { turn_wanted_ = open_; }

    void hand_over(std::unique_ptr<Session> successor) override {
        calls.push_back("hand_over");
        if (!open_) return successor->on_close(reason());
        turn_wanted_ = false;
        successors_.push_back(std::move(successor));
        session_ = successors_.back().get();
        alarm.reset();
        end_told_ = false;
        session_->on_open(*this);
        fresh_ = !in_on_data_;  // there it is deliver() that goes on with the successor
    }
    // A loop of its own: it turns with the stream, and has nothing else to do.
    [[nodiscard]] EventLoop& loop() noexcept override {
        if (!loop_) loop_ = std::move(EventLoop::create({.budget = &budget_})).value();
        return *loop_;
    }
    [[nodiscard]] ConnectionId id() const noexcept override { return {0, 7, 1}; }

    static constexpr std::size_t kUngrantedMax = 8 * 1024;

  private:
    SendStatus put(std::string_view bytes) {
        queue_ += bytes;
        if (peer_reads) peer_takes(queue_.size());
        return queue_.empty() ? SendStatus::sent : SendStatus::queued;
    }

    // Of a stream that is not open.
    [[nodiscard]] CloseReason reason() const {
        return closed ? *closed : finishing_ ? *finishing_ : *close_reason_;
    }

    void tell_drained() {
        const bool room = queue_.empty() || queue_.size() + refused_bytes_ <= queued_bytes_max;
        if (refused_bytes_ == 0 || !room || !open_) return;
        refused_bytes_ = 0;
        session_->on_drained();
    }

    void deliver() {
        if (arrived_.empty() && !fresh_) return;
        fresh_ = false;
        held_ += std::exchange(arrived_, {});
        const Session* reader = nullptr;
        while (open_ && !paused_ && !held_.empty() && reader != session_) {
            reader = session_;
            deliver_to_session();
        }
        EXPECT_TRUE(!open_ || paused_ || fresh_ || held_.size() < Session::kTailMax);
    }

    void deliver_to_session() {
        std::string exact = held_;
        const MutableBytes data = std::as_writable_bytes(std::span(exact.data(), exact.size()));
        delivered_ = data;
        in_on_data_ = true;
        const Consumed consumed = session_->on_data(data);
        in_on_data_ = false;
        if (!open_) return;
        fresh_ = fresh_ && consumed.bytes < data.size();
        EXPECT_LE(consumed.bytes, data.size());
        EXPECT_EQ(exact.substr(consumed.bytes), held_.substr(consumed.bytes)) << "changed";
        held_.erase(0, consumed.bytes);
        if (consumed.next == Consumed::Next::paused) paused_ = true;
        if (consumed.next == Consumed::Next::later) fresh_ = !paused_;
    }

    MemoryBudget budget_;
    std::unique_ptr<EventLoop> loop_;
    Session* session_;
    std::vector<std::unique_ptr<Session>> successors_;
    std::string arrived_;  // not yet delivered
    std::string held_;     // delivered and not consumed
    Bytes delivered_;      // last
    std::string queue_;    // sent and not yet read by the peer
    std::optional<CloseReason> finishing_;
    std::optional<CloseReason> close_reason_;
    std::size_t refused_bytes_ = 0;
    std::size_t granted_ = 0;
    bool open_ = true;
    bool paused_ = false;
    bool fresh_ = false;  // what is held is to be delivered again
    bool peer_ended_ = false;
    bool end_told_ = false;
    bool in_on_data_ = false;
    bool turn_wanted_ = false;
};

}  // namespace potok::test
