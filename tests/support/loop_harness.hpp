// LoopHarness: one event loop with a listener, stepped by the test on its own thread.
//
// until() steps the loop and pumps the peers by turns until a condition holds: a test waits for the
// event it is about, and fails by name when that does not come in time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "reactor/connection.hpp"
#include "reactor/event_loop.hpp"
#include "reactor/listener.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/peer.hpp"
#include "tests/support/source_place.hpp"

namespace potok::testing {

// What a scripted session saw; outlives the session.
struct SessionLog {
    int opened = 0;
    int ended = 0;
    int drained = 0;  // on_drained()
    int drains = 0;   // on_drain()
    int alarms = 0;
    int turns = 0;
    int posted = 0;
    int closed = 0;
    CloseReason reason{};
    std::string data;
    Stream* stream = nullptr;  // null before on_open() and after on_close()
};

// A session whose reactions are the test's. Without any it consumes everything.
class ScriptedSession : public Session {
  public:
    struct Script {
        std::function<void(Stream&)> on_open;
        std::function<Consumed(Stream&, MutableBytes)> on_data;
        std::function<void(Stream&)> on_end;
        std::function<void(Stream&)> on_drained;
        std::function<void(Stream&)> on_drain;
        std::function<void(Stream&)> on_idle;
        std::function<void(Stream&)> on_alarm;
        std::function<void(Stream&)> on_turn;
        std::function<void(Stream&, Bytes)> on_posted;
        std::function<MutableBytes()> receive_target;
    };

    ScriptedSession(const Script& script, SessionLog& log) : script_(script), log_(log) {}

    void on_open(Stream& stream) override {
        EXPECT_EQ(log_.opened++, 0);
        log_.stream = &stream;
        enter([&] {
            if (script_.on_open) script_.on_open(stream);
        });
    }
    Consumed on_data(MutableBytes data) override {
        EXPECT_FALSE(data.empty());
        Consumed consumed{data.size()};
        enter([&] {
            if (script_.on_data) consumed = script_.on_data(*log_.stream, data);
        });
        log_.data.append(text_of(data.first(consumed.bytes)));
        return consumed;
    }
    void on_end() override {
        EXPECT_EQ(log_.ended++, 0);
        enter([&] {
            if (script_.on_end) script_.on_end(*log_.stream);
        });
    }
    void on_drained() override {
        ++log_.drained;
        enter([&] {
            if (script_.on_drained) script_.on_drained(*log_.stream);
        });
    }
    void on_drain(Stream& stream) override {
        ++log_.drains;
        enter([&] { script_.on_drain ? script_.on_drain(stream) : Session::on_drain(stream); });
    }
    void on_idle() override {
        enter([&] {
            if (script_.on_idle) script_.on_idle(*log_.stream);
        });
    }
    void on_alarm() override {
        ++log_.alarms;
        enter([&] {
            if (script_.on_alarm) script_.on_alarm(*log_.stream);
        });
    }
    void on_turn() override {
        ++log_.turns;
        enter([&] {
            if (script_.on_turn) script_.on_turn(*log_.stream);
        });
    }
    void on_posted(Stream& stream, Bytes message) override {
        ++log_.posted;
        enter([&] {
            script_.on_posted ? script_.on_posted(stream, message)
                              : Session::on_posted(stream, message);
        });
    }
    void on_close(CloseReason reason) override {
        enter([&] {
            EXPECT_EQ(log_.closed++, 0) << "on_close() comes exactly once";
            log_.reason = reason;
            log_.stream = nullptr;
        });
    }
    MutableBytes receive_target() override {
        return script_.receive_target ? script_.receive_target() : MutableBytes{};
    }

  private:
    // No callback is ever made from inside another of the same session.
    template <class Call>
    void enter(Call&& call) {
        EXPECT_FALSE(inside_) << "a callback inside a callback";
        EXPECT_EQ(log_.closed, 0) << "a callback after on_close()";
        inside_ = true;
        call();
        inside_ = false;
    }

    const Script& script_;
    SessionLog& log_;
    bool inside_ = false;
};

class LoopHarness : private SessionFactory, private Placement {
  public:
    // Changed before the first connection, read by every one.
    ScriptedSession::Script script;
    ConnectionLimits limits;

    explicit LoopHarness(std::uint32_t connections_max = 1024,
                         std::size_t memory_budget = MemoryBudget::kUnlimited)
        : budget(memory_budget),
          loop_(std::move(EventLoop::create(
                              {.index = 3, .connections_max = connections_max, .budget = &budget}))
                    .value()) {
        Socket socket = std::move(Socket::listen(Address::ipv4({127, 0, 0, 1}, 0), {})).value();
        port_ = socket.local_address()->port();
        Listener::open(*loop_, std::move(socket), {this, &limits, this});
    }

    [[nodiscard]] EventLoop& loop() { return *loop_; }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] SessionLog& log(std::size_t index) { return *logs_.at(index); }
    [[nodiscard]] std::size_t sessions() const { return logs_.size(); }
    [[nodiscard]] std::optional<Address> last_peer() const { return last_peer_; }
    [[nodiscard]] SessionLog& new_log() {
        logs_.push_back(std::make_unique<SessionLog>());
        return *logs_.back();
    }

    Peer& add_peer(int receive_buffer_bytes = 0) {
        const std::size_t before = sessions();
        peers_.push_back(std::make_unique<Peer>(port_, receive_buffer_bytes));
        until([&] { return sessions() > before; });
        return *peers_.back();
    }

    // Steps until the condition holds; fails the test when it does not within ten seconds.
    void until(const std::function<bool()>& condition, SourcePlace where = SourcePlace::current()) {
        const Instant give_up = Clock::now() + std::chrono::seconds(10);
        while (!condition()) {
            if (Clock::now() > give_up) {
                ADD_FAILURE_AT(where.file, where.line) << "waited in vain";
                return;
            }
            step();
        }
    }

    void step() {
        for (const auto& peer : peers_)
            peer->pump();
        loop_->run_once(std::chrono::milliseconds(1));
    }

    void steps(int count) {
        for (int i = 0; i < count; ++i)
            step();
    }

  private:
    std::unique_ptr<Session> make_session(EventLoop&, const Address& peer) override {
        last_peer_ = peer;
        return std::make_unique<ScriptedSession>(script, new_log());
    }
    EventLoop* place() override { return loop_.get(); }

    MemoryBudget budget;
    std::vector<std::unique_ptr<SessionLog>> logs_;
    std::unique_ptr<EventLoop> loop_;
    std::vector<std::unique_ptr<Peer>> peers_;
    std::optional<Address> last_peer_;
    std::uint16_t port_ = 0;
};

}  // namespace potok::testing
