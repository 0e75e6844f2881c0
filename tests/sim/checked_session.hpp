// CheckedSession: the rules of the byte seam, held up to every session of a world.
//
// It stands before the session under test and passes everything on. on_close() comes exactly once
// and nothing after it, no callback inside another one, on_open() first and once, and a queue is
// never longer than its limits allow. The Ledger has what all sessions of a world saw.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
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
    std::size_t refused = 0;
    std::array<std::size_t, kCloseReasonCount> closed_for{};

    // What one connection may have queued, at most.
    std::size_t queued_bytes_bound = SIZE_MAX;

    [[nodiscard]] std::size_t closed_because(CloseReason reason) const noexcept {
        return closed_for[static_cast<std::size_t>(reason)];
    }
};

class CheckedSession final : public Session {
  public:
    CheckedSession(World& world, Ledger& ledger, std::unique_ptr<Session> inner)
        : world_(world), ledger_(ledger), inner_(std::move(inner)) {
        ++ledger_.made;
    }

    void on_open(Stream& stream) override {
        if (stream_ != nullptr) world_.fail("on_open() came twice");
        stream_ = &stream;
        ++ledger_.opened;
        enter([&] { inner_->on_open(stream); });
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
    void on_posted(Stream& stream, Bytes message) override {
        enter([&] { inner_->on_posted(stream, message); });
    }
    void on_drain(Stream& stream) override {
        enter([&] { inner_->on_drain(stream); });
    }
    void on_close(CloseReason reason) override {
        stream_ = nullptr;
        enter([&] { inner_->on_close(reason); });
        closed_ = true;
        ++ledger_.closed;
        ++ledger_.closed_for[static_cast<std::size_t>(reason)];
        world_.note("on_close", static_cast<std::uint64_t>(reason));
        world_.count_ending(reason);
    }
    MutableBytes receive_target() override { return inner_->receive_target(); }
    [[nodiscard]] std::size_t held_bytes() const noexcept override { return inner_->held_bytes(); }

  private:
    template <class Call>
    void enter(Call&& call) {
        if (closed_) world_.fail("a callback came after on_close()");
        if (inside_) world_.fail("a callback came inside another");
        inside_ = true;
        call();
        inside_ = false;
        if (stream_ != nullptr && stream_->queued_bytes() > ledger_.queued_bytes_bound) {
            world_.fail("a connection has " + std::to_string(stream_->queued_bytes()) +
                        " bytes queued, and its limits allow " +
                        std::to_string(ledger_.queued_bytes_bound));
        }
    }

    World& world_;
    Ledger& ledger_;
    const std::unique_ptr<Session> inner_;
    Stream* stream_ = nullptr;
    bool inside_ = false;
    bool ended_ = false;
    bool closed_ = false;
};

}  // namespace potok::sim
