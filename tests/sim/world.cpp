#include "tests/sim/world.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"

namespace potok::sim {
namespace {

World* the_world = nullptr;

// Late enough that no arithmetic on times meets zero.
constexpr Instant kBeginning{std::chrono::hours(1)};

// A loop that came out of its sleep so often in a row, at once and for nothing, spins. Far more
// than chance brings with the most spurious faults.
constexpr int kIdleTurnsMax = 3000;
constexpr Duration kAtOnce = std::chrono::milliseconds(1);

void fail_world(const AssertionSite& site) {
    World::current().fail(std::string(site.file) + ":" + std::to_string(site.line) +
                          ": assertion failed: " + site.expression);
}

}  // namespace

World::World(std::uint64_t seed, bool printed)
    : random(seed), faults(Faults::draw(random)), trace(printed), network(*this), now_(kBeginning) {
    ASSERT(the_world == nullptr);
    the_world = this;
    set_assertion_handler(fail_world);
    plan_time_jumps();
}

World::~World() {
    set_assertion_handler(nullptr);
    the_world = nullptr;
}

void World::abandon(std::unique_ptr<World> world) {
    set_assertion_handler(nullptr);
    the_world = nullptr;
    // Never destroyed, and never lost sight of, so that nobody takes it for a leak.
    static auto* const abandoned = new std::vector<std::unique_ptr<World>>;
    abandoned->push_back(std::move(world));
}

World& World::current() {
    ASSERT(the_world != nullptr);
    return *the_world;
}

void World::fail(std::string text) {
    // Moved, or the stack that is left below would keep it from ever being freed.
    if (!failure_) failure_ = std::move(text);
    // A fiber cannot be unwound through code that throws nothing: it is left for good.
    while (Fiber::inside())
        Fiber::suspend();
    throw WorldFailure{*failure_};
}

// ---- Loops

void World::add_loop(std::function<void()> run) {
    loops_.push_back(std::make_unique<Loop>(std::move(run)));
}

bool World::loops_ended() const noexcept {
    return std::all_of(loops_.begin(), loops_.end(),
                       [](const auto& loop) { return loop->fiber.ended(); });
}

void World::sleep(PollSet& set, std::optional<Instant> deadline) {
    ++iterations_;
    now_ += random.between(Duration(0), faults.iteration_max);
    notice_spinning(set);
    if (!Fiber::inside()) return;  // a loop that was never started is being taken down
    running_->set = &set;
    running_->deadline = deadline;
    Fiber::suspend();
    set.woken = false;
}

void World::notice_spinning(PollSet& set) {
    const bool idle = deeds_ == set.deeds_seen && now_ - set.last_wait < kAtOnce;
    set.idle_turns = idle ? set.idle_turns + 1 : 0;
    set.deeds_seen = deeds_;
    set.last_wait = now_;
    if (set.idle_turns > kIdleTurnsMax) fail("a loop turns without end and does nothing");
}

bool World::is_runnable(const Loop& loop) const noexcept {
    if (loop.fiber.ended()) return false;
    if (loop.set == nullptr || loop.set->has_reason_to_return()) return true;
    return loop.deadline && *loop.deadline <= now_;
}

void World::run(Loop& loop) {
    running_ = &loop;
    loop.fiber.resume();
    running_ = nullptr;
    if (failed()) throw WorldFailure{*failure_};
}

// ---- Stepping

bool World::run_until(const std::function<bool()>& done, Duration longest) {
    const Instant limit = now_ + longest;
    while (!done()) {
        if (now_ >= limit || !step(limit)) return done();
    }
    return true;
}

void World::run_for(Duration time) {
    static_cast<void>(run_until([] { return false; }, time));
}

// False: nothing will ever happen again, unless it comes from outside the world.
bool World::step(Instant limit) {
    runnable_.clear();
    for (const auto& loop : loops_) {
        if (is_runnable(*loop)) runnable_.push_back(loop.get());
    }
    const auto due = schedule_.next();
    const bool is_due = due && *due <= now_;
    if (is_due && (runnable_.empty() || random.coin())) {
        schedule_.do_next();
        return true;
    }
    if (!runnable_.empty()) {
        run(*runnable_[random.below(runnable_.size())]);
        return true;
    }
    const auto next = next_event();
    now_ = std::max(now_, std::min(next.value_or(limit), limit));
    return next.has_value();
}

std::optional<Instant> World::next_event() const {
    std::optional<Instant> next = schedule_.next();
    for (const auto& loop : loops_) {
        if (loop->fiber.ended() || !loop->deadline) continue;
        next = std::min(next.value_or(*loop->deadline), *loop->deadline);
    }
    return next;
}

void World::plan_time_jumps() {
    for (unsigned i = 0; i < faults.time_jumps; ++i) {
        at(soon(std::chrono::seconds(3)), [this] {
            if (faults.time_jumps == 0) return;  // a workload may forbid them
            now_ += random.between(Duration(0), faults.time_jump_max);
            note("time jump");
        });
    }
}

}  // namespace potok::sim
