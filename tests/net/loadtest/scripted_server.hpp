// ScriptedServer: a peer that breaks the rules between messages: it talks before it is asked,
// behind an answer, instead of one, or all the time.
//
// FaultyServer spoils messages and keeps to their framing; this one knows no messages at all. What
// it is told to say, it says as bytes: a chunk that it receives is answered as one. Its loop has a
// thread of its own; counters are read from the test's.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "reactor/event_loop.hpp"
#include "reactor/loop_group.hpp"
#include "reactor/session_factory.hpp"
#include "reactor/timer_wheel.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::testing {

struct Script {
    std::string greeting{};  // as soon as somebody is there
    // What is said to a chunk; without it nothing is.
    std::function<std::string(std::string_view chunk)> answer{};
    std::string pushed{};             // once every millisecond, unasked
    bool pushes_behind_data = false;  // not before the first chunk
    std::string tail{};               // once, behind the answer to the last of `tail_after` bytes
    std::size_t tail_after = 0;
    Duration tail_pause{};
    bool hangs_up = false;  // at the first millisecond
    // What begins like this is the last that is answered.
    std::string last_word{};
};

inline std::string echo(std::string_view chunk) {
    return std::string(chunk);
}

class ScriptedServer final : private SessionFactory {
  public:
    explicit ScriptedServer(Script script) : script_(std::move(script)) {
        LoopGroupOptions options;
        options.threads = 1;
        loops_ = LoopGroup::create(std::move(options)).value();
        const Address address = Address::parse_host("127.0.0.1", 0).value();
        port_ = loops_->listen({address, {}, this, &limits_}).value().port();
        loops_->start();
    }
    ~ScriptedServer() override { loops_.reset(); }

    // "lp://127.0.0.1:1234"
    [[nodiscard]] std::string address(std::string_view scheme) const {
        return std::string(scheme) + "://" + host_and_port();
    }
    [[nodiscard]] std::string host_and_port() const { return "127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] std::uint64_t chunks() const { return chunks_; }
    [[nodiscard]] std::uint64_t pushes() const { return pushes_; }

  private:
    class Talker final : public Session, private Timer {
      public:
        explicit Talker(ScriptedServer& server) : server_(server), script_(server.script_) {}

        void on_open(Stream& stream) override {
            stream_ = &stream;
            say(script_.greeting);
            const bool pushes = !script_.pushed.empty() && !script_.pushes_behind_data;
            if (pushes || script_.hangs_up) wake_in(std::chrono::milliseconds(1));
        }
        [[nodiscard]] Consumed on_data(MutableBytes data) override {
            ++server_.chunks_;
            if (script_.answer) say(script_.answer(text_of(data)));
            if (script_.pushes_behind_data && received_ == 0) wake_in(std::chrono::milliseconds(1));
            received_ += data.size();
            if (received_ == script_.tail_after) say_tail();
            const bool last =
                !script_.last_word.empty() && text_of(data).starts_with(script_.last_word);
            if (last) stream_->finish(CloseReason::finished);
            return {data.size()};
        }
        void on_end() override { stream_->finish(CloseReason::ended_by_peer); }
        void on_close(CloseReason) override {
            if (stream_ != nullptr) stream_->loop().timers().disarm(*this);
        }

      private:
        void on_timer(Instant) override {
            if (script_.hangs_up) return stream_->finish(CloseReason::finished);
            if (!script_.tail.empty()) return say(script_.tail);
            ++server_.pushes_;
            say(script_.pushed);
            wake_in(std::chrono::milliseconds(1));
        }
        void say_tail() {
            if (script_.tail_pause == Duration::zero()) return say(script_.tail);
            wake_in(script_.tail_pause);
        }
        void wake_in(Duration pause) {
            stream_->loop().timers().arm(*this, stream_->loop().now() + pause);
        }
        void say(std::string_view text) {
            if (!text.empty()) static_cast<void>(stream_->send(bytes_of(text)));
        }

        ScriptedServer& server_;
        const Script& script_;
        Stream* stream_ = nullptr;
        std::size_t received_ = 0;
    };

    std::unique_ptr<Session> make_session(EventLoop&, const Address&) override {
        return std::make_unique<Talker>(*this);
    }

    const Script script_;
    const ConnectionLimits limits_;
    std::atomic<std::uint64_t> chunks_{0};
    std::atomic<std::uint64_t> pushes_{0};
    std::uint16_t port_ = 0;
    std::unique_ptr<LoopGroup> loops_;
};

}  // namespace potok::testing
