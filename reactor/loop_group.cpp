#include "reactor/loop_group.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/assert.hpp"
#include "reactor/connection.hpp"
#include "reactor/drain.hpp"

namespace potok {
namespace {

// A message on its way to a connection of another thread: command and bytes in one allocation.
class PostedMessage final : public Command {
  public:
    static std::unique_ptr<Command> make(ConnectionId id, Bytes message) {
        void* memory = ::operator new(sizeof(PostedMessage) + message.size());
        return std::unique_ptr<Command>(new (memory) PostedMessage(id, message));
    }

    // Pairs with make(); the sized forms would be told the wrong size.
    static void operator delete(void* memory) { ::operator delete(memory); }

    void run(EventLoop& loop) override {
        if (Connection* connection = loop.connections().find(id_)) {
            connection->deliver_posted({bytes(), size_});
        }
    }

  private:
    PostedMessage(ConnectionId id, Bytes message) noexcept : id_(id), size_(message.size()) {
        if (size_ != 0) std::memcpy(bytes(), message.data(), size_);
    }

    [[nodiscard]] std::byte* bytes() noexcept {
        return reinterpret_cast<std::byte*>(this) + sizeof(PostedMessage);
    }

    ConnectionId id_;
    std::size_t size_;
};

std::uint32_t threads_for(const LoopGroupOptions& options) noexcept {
    const std::uint32_t wanted =
        options.threads != 0 ? options.threads : std::thread::hardware_concurrency();
    return std::clamp(wanted, 1u, ConnectionId::kLoopsMax);
}

}  // namespace

// With reuse_port the system has placed the connection already, by choosing the socket.
class LoopGroup::OwnLoop final : public Placement {
  public:
    OwnLoop(LoopGroup& group, EventLoop& loop) noexcept : group_(group), loop_(loop) {}

    [[nodiscard]] EventLoop* place() override {
        return group_.connections() < group_.options_.connections_max ? &loop_ : nullptr;
    }

  private:
    LoopGroup& group_;
    EventLoop& loop_;
};

Result<std::unique_ptr<LoopGroup>, SystemError> LoopGroup::create(LoopGroupOptions options) {
    const std::uint32_t threads = threads_for(options);
    std::unique_ptr<LoopGroup> group(new LoopGroup(std::move(options), threads));
    for (std::uint32_t index = 0; index < threads; ++index) {
        auto loop = EventLoop::create(
            {.index = index,
             .connections_max = std::min(group->options_.connections_max, ConnectionId::kSlotsMax),
             .budget = &group->budget_,
             .partners = group.get()});
        if (!loop) return loop.error();
        group->loops_.push_back(std::move(loop).value());
        group->own_loops_.push_back(std::make_unique<OwnLoop>(*group, *group->loops_.back()));
    }
    return group;
}

LoopGroup::LoopGroup(LoopGroupOptions options, std::uint32_t threads)
    : options_(std::move(options)),
      budget_(options_.memory_budget_bytes),
      drains_(threads),
      listeners_(threads),
      accepting_(threads) {}

LoopGroup::~LoopGroup() {
    stop();
    join();
}

void LoopGroup::start() {
    ASSERT(threads_.empty());
    running_.store(size(), std::memory_order_relaxed);
    for (const auto& each : loops_) {
        threads_.emplace_back([this, &loop = *each] { run_loop(loop); });
    }
}

void LoopGroup::run_loop(EventLoop& loop) {
    loop.run();
    drains_[loop.index()].reset();
    // Release, and acquire for the last: on_ended sees everything that every loop has done.
    const bool last = running_.fetch_sub(1, std::memory_order_acq_rel) == 1;
    if (last && options_.on_ended) options_.on_ended();
}

Result<Address, SystemError> LoopGroup::listen(const ListenRequest& request) {
    Address bound = request.address;
    const std::size_t sockets = request.options.reuse_port ? loops_.size() : 1;
    for (std::size_t i = 0; i < sockets; ++i) {
        // The first bind chooses the port, the others join it.
        auto socket = Socket::listen(bound, request.options);
        if (!socket) return socket.error();
        Socket listening = std::move(socket).value();
        if (const auto local = listening.local_address()) bound = bound.with_port(local->port());
        Placement& placement = sockets == 1 ? static_cast<Placement&>(*this) : *own_loops_[i];
        open_listener(*loops_[i], std::move(listening), request, placement);
    }
    return bound;
}

void LoopGroup::open_listener(EventLoop& loop, Socket socket, const ListenRequest& request,
                              Placement& placement) {
    const ListenerConfiguration configuration{request.factory, request.limits, &placement};
    loop.post_call([this, configuration, listening = std::move(socket)](EventLoop& at) mutable {
        if (drains_[at.index()] != nullptr) return;  // too late
        Listener& listener = Listener::open(at, std::move(listening), configuration);
        listeners_[at.index()].push_back(&listener);
    });
}

void LoopGroup::drain(Duration timeout) {
    post_to_all([this, timeout](EventLoop& loop) { begin_drain(loop, timeout); });
}

void LoopGroup::begin_drain(EventLoop& loop, Duration timeout) {
    std::unique_ptr<Drain>& drain = drains_[loop.index()];
    if (drain != nullptr) return;
    for (Listener* listener : std::exchange(listeners_[loop.index()], {}))
        listener->drain();
    accepting_.fetch_sub(1, std::memory_order_release);
    drain = std::make_unique<Drain>(loop, *this, timeout);
}

void LoopGroup::stop() {
    for (const auto& each : loops_)
        each->stop();
}

void LoopGroup::join() {
    for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

// ---- Placement

EventLoop& LoopGroup::least_loaded() noexcept {
    return **std::min_element(loops_.begin(), loops_.end(),
                              [](const auto& a, const auto& b) { return a->load() < b->load(); });
}

std::uint64_t LoopGroup::connections() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& each : loops_)
        sum += each->load();
    return sum;
}

bool LoopGroup::is_deserted() const noexcept {
    return accepting_.load(std::memory_order_acquire) == 0 && connections() == 0;
}

EventLoop* LoopGroup::place() {
    return connections() < options_.connections_max ? &least_loaded() : nullptr;
}

void LoopGroup::ask_for_relief() {
    post_to_all([](EventLoop&) {});
}

// ---- Messages from other threads

PostStatus LoopGroup::send(ConnectionId id, Bytes message, Duration timeout) {
    if (!id || id.loop() >= size()) return PostStatus::gone;
    if (message.size() > ConnectionTable::kMessageBytesMax) return PostStatus::too_long;
    ASSERT(timeout <= Duration::zero() || !on_loop_thread());
    EventLoop& target = loop(id.loop());
    auto charge = ConnectionTable::Charge::exhausted;
    const bool decided = target.credit_gate().wait(timeout, [&] {
        charge = target.connections().charge(id, static_cast<std::uint32_t>(message.size()));
        return charge != ConnectionTable::Charge::exhausted;
    });
    if (!decided) return PostStatus::no_credit;
    if (charge == ConnectionTable::Charge::gone) return PostStatus::gone;
    target.post(PostedMessage::make(id, message));
    return PostStatus::posted;
}

bool LoopGroup::on_loop_thread() const noexcept {
    return std::any_of(loops_.begin(), loops_.end(),
                       [](const auto& each) { return each->in_loop_thread(); });
}

}  // namespace potok
