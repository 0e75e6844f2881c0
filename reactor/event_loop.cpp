#include "reactor/event_loop.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "reactor/stream.hpp"

namespace potok {
namespace {

// Commands run in one iteration; what is beyond waits until the sockets had their turn.
constexpr int kCommandsPerIteration = 1024;

// Connections closed in one iteration to come back below the memory budget. Each is the largest
// holder, so few are needed.
constexpr int kReliefsPerIteration = 4;

// How often a loop that holds little asks the others while the budget stays exceeded.
constexpr Duration kReliefInterval = std::chrono::milliseconds(10);

}  // namespace

Result<std::unique_ptr<EventLoop>, SystemError> EventLoop::create(const EventLoopOptions& options) {
    ASSERT(options.budget != nullptr);
    auto poller = Poller::create();
    if (!poller) return poller.error();
    auto connections = ConnectionTable::create(options.index, options.connections_max);
    if (!connections) return connections.error();
    return std::unique_ptr<EventLoop>(
        new EventLoop(options, std::move(poller).value(), std::move(connections).value()));
}

EventLoop::EventLoop(const EventLoopOptions& options, std::unique_ptr<Poller> poller,
                     std::unique_ptr<ConnectionTable> connections)
    : index_(options.index),
      budget_(*options.budget),
      partners_(options.partners),
      thread_(std::this_thread::get_id()),
      poller_(std::move(poller)),
      now_(Clock::now()),
      timers_(now_),
      chunks_(*options.budget),
      connections_(std::move(connections)) {}

EventLoop::~EventLoop() {
    thread_.store(std::this_thread::get_id(), std::memory_order_relaxed);
    shut_all(CloseReason::stopped);
    do {
        while (!commands_in_hand_.empty())
            delete &commands_in_hand_.pop_front();
        take_commands();
    } while (!commands_in_hand_.empty());
}

void EventLoop::run() {
    thread_.store(std::this_thread::get_id(), std::memory_order_relaxed);
    while (!stopping_)
        run_once(std::nullopt);
    shut_all(CloseReason::stopped);
}

void EventLoop::run_once(std::optional<Duration> longest) {
    ASSERT(in_loop_thread());
    counters_.iterations.add();
    run_commands();
    timers_.advance(now_);
    run_turns();

    const std::span<const PollEvent> events = poller_->wait(sleep_limit(longest));
    take_commands();  // and is awake again: from here on nobody needs to wake it
    now_ = Clock::now();
    for (const PollEvent& event : events)
        event.registration->on_ready(event.readiness);

    run_turns();
    if (budget_.exceeded()) keep_to_budget();
    retire_guests();
}

// ---- Between threads

void EventLoop::stop() {
    post_call([](EventLoop& loop) { loop.stopping_ = true; });
}

void EventLoop::post(std::unique_ptr<Command> command) noexcept {
    if (commands_.push(*command.release())) poller_->wake();
}

void EventLoop::take_commands() noexcept {
    if (commands_in_hand_.empty()) commands_in_hand_ = commands_.take_all();
}

void EventLoop::run_commands() {
    for (int i = 0; i < kCommandsPerIteration && !commands_in_hand_.empty(); ++i) {
        const std::unique_ptr<Command> command(&commands_in_hand_.pop_front());
        command->run(*this);
    }
}

// ---- The iteration's parts

void EventLoop::run_turns() {
    // Only those who stand in line now: a guest that asks again in its turn waits for the next.
    IntrusiveList<Guest> batch;
    batch.splice_back(turns_);
    while (!batch.empty()) {
        Guest& guest = batch.pop_front();
        residents_.push_back(guest);
        guest.place_ = Guest::kResident;
        guest.on_turn();
    }
}

// How long to sleep: not at all if there is work, else until the next timer.
std::optional<Duration> EventLoop::sleep_limit(std::optional<Duration> longest) {
    const bool idle =
        turns_.empty() && retiring_.empty() && commands_in_hand_.empty() && !stopping_;
    if (!idle || !commands_.try_sleep()) return Duration::zero();
    const std::optional<Instant> wake = timers_.next_wake();
    if (!wake) return longest;
    // The clock again: the callbacks since now_ took their time.
    const Duration until = std::max(*wake - Clock::now(), Duration::zero());
    return longest ? std::min(*longest, until) : until;
}

// The loop that notices is the one that is busy; the memory may be held on one that sleeps, by
// peers who do not read.
void EventLoop::keep_to_budget() {
    if (!is_modest()) return relieve_memory();
    if (now_ - relief_asked_ < kReliefInterval) return;
    relief_asked_ = now_;
    partners_->ask_for_relief();
}

// Holds less than half of its even part: it is for others to give. They never are all modest, as
// long as what guests say they hold is more than half of what the budget counts.
bool EventLoop::is_modest() {
    if (partners_ == nullptr) return false;
    return holdings().all < budget_.used() / 2 / partners_->loops();
}

// Closes those who hold the most until enough will be free: what they held is given back when they
// retire.
void EventLoop::relieve_memory() {
    std::size_t excess = budget_.excess();
    for (int i = 0; i < kReliefsPerIteration && excess != 0; ++i) {
        const Holdings held = holdings();
        if (held.largest == nullptr) return;
        excess -= std::min(excess, held.most);
        held.largest->shut(CloseReason::memory_budget);
    }
}

EventLoop::Holdings EventLoop::holdings() {
    Holdings held;
    const auto add = [&](Guest& guest) {
        const std::size_t bytes = guest.held_bytes();
        held.all += bytes;
        if (bytes > held.most) {
            held.most = bytes;
            held.largest = &guest;
        }
    };
    residents_.for_each(add);
    turns_.for_each(add);
    return held;
}

void EventLoop::retire_guests() {
    replaced_.clear();
    if (retiring_.empty()) return;
    IntrusiveList<Guest> unquiet;
    while (!retiring_.empty()) {
        Guest& guest = retiring_.pop_front();
        if (!guest.quiet()) {
            unquiet.push_back(guest);
            continue;
        }
        guest.on_retire();
        delete &guest;
    }
    retiring_.splice_back(unquiet);
}

void EventLoop::shut_all(CloseReason reason) {
    // Last words may open or post nothing that lives: what they adopt is shut in the next round.
    while (!residents_.empty() || !turns_.empty() || !retiring_.empty()) {
        while (!turns_.empty())
            turns_.front().shut(reason);
        while (!residents_.empty())
            residents_.front().shut(reason);
        retire_guests();
        if (!retiring_.empty()) static_cast<void>(poller_->wait(std::chrono::milliseconds(1)));
    }
}

// ---- Guests

Guest& EventLoop::adopt(std::unique_ptr<Guest> guest) noexcept {
    ASSERT(in_loop_thread());
    residents_.push_back(*guest);
    return *guest.release();
}

void EventLoop::request_turn(Guest& guest) noexcept {
    ASSERT(in_loop_thread());
    if (guest.place_ != Guest::kResident) return;
    guest.place_ = Guest::kTurn;
    static_cast<ListNode<Guest>&>(guest).unlink();
    turns_.push_back(guest);
}

void EventLoop::retire(Guest& guest) noexcept {
    ASSERT(in_loop_thread());
    if (guest.place_ == Guest::kRetiring) return;
    guest.place_ = Guest::kRetiring;
    static_cast<ListNode<Guest>&>(guest).unlink();
    retiring_.push_back(guest);
}

void EventLoop::destroy_later(std::unique_ptr<Session> session) {
    ASSERT(in_loop_thread());
    replaced_.push_back(std::move(session));
}

}  // namespace potok
