// World: one simulated machine and all who talk to it: chance, time, the network and the loops.
//
// A step is one of three: a loop that has a reason to run runs until it sleeps again, or the next
// thing that is due happens, or, where neither is, the clock jumps to whatever comes next. Which of
// several comes first is drawn. So a seed determines everything, and an hour takes no longer than
// what happens in it. One world at a time and one thread.
#pragma once

#include <bitset>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactor/clock.hpp"
#include "reactor/close_reason.hpp"
#include "tests/sim/faults.hpp"
#include "tests/sim/fiber.hpp"
#include "tests/sim/network.hpp"
#include "tests/sim/random.hpp"
#include "tests/sim/schedule.hpp"
#include "tests/sim/trace.hpp"

namespace potok::sim {

// The reasons for which connections of a world were closed.
using Endings = std::bitset<kCloseReasonCount>;

// Something was found: thrown to whoever steps the world, after which nothing in it may be used.
struct WorldFailure {
    std::string text;
};

class World {
  public:
    World(std::uint64_t seed, bool printed);
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    // A world that failed is left as it lies, its memory included.
    static void abandon(std::unique_ptr<World> world);

    // The one there is: what the platform's functions, which have no parameter for it, ask.
    [[nodiscard]] static World& current();

    Random random;
    Faults faults;
    Trace trace;
    Network network;

    // ---- Time
    [[nodiscard]] Instant now() const noexcept { return now_; }
    [[nodiscard]] Instant soon(Duration longest) {
        return now_ + random.between(Duration(0), longest);
    }
    void at(Instant when, std::function<void()> deed) { schedule_.at(when, std::move(deed)); }
    // What is on the stack takes so long.
    void spend(Duration time) noexcept { now_ += time; }
    void after(Duration delay, std::function<void()> deed) { at(now_ + delay, std::move(deed)); }

    // ---- Loops
    void add_loop(std::function<void()> run);
    [[nodiscard]] bool loops_ended() const noexcept;
    // A loop's poller, in its fiber: returns when `set` has a reason to, or at the deadline.
    void sleep(PollSet& set, std::optional<Instant> deadline);

    // ---- Stepping. False: not done within that time.
    [[nodiscard]] bool run_until(const std::function<bool()>& done, Duration longest);
    void run_for(Duration time);

    // ---- What is noticed
    void note(std::string_view what, std::uint64_t first = 0, std::uint64_t second = 0) noexcept {
        trace.note(now_, what, first, second);
    }
    // Something was achieved: bytes moved, a connection came or went.
    void count_deed() noexcept { ++deeds_; }
    // A connection ended so: what a world's faults and limits have led to.
    void count_ending(CloseReason reason) noexcept {
        endings_.set(static_cast<std::size_t>(reason));
    }
    [[nodiscard]] const Endings& endings() const noexcept { return endings_; }
    [[nodiscard]] std::uint64_t iterations() const noexcept { return iterations_; }
    [[noreturn]] void fail(std::string text);
    [[nodiscard]] bool failed() const noexcept { return failure_.has_value(); }

  private:
    struct Loop {
        explicit Loop(std::function<void()> run) : fiber(std::move(run)) {}

        Fiber fiber;
        PollSet* set = nullptr;           // sleeps in; none: it has not begun
        std::optional<Instant> deadline;  // of its sleep
    };

    [[nodiscard]] bool step(Instant limit);
    [[nodiscard]] std::optional<Instant> next_event() const;
    [[nodiscard]] bool is_runnable(const Loop& loop) const noexcept;
    void run(Loop& loop);
    void notice_spinning(PollSet& set);
    void plan_time_jumps();

    Instant now_;
    Schedule schedule_;
    std::vector<std::unique_ptr<Loop>> loops_;
    std::vector<Loop*> runnable_;  // scratch of step()
    Loop* running_ = nullptr;
    std::uint64_t deeds_ = 0;
    std::uint64_t iterations_ = 0;
    Endings endings_;
    std::optional<std::string> failure_;
};

}  // namespace potok::sim
