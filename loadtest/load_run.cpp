#include "loadtest/load_run.hpp"

#include <algorithm>
#include <utility>

namespace potok::loadtest {
namespace {

// Between the last connect and the first message: a server that accepts and then closes is found
// out before it counts as having held anyone.
constexpr Duration kSettle = std::chrono::milliseconds(250);

// The load begins a little after it is announced, so that no driver begins late.
constexpr Duration kHeadStart = std::chrono::milliseconds(20);

// For the peers to end after us.
constexpr Duration kEndTimeout = std::chrono::seconds(1);

}  // namespace

Result<std::unique_ptr<LoadRun>, SystemError> LoadRun::create(const LoadPlan& plan,
                                                              std::function<void()> on_change) {
    LoopGroupOptions options;
    options.threads = plan.loops;
    auto loops = LoopGroup::create(std::move(options));
    if (!loops) return loops.error();
    std::unique_ptr<LoadRun> run(new LoadRun(plan, std::move(on_change)));
    run->loops_ = std::move(loops).value();
    for (std::uint32_t i = 0; i < run->loops_->size(); ++i) {
        run->drivers_.push_back(std::make_unique<Driver>(plan, run->payloads_, run->loops_->loop(i),
                                                         i, run->on_change_));
    }
    return run;
}

LoadRun::LoadRun(const LoadPlan& plan, std::function<void()> on_change)
    : plan_(plan),
      payloads_(plan.seed, alphabet_of(plan.target.scheme, plan.upgrade.deflate.has_value()),
                plan.size),
      on_change_(std::move(on_change)) {}

LoadRun::~LoadRun() {
    loops_.reset();  // before the drivers that its sessions report to
}

void LoadRun::start() {
    for (std::uint32_t i = 0; i < loops_->size(); ++i) {
        loops_->loop(i).post_call([driver = drivers_[i].get()](EventLoop&) { driver->ramp(); });
    }
    loops_->start();
}

LoadRun::Stage LoadRun::step(Instant now) {
    if (all_reached(Driver::Phase::finished)) return stage_ = Stage::ended;
    if (stage_ == Stage::ramping && all_reached(Driver::Phase::ramped)) {
        stage_ = Stage::settling;
        settled_at_ = now + kSettle;
    }
    if (stage_ == Stage::settling && now >= *settled_at_) {
        stage_ = Stage::loading;
        progress().open == plan_.connections ? begin_load(now) : finish_drivers();
    }
    if (plan_.fanout && !all_sent_told_ && all_reached(Driver::Phase::waiting)) tell_all_sent();
    return stage_;
}

std::optional<Instant> LoadRun::next_step() const noexcept {
    return stage_ == Stage::settling ? settled_at_ : std::nullopt;
}

void LoadRun::begin_load(Instant now) {
    load_start_ = now + kHeadStart;
    for (const auto& driver : drivers_)
        driver->announce(now, *load_start_);
    for (std::uint32_t i = 0; i < loops_->size(); ++i) {
        loops_->loop(i).post_call([driver = drivers_[i].get(), now, start = *load_start_](
                                      EventLoop&) { driver->begin(now, start); });
    }
}

// What is due at a driver's connections was sent by all drivers, and each knows only its own sends.
void LoadRun::tell_all_sent() {
    all_sent_told_ = true;
    const std::uint64_t sent = progress().sent;
    for (std::uint32_t i = 0; i < loops_->size(); ++i) {
        loops_->loop(i).post_call(
            [driver = drivers_[i].get(), sent](EventLoop&) { driver->note_all_sent(sent); });
    }
}

void LoadRun::interrupt() {
    finish_drivers();
}

void LoadRun::finish_drivers() {
    for (std::uint32_t i = 0; i < loops_->size(); ++i) {
        loops_->loop(i).post_call([driver = drivers_[i].get()](EventLoop&) { driver->finish(); });
    }
}

bool LoadRun::all_reached(Driver::Phase phase) const noexcept {
    return std::all_of(drivers_.begin(), drivers_.end(),
                       [phase](const auto& driver) { return driver->progress().phase >= phase; });
}

Driver::Progress LoadRun::progress() const noexcept {
    Driver::Progress sum;
    for (const auto& driver : drivers_) {
        const Driver::Progress part = driver->progress();
        sum.open += part.open;
        sum.opened += part.opened;
        sum.sent += part.sent;
        sum.answered += part.answered;
        sum.faults += part.faults;
    }
    return sum;
}

std::vector<DriverResult> LoadRun::collect() {
    loops_->drain(kEndTimeout);
    loops_->join();
    std::vector<DriverResult> results;
    for (const auto& driver : drivers_)
        results.push_back(std::move(driver->result()));
    return results;
}

}  // namespace potok::loadtest
