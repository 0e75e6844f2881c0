// Driver: one loop's share of the run: opens its connections, sends on time, settles every answer.
//
// clang-format off
//   ramping ──(all decided)──► ramped ──begin()──► loading ──► waiting
//   waiting ──(answered, or grace over)──► finished ──► its connections end
// clang-format on
//
// Loops share nothing while the run lasts: a driver has its own books, histograms and stall map,
// which are put together after the threads have joined. What the main thread shows meanwhile is a
// handful of relaxed counters. Loop thread only, but for progress() and, after the join, result().
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "loadtest/client.hpp"
#include "loadtest/driver_result.hpp"
#include "loadtest/generator_health.hpp"
#include "loadtest/http_post.hpp"
#include "loadtest/load_plan.hpp"
#include "loadtest/schedule.hpp"
#include "loadtest/verify/message_encoder.hpp"
#include "protocol/http_limits.hpp"
#include "protocol/session/http_client_link.hpp"
#include "protocol/session/message_compression.hpp"
#include "protocol/session/tls_room.hpp"
#include "protocol/session/websocket_settings.hpp"
#include "protocol/tls_client_context.hpp"
#include "reactor/event_loop.hpp"
#include "reactor/timer_wheel.hpp"

namespace potok::loadtest {

// A timer that calls a member function of its owner.
template <class Owner>
class MemberTimer final : public Timer {
  public:
    using Call = void (Owner::*)(Instant now);
    MemberTimer(Owner& owner, Call call) noexcept : owner_(owner), call_(call) {}

  private:
    void on_timer(Instant now) override { (owner_.*call_)(now); }

    Owner& owner_;
    const Call call_;
};

class Driver {
  public:
    // How long it listens after the last answer that was due, for what nobody expects: duplicates,
    // misdeliveries. Where anything was wrong already, it listens to the end of the grace.
    static constexpr Duration kQuiet = std::chrono::milliseconds(250);

    enum class Phase : std::uint8_t { ramping, ramped, loading, waiting, finished };

    // What another thread may see: recent figures.
    struct Progress {
        Phase phase{};
        std::uint32_t open = 0;
        std::uint32_t opened = 0;  // and perhaps lost again
        std::uint64_t sent = 0;
        std::uint64_t answered = 0;
        std::uint64_t faults = 0;
    };

    // `index` of `plan.loops` drivers: it has the connections index, index + loops, … The plan, the
    // payloads and the loop outlive it.
    // `on_phase` is called on the loop's thread at each change of phase.
    Driver(const LoadPlan& plan, const PayloadScheme& payloads, EventLoop& loop,
           std::uint32_t index, std::function<void()> on_phase);
    ~Driver();

    void ramp();
    // begin() will be called with these. To all drivers, before it is to any: another driver's
    // first messages may be here before the call is. Any thread.
    void announce(Instant announced, Instant start) noexcept;
    // The load begins at `start`; its record begins at `announced`, which has passed. The same for
    // all drivers.
    void begin(Instant announced, Instant start);
    // Fan-out: so many messages have been sent, by all drivers, and no more will be.
    void note_all_sent(std::uint64_t messages) noexcept { all_sent_ = messages; }
    // Ends now, whatever is unanswered.
    void finish();

    [[nodiscard]] Progress progress() const noexcept;
    [[nodiscard]] DriverResult& result() noexcept { return result_; }

    // ---- From the clients
    void on_client_out_of_step() noexcept { ++result_.out_of_step; }
    void on_client_open(Client& client);
    void on_client_room(Client& client);
    void on_client_close(Client& client, bool was_open);
    void on_client_answer(Client& client, const Verification& verification);
    void on_client_refused(const Client& client, const Refusal& failure);
    void on_client_compression();
    void on_client_compressed_message();
    void on_client_tls_established(const TlsFacts& facts, Duration took);
    void on_client_tls_failed(const Client& client, TlsFailure failure);
    void on_client_peer_close(const Client& client, std::uint16_t code, Bytes reason);
    void on_client_bad_answer(const Client& client, const HttpBadAnswer& answer);
    void on_client_http_event(HttpEvent event);
    void on_client_exchange_end(Client& client);
    // Whether anything may still be due there.
    [[nodiscard]] bool awaits_any(const Client& client) const noexcept;

  private:
    // Figures that progress() reads: one writer, the loop thread.
    struct Shown {
        std::atomic<Phase> phase{Phase::ramping};
        std::atomic<std::uint32_t> open{0};
        std::atomic<std::uint32_t> opened{0};
        std::atomic<std::uint64_t> sent{0};
        std::atomic<std::uint64_t> answered{0};
        std::atomic<std::uint64_t> faults{0};
    };

    // Release: whoever sees `finished` sees the books closed.
    void set_phase(Phase phase);
    [[nodiscard]] Phase phase() const noexcept {
        return shown_.phase.load(std::memory_order_relaxed);
    }

    // driver_ramp.cpp
    void connect_more(Instant now);
    void connect(Client& client);
    [[nodiscard]] std::unique_ptr<Session> make_session(Client& client);
    [[nodiscard]] std::unique_ptr<Session> make_websocket(Client& client);
    [[nodiscard]] std::unique_ptr<Session> make_http(Client& client);
    [[nodiscard]] std::unique_ptr<Session> over_tls(Client& client,
                                                    std::unique_ptr<Session> session);
    [[nodiscard]] std::unique_ptr<Session> behind_proxy(ProxyTunnel::Observer& observer,
                                                        std::unique_ptr<Session> session);
    void note_ramp_step();

    // driver_load.cpp
    void send_due(Instant now);
    void send_all_due(Client& client, Instant now);
    void fill(Client& client, Instant now);
    [[nodiscard]] bool send_next(Client& client, Instant due, Instant now);
    [[nodiscard]] Settlement settle(Client& client, const Verification& verification);
    void note_settled(const Client& client, const Settlement& settlement,
                      const Verification& verification);
    void record_latency(const Dispatch& dispatch, Instant now);
    void note_waiting(std::ptrdiff_t change, Instant now);
    void note_fault(const Client& client, const Settlement& settlement,
                    const Verification& verification);
    void note_lost(const Client& client, const LostMessage& lost);
    [[nodiscard]] Duration since_start(Instant when) const noexcept;
    void end_load(Instant now);
    void check_answered(Instant now);
    void beat(Instant now);
    void settle_tails();
    void close_books();
    void close_measurements(Instant now);

    // driver_fanout.cpp
    struct Delivery {
        Settlement settlement;
        std::optional<Instant> sent;  // known where it came back to its sender
    };
    void begin_if_announced();
    void on_delivery(Client& client, const Verification& verification, Instant now);
    [[nodiscard]] Delivery settle_delivery(Client& client, const Verification& verification);
    [[nodiscard]] bool may_have_been_sent(const Verification& verification) const noexcept;
    [[nodiscard]] std::uint64_t awaited_by(const Client& client) const noexcept;
    [[nodiscard]] bool all_delivered() const noexcept;
    void close_fanout_of(Client& client);

    const LoadPlan& plan_;
    const PayloadScheme& payloads_;
    EventLoop& loop_;
    const std::function<void()> on_phase_;
    const LengthPrefix length_prefix_;
    const LineFormat line_format_;
    const WebSocketSettings websocket_;
    MessageCompression compression_;
    std::optional<TlsClientContext> tls_;
    std::optional<TlsRoom> tls_room_;
    const HttpLimits http_limits_;  // of openings
    const HttpPostView post_;
    const HttpClientSettings http_;
    MessageEncoder encoder_;
    std::vector<std::unique_ptr<Client>> clients_;
    DriverResult result_;
    Shown shown_;

    // Ramping.
    std::uint32_t next_to_connect_ = 0;
    std::uint32_t connecting_ = 0;
    Instant ramp_start_;

    // Loading.
    std::optional<Schedule> schedule_;
    std::uint64_t next_turn_ = 0;  // open loop: of this driver's sends, the next to fall due
    Instant start_ = Instant::max();
    Instant measure_from_;
    Instant load_end_;
    std::ptrdiff_t waiting_for_ = 0;  // messages whose answer is due
    Instant last_arrival_;
    std::optional<GeneratorHealth> health_;

    // Fan-out. Whoever sees the start sees when it was announced.
    std::atomic<Instant> announced_{Instant::min()};
    std::atomic<Instant> announced_start_{Instant::min()};
    std::uint64_t numbers_end_ = 0;  // what is sent has lower numbers
    std::optional<std::uint64_t> all_sent_;

    MemberTimer<Driver> ramp_timer_{*this, &Driver::connect_more};
    MemberTimer<Driver> send_timer_{*this, &Driver::send_due};
    MemberTimer<Driver> end_timer_{*this, &Driver::end_load};
    MemberTimer<Driver> answered_timer_{*this, &Driver::check_answered};
    MemberTimer<Driver> beat_timer_{*this, &Driver::beat};
};

}  // namespace potok::loadtest
