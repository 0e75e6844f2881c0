// CheckedSession: the rules of the byte seam, held up to every session of a world.
//
// It stands between the stream and the session under test, a Session to the one and a Stream to the
// other, and passes everything on. on_close() comes exactly once and nothing after it, no callback
// inside another one, on_open() first and once, an alarm only where one was set and not before its
// time, and neither a queue nor what a session holds is ever longer than its limits allow. A
// successor is checked like its predecessor, which hears nothing any more. The Ledger has what all
// sessions of a world saw.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "reactor/close_reason.hpp"
#include "reactor/memory_budget.hpp"
#include "reactor/stream.hpp"
#include "tests/sim/world.hpp"

namespace potok::sim {

struct Ledger {
    std::size_t made = 0;
    std::size_t opened = 0;
    std::size_t closed = 0;
    std::size_t handed_over = 0;  // made, and followed by a successor that is told of the end
    std::size_t refused = 0;
    std::array<std::size_t, kCloseReasonCount> closed_for{};

    // What one connection may have queued, at most.
    std::size_t queued_bytes_bound = SIZE_MAX;
    // What one session may hold for its peer, at most.
    std::size_t held_bytes_bound = SIZE_MAX;

    [[nodiscard]] std::size_t closed_because(CloseReason reason) const noexcept {
        return closed_for[static_cast<std::size_t>(reason)];
    }
};

class CheckedSession final : public Session, private Stream {
  public:
    CheckedSession(World& world, Ledger& ledger, std::unique_ptr<Session> inner)
        : world_(world), ledger_(ledger), inner_(std::move(inner)) {
        ++ledger_.made;
    }

    // ---- What the stream says

    void on_open(Stream& stream) override {
        if (stream_ != nullptr) world_.fail("on_open() came twice");
        stream_ = &stream;
        ++ledger_.opened;
        enter([&] { inner_->on_open(*this); });
    }
    Consumed on_data(MutableBytes data) override {
        Consumed consumed;
        enter([&] { consumed = inner_->on_data(data); });
        return consumed;
    }
    void on_end() override {
        if (std::exchange(ended_, true)) world_.fail("on_end() came twice");
        enter([&] { inner_->on_end(); });
    }
    void on_drained() override {
        enter([&] { inner_->on_drained(); });
    }
    void on_alarm() override {
        const auto asked = std::exchange(alarm_at_, std::nullopt);
        if (!asked) world_.fail("an alarm came that nobody had set");
        if (world_.now() < *asked) world_.fail("an alarm came before its time");
        enter([&] { inner_->on_alarm(); });
    }
    void on_turn() override {
        if (!std::exchange(turn_asked_, false))
            world_.fail("a turn came that nobody had asked for");
        enter([&] { inner_->on_turn(); });
    }
    void on_posted(Stream&, Bytes message) override {
        enter([&] { inner_->on_posted(*this, message); });
    }
    void on_drain(Stream&) override {
        enter([&] { inner_->on_drain(*this); });
    }
    void on_idle() override {
        enter([&] { inner_->on_idle(); });
    }
    [[nodiscard]] bool may_end_here() const noexcept override { return inner_->may_end_here(); }
    void on_close(CloseReason reason) override {
        enter([&] {
            inner_->on_close(reason);
            stream_ = nullptr;
        });
        closed_ = true;
        ++ledger_.closed;
        ++ledger_.closed_for[static_cast<std::size_t>(reason)];
        world_.note("on_close", static_cast<std::uint64_t>(reason));
        world_.count_ending(reason);
    }
    MutableBytes receive_target() override { return inner_->receive_target(); }
    [[nodiscard]] std::size_t held_bytes() const noexcept override { return inner_->held_bytes(); }

  private:
    // ---- What the session asks for

    [[nodiscard]] SendStatus send(std::span<const Bytes> parts) override {
        return stream_->send(parts);
    }
    [[nodiscard]] SendStatus send_in_place(Bytes message) override {
        return stream_->send_in_place(message);
    }
    [[nodiscard]] SendStatus send_shared(SharedBlock& block, std::size_t offset) override {
        return stream_->send_shared(block, offset);
    }
    [[nodiscard]] bool takes(std::size_t bytes) override { return stream_->takes(bytes); }
    [[nodiscard]] SendStatus send_piece(Bytes piece) override { return stream_->send_piece(piece); }
    [[nodiscard]] bool is_open() const noexcept override { return stream_->is_open(); }
    [[nodiscard]] std::size_t queued_bytes() const noexcept override {
        return stream_->queued_bytes();
    }
    void pause_reading() override { stream_->pause_reading(); }
    void resume_reading() override { stream_->resume_reading(); }
    void finish(CloseReason reason) override { stream_->finish(reason); }
    void abort(CloseReason reason) override { stream_->abort(reason); }
    void begin_handshake() override { stream_->begin_handshake(); }
    void end_handshake() override { stream_->end_handshake(); }
    void set_alarm(Duration after) override {
        alarm_at_.reset();
        if (after != Duration::zero()) alarm_at_ = world_.now() + after;
        stream_->set_alarm(after);
    }
    void request_turn() override {
        turn_asked_ = true;
        stream_->request_turn();
    }
    void hand_over(std::unique_ptr<Session> successor) override {
        auto next = std::make_unique<CheckedSession>(world_, ledger_, std::move(successor));
        if (stream_->is_open()) {
            handed_over_ = true;
            ++ledger_.handed_over;
        }
        stream_->hand_over(std::move(next));
    }
    [[nodiscard]] EventLoop& loop() noexcept override { return stream_->loop(); }
    [[nodiscard]] ConnectionId id() const noexcept override { return stream_->id(); }

    template <class Call>
    void enter(Call&& call) {
        if (closed_) world_.fail("a callback came after on_close()");
        if (handed_over_) world_.fail("a callback came to one who has a successor");
        if (inside_) world_.fail("a callback came inside another");
        inside_ = true;
        call();
        inside_ = false;
        if (stream_ == nullptr) return;
        expect_within("queued", stream_->queued_bytes(), ledger_.queued_bytes_bound);
        expect_within("held", inner_->held_bytes(), ledger_.held_bytes_bound);
    }

    void expect_within(const char* what, std::size_t bytes, std::size_t bound) {
        if (bytes <= bound) return;
        world_.fail("a connection has " + std::to_string(bytes) + " bytes " + what +
                    ", and its limits allow " + std::to_string(bound));
    }

    World& world_;
    Ledger& ledger_;
    const std::unique_ptr<Session> inner_;
    Stream* stream_ = nullptr;
    std::optional<Instant> alarm_at_;
    bool turn_asked_ = false;
    bool inside_ = false;
    bool ended_ = false;
    bool handed_over_ = false;
    bool closed_ = false;
};

}  // namespace potok::sim
