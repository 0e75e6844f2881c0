// LoopGroup: N loops on N threads, and the doors between them.
//
// Threads share nothing but this: commands posted to a loop, ids that name a connection on it, and
// the byte credit that keeps what is on its way to one connection bounded. Accepted connections go
// to the loop with the fewest (they live long, so an imbalance would last for hours).
//
// Any thread, where nothing else is said.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "reactor/event_loop.hpp"
#include "reactor/listener.hpp"

namespace potok {

class Drain;

struct LoopGroupOptions {
    std::uint32_t threads = 0;  // 0: one for each core this process may use
    std::uint32_t connections_max = ConnectionId::kSlotsMax;  // of the process
    std::size_t memory_budget_bytes = MemoryBudget::kUnlimited;
    // Called once, on the last thread to end, when every loop has ended.
    std::function<void()> on_ended{};
};

struct ListenRequest {
    Address address;
    ListenOptions options;
    SessionFactory* factory = nullptr;  // both outlive the group
    const ConnectionLimits* limits = nullptr;
};

// posted: on its way. no_credit: the peer does not read, and the timeout passed. gone: no such
// connection any more. too_long: over ConnectionTable::kMessageBytesMax.
enum class PostStatus : std::uint8_t { posted, no_credit, gone, too_long };

class LoopGroup final : private Placement, private MemoryPartners {
  public:
    [[nodiscard]] static Result<std::unique_ptr<LoopGroup>, SystemError> create(
        LoopGroupOptions options);
    // Stops and joins.
    ~LoopGroup() override;
    LoopGroup(const LoopGroup&) = delete;
    LoopGroup& operator=(const LoopGroup&) = delete;

    // Runs the loops on threads of their own. Once.
    void start();

    // Listens, and answers with the address that the system gave (a real port for port 0). With
    // reuse_port every loop has a socket of its own and keeps what it accepts.
    [[nodiscard]] Result<Address, SystemError> listen(const ListenRequest& request);

    // Ends in good order: listeners shut, connections drained, then the loops end. Returns at once.
    void drain(Duration timeout);
    // Ends now: every connection is closed with CloseReason::stopped. Returns at once.
    void stop();
    // Waits until every loop has ended. One thread.
    void join();

    [[nodiscard]] std::uint32_t size() const noexcept {
        return static_cast<std::uint32_t>(loops_.size());
    }
    [[nodiscard]] EventLoop& loop(std::uint32_t index) noexcept { return *loops_[index]; }
    [[nodiscard]] const EventLoop& loop(std::uint32_t index) const noexcept {
        return *loops_[index];
    }
    [[nodiscard]] EventLoop& least_loaded() noexcept;
    [[nodiscard]] std::uint64_t connections() const noexcept;
    // After drain(): no loop accepts any more and every connection has gone.
    [[nodiscard]] bool is_deserted() const noexcept;
    [[nodiscard]] const MemoryBudget& budget() const noexcept { return budget_; }

    // Sends through the connection's session (Session::on_posted), copying the message. Waits for
    // the connection's credit up to `timeout`; on a loop thread that must be zero.
    [[nodiscard]] PostStatus send(ConnectionId id, Bytes message, Duration timeout);

    // Calls function(Connection&) on the connection's loop; a connection that is gone is a quiet
    // no-op.
    template <class Function>
    void post(ConnectionId id, Function function) {
        if (!id || id.loop() >= size()) return;
        loop(id.loop()).post_call([id, call = std::move(function)](EventLoop& at) mutable {
            if (Connection* connection = at.connections().find(id)) call(*connection);
        });
    }

    // Calls function(EventLoop&) on every loop; it is copied for each.
    template <class Function>
    void post_to_all(const Function& function) {
        for (const auto& each : loops_)
            each->post_call(Function(function));
    }

  private:
    LoopGroup(LoopGroupOptions options, std::uint32_t threads);

    [[nodiscard]] EventLoop* place() override;
    [[nodiscard]] std::uint32_t loops() const noexcept override { return size(); }
    void ask_for_relief() override;
    void open_listener(EventLoop& loop, Socket socket, const ListenRequest& request,
                       Placement& placement);
    void begin_drain(EventLoop& loop, Duration timeout);
    void run_loop(EventLoop& loop);
    [[nodiscard]] bool on_loop_thread() const noexcept;

    class OwnLoop;  // the placement of a reuse_port listener

    LoopGroupOptions options_;
    MemoryBudget budget_;
    std::vector<std::unique_ptr<EventLoop>> loops_;
    std::vector<std::unique_ptr<OwnLoop>> own_loops_;
    std::vector<std::unique_ptr<Drain>> drains_;     // one a loop, touched on its thread only
    std::vector<std::vector<Listener*>> listeners_;  // likewise
    std::vector<std::thread> threads_;
    std::atomic<std::uint32_t> running_{0};
    // Loops whose listeners may still place connections on the others. Partners: begin_drain()
    // and is_deserted(), release and acquire: whoever sees none left sees all that were placed.
    std::atomic<std::uint32_t> accepting_;
};

}  // namespace potok
