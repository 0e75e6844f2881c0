#include "reactor/timer_wheel.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/reactor/seeded_random.hpp"

namespace potok {
namespace {

using namespace std::chrono_literals;

constexpr Duration kTick = TimerWheel::kTick;
const Instant kStart{1000h};

// Fires into a journal, then does what the test wants done from inside a callback.
class Probe final : public Timer {
  public:
    explicit Probe(int number, std::vector<int>& journal) : number_(number), journal_(journal) {}

    std::function<void(Instant)> then = [](Instant) {};

  private:
    void on_timer(Instant now) override {
        journal_.push_back(number_);
        then(now);
    }

    int number_;
    std::vector<int>& journal_;
};

class TimerWheelTest : public testing::Test {
  protected:
    Probe& probe(int number) {
        probes_.push_back(std::make_unique<Probe>(number, journal));
        return *probes_.back();
    }

    Probe& armed_probe(int number, Instant when) {
        Probe& made = probe(number);
        wheel.arm(made, when);
        return made;
    }

    std::vector<int> fired_by(Instant now) {
        journal.clear();
        wheel.advance(now);
        return journal;
    }

    std::vector<int> journal;
    TimerWheel wheel{kStart};

  private:
    std::vector<std::unique_ptr<Probe>> probes_;
};

using Order = std::vector<int>;

TEST_F(TimerWheelTest, AnEmptyWheelNeverNeedsToWake) {
    EXPECT_EQ(wheel.next_wake(), std::nullopt);
    EXPECT_EQ(fired_by(kStart + 24h), Order{});
    EXPECT_EQ(wheel.next_wake(), std::nullopt);
}

TEST_F(TimerWheelTest, FiresOnceWithinOneTickAfterTheDeadline) {
    Probe& timer = armed_probe(1, kStart + 1ms);
    EXPECT_TRUE(timer.armed());
    EXPECT_EQ(timer.deadline(), kStart + 1ms);
    EXPECT_EQ(fired_by(kStart + 1ms - 1ns), Order{});
    EXPECT_EQ(fired_by(kStart + 1ms + kTick), Order{1});
    EXPECT_FALSE(timer.armed());
    EXPECT_EQ(fired_by(kStart + 1h), Order{});
}

TEST_F(TimerWheelTest, ADeadlineOnATickFiresAtThatVeryInstant) {
    const Instant on_a_tick = Instant(60'000'000'000 * kTick);
    armed_probe(1, on_a_tick);
    armed_probe(2, on_a_tick + 1ns);
    EXPECT_EQ(fired_by(on_a_tick - 1ns), Order{});
    EXPECT_EQ(fired_by(on_a_tick), Order{1});
    EXPECT_EQ(fired_by(on_a_tick + kTick), Order{2});
}

TEST_F(TimerWheelTest, TellsThePresentToTheCallback) {
    Instant told{};
    armed_probe(1, kStart + 1s).then = [&](Instant now) { told = now; };
    wheel.advance(kStart + 5s + 7ns);
    EXPECT_EQ(told, kStart + 5s + 7ns);
}

TEST_F(TimerWheelTest, FiresInTheOrderOfDeadlinesAcrossLevelsHoweverLateItIsAdvanced) {
    const std::vector<Duration> delays{400 * 24h, 1ms, 26h, 5s, 300ms, 40min, 2ms};
    for (std::size_t i = 0; i < delays.size(); ++i) {
        armed_probe(static_cast<int>(i), kStart + delays[i]);
    }
    EXPECT_EQ(fired_by(kStart + 500 * 24h), (Order{1, 6, 4, 3, 5, 2, 0}));
}

TEST_F(TimerWheelTest, FiresInTheOrderOfArmingWithinATickAlsoWhenOneCameDownALevel) {
    armed_probe(1, kStart + 10s);
    armed_probe(2, kStart + 10s);
    wheel.advance(kStart + 10s - 1ms);
    armed_probe(3, kStart + 10s);
    EXPECT_EQ(fired_by(kStart + 11s), (Order{1, 2, 3}));
}

TEST_F(TimerWheelTest, ATimePassedFiresAtTheNextAdvanceEvenWithoutTimePassing) {
    wheel.advance(kStart + 100ns);
    armed_probe(1, kStart + 100ns);
    armed_probe(2, kStart - 5h);
    armed_probe(3, Instant::min());
    EXPECT_EQ(wheel.next_wake(), kStart + 100ns);
    EXPECT_EQ(fired_by(kStart + 100ns), (Order{1, 2, 3}));
    EXPECT_EQ(wheel.next_wake(), std::nullopt);
}

TEST_F(TimerWheelTest, ArmingAgainMovesTheTimerEitherWay) {
    Probe& timer = armed_probe(1, kStart + 1s);
    wheel.arm(timer, kStart + 1h);
    EXPECT_EQ(fired_by(kStart + 2s), Order{});
    wheel.arm(timer, kStart + 3s);
    EXPECT_EQ(fired_by(kStart + 4s), Order{1});
    EXPECT_EQ(fired_by(kStart + 2h), Order{});
}

TEST_F(TimerWheelTest, ADisarmedTimerNeitherFiresNorWakes) {
    for (const Duration delay : {Duration(0), Duration(1ms), Duration(1h), Duration(4000h)}) {
        Probe& timer = armed_probe(1, kStart + delay);
        TimerWheel::disarm(timer);
        EXPECT_FALSE(timer.armed());
        EXPECT_EQ(wheel.next_wake(), std::nullopt);
    }
    EXPECT_EQ(fired_by(kStart + 5000h), Order{});
}

TEST_F(TimerWheelTest, DisarmingWhatIsNotArmedChangesNothing) {
    Probe& idle = probe(1);
    TimerWheel::disarm(idle);
    armed_probe(2, kStart + 1s);
    TimerWheel::disarm(idle);
    EXPECT_EQ(fired_by(kStart + 2s), Order{2});
}

TEST_F(TimerWheelTest, ADestroyedTimerIsForgotten) {
    {
        Probe gone(1, journal);
        wheel.arm(gone, kStart + 1s);
    }
    EXPECT_EQ(wheel.next_wake(), std::nullopt);
    EXPECT_EQ(fired_by(kStart + 2s), Order{});
}

TEST_F(TimerWheelTest, ADestroyedWheelDisarmsItsTimers) {
    Probe timer(1, journal);
    {
        TimerWheel other(kStart);
        other.arm(timer, kStart + 1h);
    }
    EXPECT_FALSE(timer.armed());
}

TEST_F(TimerWheelTest, ACallbackMayDisarmAndMoveOthersDueInTheSameTick) {
    Probe& first = armed_probe(1, kStart + 1s);
    Probe& disarmed = armed_probe(2, kStart + 1s);
    Probe& moved = armed_probe(3, kStart + 1s);
    first.then = [&](Instant now) {
        TimerWheel::disarm(disarmed);
        wheel.arm(moved, now + 1s);
    };
    EXPECT_EQ(fired_by(kStart + 2s), Order{1});
    EXPECT_EQ(fired_by(kStart + 10s), Order{3});
}

TEST_F(TimerWheelTest, ACallbackMayDestroyItselfAndOthersDueInTheSameTick) {
    auto itself = std::make_unique<Probe>(1, journal);
    auto other = std::make_unique<Probe>(2, journal);
    wheel.arm(*itself, kStart + 1s);
    wheel.arm(*other, kStart + 1s);
    armed_probe(3, kStart + 1s);
    itself->then = [&](Instant) {
        other.reset();
        // The callable dies with its owner: what it needs lies outside.
        itself.reset();
    };
    EXPECT_EQ(fired_by(kStart + 2s), (Order{1, 3}));
}

TEST_F(TimerWheelTest, RearmedInItsCallbackForThePresentItFiresAtTheNextAdvanceNotInThisOne) {
    Probe& timer = armed_probe(1, kStart + 1s);
    timer.then = [&](Instant now) { wheel.arm(timer, now); };
    EXPECT_EQ(fired_by(kStart + 2s), Order{1});
    EXPECT_EQ(wheel.next_wake(), kStart + 2s);
    EXPECT_EQ(fired_by(kStart + 2s), Order{1});
}

TEST_F(TimerWheelTest, AShortPeriodOverALongGapFiresOnceAnAdvance) {
    Probe& timer = armed_probe(1, kStart + kTick);
    timer.then = [&](Instant) { wheel.arm(timer, timer.deadline() + kTick); };
    EXPECT_EQ(fired_by(kStart + 1000h), Order{1});
    EXPECT_EQ(timer.deadline(), kStart + 2 * kTick);
}

TEST_F(TimerWheelTest, TimeRunningBackwardsCountsAsStandingStill) {
    wheel.advance(kStart + 1h);
    armed_probe(1, kStart + 1h + 1s);
    Instant told{};
    armed_probe(2, kStart).then = [&](Instant now) { told = now; };
    EXPECT_EQ(fired_by(kStart), Order{2});
    EXPECT_EQ(told, kStart + 1h);
    EXPECT_EQ(fired_by(kStart + 1h + 2s), Order{1});
}

TEST_F(TimerWheelTest, TheFarthestInstantIsKeptAndLeavesRoomForNearerOnes) {
    armed_probe(1, Instant::max());
    armed_probe(2, kStart + 1s);
    EXPECT_EQ(fired_by(kStart + 100 * 365 * 24h), Order{2});
    EXPECT_LE(*wheel.next_wake(), Instant::max());
    EXPECT_EQ(fired_by(Instant::max()), Order{1});
}

TEST_F(TimerWheelTest, TheFirstInstantOfTheClockIsAGoodStart) {
    TimerWheel early{Instant{}};
    Probe timer(1, journal);
    early.arm(timer, Instant{} + 1ns);
    early.advance(Instant{} + kTick - 1ns);
    EXPECT_EQ(journal, Order{});
    early.advance(Instant{} + kTick);
    EXPECT_EQ(journal, Order{1});
}

TEST(TimerWheelDeathTest, RefusesAStartBeforeTheEpoch) {
    EXPECT_DEATH(TimerWheel(Instant(Duration(-1))), "start >= Instant");
}

// Following next_wake() alone, a timer fires within a tick and after at most one wake a level.
TEST_F(TimerWheelTest, FollowingNextWakeReachesEveryDelayInAtMostEightWakes) {
    for (int bit = 0; bit < 58; ++bit) {
        for (const Duration delay : {Duration(1LL << bit), Duration((1LL << bit) + 12'345)}) {
            TimerWheel fresh{kStart};
            journal.clear();
            Probe timer(bit, journal);
            fresh.arm(timer, kStart + delay);
            int wakes = 0;
            Instant at = kStart;
            while (timer.armed()) {
                at = fresh.next_wake().value();
                ASSERT_LE(++wakes, 8) << "delay " << delay.count();
                fresh.advance(at);
            }
            EXPECT_GE(at, kStart + delay);
            EXPECT_LT(at, kStart + delay + kTick);
        }
    }
}

// ---- Against a model: a plain list of (tick, order of arming), sorted in full each time.

class Model {
  public:
    explicit Model(Instant start) : now_(start) {}

    void arm(int number, Instant when) {
        disarm(number);
        const bool overdue = when <= now_;
        armed_.push_back({number, overdue ? 0 : ticks(when + kTick - 1ns), next_order_++});
    }

    void disarm(int number) {
        std::erase_if(armed_, [&](const Entry& entry) { return entry.number == number; });
    }

    std::vector<int> advance(Instant now) {
        now_ = std::max(now_, now);
        std::vector<Entry> due;
        std::copy_if(armed_.begin(), armed_.end(), std::back_inserter(due), is_due());
        std::erase_if(armed_, is_due());
        std::sort(due.begin(), due.end(), [](const Entry& a, const Entry& b) {
            return std::pair(a.tick, a.order) < std::pair(b.tick, b.order);
        });
        std::vector<int> numbers;
        for (const Entry& entry : due)
            numbers.push_back(entry.number);
        return numbers;
    }

    [[nodiscard]] std::optional<Instant> first() const {
        if (armed_.empty()) return std::nullopt;
        const auto earliest =
            std::min_element(armed_.begin(), armed_.end(),
                             [](const Entry& a, const Entry& b) { return a.tick < b.tick; });
        return std::max(now_, Instant(earliest->tick * kTick));
    }

  private:
    struct Entry {
        int number;
        std::int64_t tick;
        int order;
    };

    static std::int64_t ticks(Instant when) { return when.time_since_epoch() / kTick; }

    std::function<bool(const Entry&)> is_due() const {
        return [last = ticks(now_)](const Entry& entry) { return entry.tick <= last; };
    }

    std::vector<Entry> armed_;
    Instant now_;
    int next_order_ = 0;
};

// Delays of every magnitude are equally likely, exact powers of two among them.
Duration random_delay(SeededRandom& random, std::size_t bits_max) {
    const std::size_t magnitude = std::size_t{1} << random.below(bits_max);
    const bool exact = random.below(4) == 0;
    return Duration(static_cast<std::int64_t>(exact ? magnitude : random.below(magnitude)));
}

class TimerWheelModelTest : public TimerWheelTest, public testing::WithParamInterface<std::size_t> {
  protected:
    void arm_one(Instant when) {
        const int number = static_cast<int>(random_.below(kTimers));
        wheel.arm(*timers_[static_cast<std::size_t>(number)], when);
        model_.arm(number, when);
    }

    void disarm_one() {
        const int number = static_cast<int>(random_.below(kTimers));
        wheel.disarm(*timers_[static_cast<std::size_t>(number)]);
        model_.disarm(number);
    }

    void advance(Instant now) {
        now_ = now;
        ASSERT_EQ(fired_by(now_), model_.advance(now_));
    }

    void do_something() {
        switch (random_.below(10)) {
            case 0:
                return disarm_one();
            case 1:
                return arm_one(now_ - random_delay(random_, GetParam()));
            case 2:
            case 3:
                return advance(now_ + random_delay(random_, GetParam()));
            case 4:
                return advance(std::max(now_, wheel.next_wake().value_or(now_)));
            default:
                return arm_one(now_ + random_delay(random_, GetParam()));
        }
    }

    void expect_wakes_in_time() {
        const std::optional<Instant> wake = wheel.next_wake();
        const std::optional<Instant> first = model_.first();
        ASSERT_EQ(wake.has_value(), first.has_value());
        if (!wake) return;
        ASSERT_LE(*wake, *first);
        // A wake that is due already while nothing is would keep a loop spinning.
        ASSERT_TRUE(*wake > now_ || *first <= now_);
    }

  private:
    static constexpr std::size_t kTimers = 40;

    std::vector<Probe*> make_timers() {
        std::vector<Probe*> made;
        for (int i = 0; i < static_cast<int>(kTimers); ++i)
            made.push_back(&probe(i));
        return made;
    }

    SeededRandom random_;
    std::vector<Probe*> timers_ = make_timers();
    Model model_{kStart};
    Instant now_ = kStart;
};

TEST_P(TimerWheelModelTest, FiresWhatTheModelFiresInItsOrderAndWakesNeitherLateNorForNothing) {
    for (int step = 0; step < 20'000 && !HasFatalFailure(); ++step) {
        do_something();
        expect_wakes_in_time();
    }
}

// Delays up to 2^k ns: inside level 0, over two and more levels, over all that a century needs.
INSTANTIATE_TEST_SUITE_P(TwoToThe, TimerWheelModelTest, testing::Values(18, 24, 30, 40, 46),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace potok
