// The timer wheel beside std::multimap, with the deadlines of 100 000 connections in it.
#include <benchmark/benchmark.h>

#include <map>
#include <random>
#include <vector>

#include "reactor/timer_wheel.hpp"

namespace potok {
namespace {

constexpr std::size_t kTimers = 100'000;
const Instant kStart{std::chrono::hours(1)};

class CountingTimer final : public Timer {
  public:
    std::size_t fired = 0;

  private:
    void on_timer(Instant) override { ++fired; }
};

// Deadlines as connections have them: 10 to 70 s ahead. The same in every run.
std::vector<Instant> deadlines(std::size_t count) {
    std::mt19937_64 random(1);
    std::vector<Instant> made;
    for (std::size_t i = 0; i < count; ++i) {
        made.push_back(kStart + std::chrono::seconds(10) + Duration(random() % 60'000'000'000));
    }
    return made;
}

struct Wheel {
    Wheel() : timers(kTimers), times(deadlines(kTimers)) {
        for (std::size_t i = 0; i < kTimers; ++i)
            wheel.arm(timers[i], times[i]);
    }

    TimerWheel wheel{kStart};
    std::vector<CountingTimer> timers;
    std::vector<Instant> times;
};

struct Map {
    Map() : times(deadlines(kTimers)) {
        for (std::size_t i = 0; i < kTimers; ++i)
            places.push_back(map.emplace(times[i], i));
    }

    std::multimap<Instant, std::size_t> map;
    std::vector<std::multimap<Instant, std::size_t>::iterator> places;
    std::vector<Instant> times;
};

// A deadline that comes and goes: a handshake, a request.
void wheel_arm_and_disarm(benchmark::State& state) {
    Wheel full;
    CountingTimer timer;
    std::size_t i = 0;
    for (auto _ : state) {
        full.wheel.arm(timer, full.times[i++ % kTimers]);
        TimerWheel::disarm(timer);
    }
}

void map_insert_and_erase(benchmark::State& state) {
    Map full;
    std::size_t i = 0;
    for (auto _ : state)
        full.map.erase(full.map.emplace(full.times[i++ % kTimers], 0));
}

// A deadline that moves, any connection's.
void wheel_rearm(benchmark::State& state) {
    Wheel full;
    std::size_t i = 0;
    for (auto _ : state) {
        full.wheel.arm(full.timers[i * 7919 % kTimers], full.times[i % kTimers]);
        ++i;
    }
}

void map_rearm(benchmark::State& state) {
    Map full;
    std::size_t i = 0;
    for (auto _ : state) {
        auto& place = full.places[i * 7919 % kTimers];
        full.map.erase(place);
        place = full.map.emplace(full.times[i % kTimers], 0);
        ++i;
    }
}

// What every iteration of a loop pays when nothing is due.
void wheel_advance_idle(benchmark::State& state) {
    Wheel full;
    Instant now = kStart;
    for (auto _ : state) {
        full.wheel.advance(now);
        benchmark::DoNotOptimize(full.wheel.next_wake());
        now += Duration(1);
    }
}

void map_advance_idle(benchmark::State& state) {
    Map full;
    Instant now = kStart;
    for (auto _ : state) {
        benchmark::DoNotOptimize(full.map.begin()->first <= now);
        now += Duration(1);
    }
}

// The whole life of every timer: armed, moved down the levels tick by tick, fired.
void wheel_fire_all(benchmark::State& state) {
    for (auto _ : state) {
        Wheel full;
        for (Instant now = kStart; full.wheel.next_wake(); now += std::chrono::milliseconds(1)) {
            full.wheel.advance(now);
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kTimers));
}

void map_fire_all(benchmark::State& state) {
    for (auto _ : state) {
        Map full;
        for (Instant now = kStart; !full.map.empty(); now += std::chrono::milliseconds(1)) {
            while (!full.map.empty() && full.map.begin()->first <= now) {
                full.map.erase(full.map.begin());
            }
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kTimers));
}

BENCHMARK(wheel_arm_and_disarm);
BENCHMARK(map_insert_and_erase);
BENCHMARK(wheel_rearm);
BENCHMARK(map_rearm);
BENCHMARK(wheel_advance_idle);
BENCHMARK(map_advance_idle);
BENCHMARK(wheel_fire_all)->Unit(benchmark::kMillisecond);
BENCHMARK(map_fire_all)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace potok
