// What it costs to hand a loop something to do: post() to a loop that is awake beside the bare
// queue, and a wake of a loop that sleeps beside two threads with an eventfd each.
#include <benchmark/benchmark.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "reactor/event_loop.hpp"
#include "reactor/mpsc_queue.hpp"

namespace potok {
namespace {

// ---- A message a time, the receiver busy

constexpr std::uint64_t kPosts = 1'000'000;

// A guest that asks for a turn in every turn: its loop never sleeps.
class Insomnia final : public Guest {
  public:
    static void keep_awake(EventLoop& loop) {
        auto made = std::unique_ptr<Guest>(new Insomnia(loop));
        loop.request_turn(loop.adopt(std::move(made)));
    }

  private:
    explicit Insomnia(EventLoop& loop) : Guest(Socket()), loop_(loop) {}
    void on_ready(Readiness) override {}
    void on_turn() override { loop_.request_turn(*this); }
    void on_retire() override {}
    void shut(CloseReason) override { loop_.retire(*this); }

    EventLoop& loop_;
};

class AwakeLoop {
  public:
    AwakeLoop() {
        loop_->post_call([](EventLoop& loop) { Insomnia::keep_awake(loop); });
        thread_ = std::thread([this] { loop_->run(); });
    }
    ~AwakeLoop() {
        loop_->stop();
        thread_.join();
    }
    AwakeLoop(const AwakeLoop&) = delete;
    AwakeLoop& operator=(const AwakeLoop&) = delete;

    void post() {
        loop_->post_call([this](EventLoop&) { done_.fetch_add(1, std::memory_order_release); });
    }
    [[nodiscard]] std::uint64_t done() const { return done_.load(std::memory_order_acquire); }

  private:
    MemoryBudget budget_;
    std::unique_ptr<EventLoop> loop_ = EventLoop::create({.budget = &budget_}).value();
    std::atomic<std::uint64_t> done_{0};
    std::thread thread_;
};

// The queue with nodes from malloc, and a thread that does nothing but take.
class BareQueue {
  public:
    BareQueue() : thread_([this] { take_until_stopped(); }) {}
    ~BareQueue() {
        stop_.store(true, std::memory_order_relaxed);
        thread_.join();
    }
    BareQueue(const BareQueue&) = delete;
    BareQueue& operator=(const BareQueue&) = delete;

    void post() { benchmark::DoNotOptimize(queue_.push(*new Node)); }
    [[nodiscard]] std::uint64_t done() const { return done_.load(std::memory_order_acquire); }

  private:
    struct Node : MpscNode {};

    void take_until_stopped() {
        while (!stop_.load(std::memory_order_relaxed)) {
            MpscList<Node> list = queue_.take_all();
            while (!list.empty()) {
                delete &list.pop_front();
                done_.fetch_add(1, std::memory_order_release);
            }
        }
    }

    MpscQueue<Node> queue_;
    std::atomic<std::uint64_t> done_{0};
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

template <class Receiver>
void posts_to_a_busy_receiver(benchmark::State& state) {
    Receiver receiver;
    std::uint64_t posted = 0;
    for (auto _ : state) {
        for (std::uint64_t i = 0; i < kPosts; ++i)
            receiver.post();
        posted += kPosts;
        while (receiver.done() < posted)
            std::this_thread::yield();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(posted));
}

BENCHMARK(posts_to_a_busy_receiver<AwakeLoop>)->UseRealTime();
BENCHMARK(posts_to_a_busy_receiver<BareQueue>)->UseRealTime();

// ---- To and fro between two that sleep

constexpr int kRounds = 10'000;

class SleepingLoops {
  public:
    SleepingLoops() {
        for (int i = 0; i < 2; ++i)
            threads_[i] = std::thread([loop = loops_[i].get()] { loop->run(); });
    }
    ~SleepingLoops() {
        for (int i = 0; i < 2; ++i) {
            loops_[i]->stop();
            threads_[i].join();
        }
    }
    SleepingLoops(const SleepingLoops&) = delete;
    SleepingLoops& operator=(const SleepingLoops&) = delete;

    void rounds(int count) {
        done_.store(false, std::memory_order_relaxed);
        pass_on(0, 2 * count);
        done_.wait(false, std::memory_order_acquire);
    }

  private:
    void pass_on(int to, int left) {
        loops_[to]->post_call([this, to, left](EventLoop&) {
            if (left > 1) return pass_on(1 - to, left - 1);
            done_.store(true, std::memory_order_release);
            done_.notify_one();
        });
    }

    MemoryBudget budget_;
    std::unique_ptr<EventLoop> loops_[2] = {
        EventLoop::create({.index = 0, .budget = &budget_}).value(),
        EventLoop::create({.index = 1, .budget = &budget_}).value()};
    std::atomic<bool> done_{false};
    std::thread threads_[2];
};

// As little as two threads can do that wait in epoll for one another.
class EventFds {
  public:
    EventFds() : thread_([this] { answer(); }) {}
    ~EventFds() {
        stop_.store(true, std::memory_order_relaxed);
        there_.signal();
        thread_.join();
    }
    EventFds(const EventFds&) = delete;
    EventFds& operator=(const EventFds&) = delete;

    void rounds(int count) {
        for (int i = 0; i < count; ++i) {
            there_.signal();
            back_.wait();
        }
    }

  private:
    class Bell {
      public:
        Bell() {
            epoll_event event{};
            event.events = EPOLLIN | EPOLLET;
            ::epoll_ctl(epoll_, EPOLL_CTL_ADD, event_, &event);
        }
        ~Bell() {
            ::close(event_);
            ::close(epoll_);
        }
        Bell(const Bell&) = delete;
        Bell& operator=(const Bell&) = delete;

        void signal() {
            const std::uint64_t one = 1;
            benchmark::DoNotOptimize(::write(event_, &one, sizeof one));
        }
        void wait() {
            epoll_event event;
            while (::epoll_wait(epoll_, &event, 1, -1) != 1) {
            }
        }

      private:
        int epoll_ = ::epoll_create1(0);
        int event_ = ::eventfd(0, EFD_NONBLOCK);
    };

    void answer() {
        for (;;) {
            there_.wait();
            if (stop_.load(std::memory_order_relaxed)) return;
            back_.signal();
        }
    }

    Bell there_;
    Bell back_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

template <class Pair>
void to_and_fro_between_sleepers(benchmark::State& state) {
    Pair pair;
    for (auto _ : state)
        pair.rounds(kRounds);
    state.SetItemsProcessed(state.iterations() * kRounds);
}

BENCHMARK(to_and_fro_between_sleepers<SleepingLoops>)->UseRealTime();
BENCHMARK(to_and_fro_between_sleepers<EventFds>)->UseRealTime();

// ---- A loop that only waits

// What a hundred thousand deadlines of 10 to 60 s cost a loop that has nothing else to do: each
// fires and is armed again, and the counter is the share of a core.
class Deadline final : public Timer {
  public:
    void begin(EventLoop& loop, Instant when) {
        loop_ = &loop;
        loop.timers().arm(*this, rounded(when));
    }
    static Duration ahead() {
        return std::chrono::seconds(10) + Duration(random_() % 50'000'000'000);
    }
    // As a connection rounds its own.
    static Instant rounded(Instant when) {
        constexpr Duration kUnit(1 << 24);
        return when + (kUnit - when.time_since_epoch() % kUnit);
    }

  private:
    void on_timer(Instant now) override { loop_->timers().arm(*this, rounded(now + ahead())); }

    static inline std::mt19937_64 random_{1};
    EventLoop* loop_ = nullptr;
};

void a_loop_with_100000_deadlines(benchmark::State& state) {
    constexpr auto kWatched = std::chrono::seconds(2);
    MemoryBudget budget;
    const auto loop = EventLoop::create({.budget = &budget}).value();
    std::vector<Deadline> deadlines(100'000);
    // As they lie when it has gone on for long: the first is due now.
    for (Deadline& deadline : deadlines)
        deadline.begin(*loop, loop->now() + Deadline::ahead() - std::chrono::seconds(10));
    for (auto _ : state) {
        const Duration before = Clock::thread_cpu_time();
        const Instant end = Clock::now() + kWatched;
        while (Clock::now() < end)
            loop->run_once(end - Clock::now());
        const std::chrono::duration<double> used = Clock::thread_cpu_time() - before;
        state.SetIterationTime(used.count());
        state.counters["core"] = used / std::chrono::duration<double>(kWatched);
    }
}

BENCHMARK(a_loop_with_100000_deadlines)->UseManualTime()->Iterations(1);

}  // namespace
}  // namespace potok
