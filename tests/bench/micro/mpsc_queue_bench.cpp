// The queue between threads beside a mutex and a vector: what one parcel costs from push to
// receipt.
#include <benchmark/benchmark.h>

#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "reactor/mpsc_queue.hpp"

namespace potok {
namespace {

// So many in one run that starting the producers' threads does not show.
constexpr int kParcels = 1'000'000;

struct Parcel : MpscNode {
    int number = 0;
};

class OneWord {
  public:
    void push(Parcel& parcel) { benchmark::DoNotOptimize(queue_.push(parcel)); }

    template <class Receive>
    void take(Receive&& receive) {
        MpscList<Parcel> list = queue_.take_all();
        while (!list.empty())
            receive(list.pop_front());
    }

  private:
    MpscQueue<Parcel> queue_;
};

class MutexAndVector {
  public:
    void push(Parcel& parcel) {
        const std::lock_guard lock(mutex_);
        parcels_.push_back(&parcel);
    }

    template <class Receive>
    void take(Receive&& receive) {
        taken_.clear();
        {
            const std::lock_guard lock(mutex_);
            std::swap(taken_, parcels_);
        }
        for (Parcel* parcel : taken_)
            receive(*parcel);
    }

  private:
    std::mutex mutex_;
    std::vector<Parcel*> parcels_;
    std::vector<Parcel*> taken_;
};

// Each parcel is allocated by its producer and freed by the consumer, as a posted command is.
struct Allocated {
    explicit Allocated(int) {}
    Parcel& next() { return *new Parcel; }
    static void receive(Parcel& parcel) { delete &parcel; }
};

// The queue alone.
struct Preallocated {
    explicit Preallocated(int count) : parcels(static_cast<std::size_t>(count)) {}
    Parcel& next() { return parcels[used++]; }
    static void receive(Parcel& parcel) { benchmark::DoNotOptimize(parcel.number); }

    std::vector<Parcel> parcels;
    std::size_t used = 0;
};

template <class Queue, class Source>
void producers_to_one_consumer(benchmark::State& state) {
    const auto producers = static_cast<int>(state.range(0));
    const int each = kParcels / producers;
    for (auto _ : state) {
        state.PauseTiming();
        Queue queue;
        std::vector<Source> sources;
        for (int i = 0; i < producers; ++i)
            sources.emplace_back(each);
        state.ResumeTiming();

        std::vector<std::thread> threads;
        for (Source& source : sources) {
            threads.emplace_back([&queue, &source, each] {
                for (int i = 0; i < each; ++i)
                    queue.push(source.next());
            });
        }
        int missing = each * producers;
        while (missing > 0) {
            const int before = missing;
            queue.take([&](Parcel& parcel) {
                Source::receive(parcel);
                --missing;
            });
            if (missing == before) std::this_thread::yield();
        }
        for (std::thread& thread : threads)
            thread.join();
    }
    state.SetItemsProcessed(state.iterations() * each * producers);
}

BENCHMARK(producers_to_one_consumer<OneWord, Allocated>)->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK(producers_to_one_consumer<MutexAndVector, Allocated>)->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK(producers_to_one_consumer<OneWord, Preallocated>)->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK(producers_to_one_consumer<MutexAndVector, Preallocated>)->Arg(1)->Arg(2)->UseRealTime();

// Without a second thread: the instructions alone, in batches as a loop takes them.
template <class Queue>
void push_and_take_on_one_thread(benchmark::State& state) {
    constexpr int kBatch = 64;
    Queue queue;
    std::vector<Parcel> parcels(kBatch);
    for (auto _ : state) {
        for (Parcel& parcel : parcels)
            queue.push(parcel);
        queue.take([](Parcel& parcel) { benchmark::DoNotOptimize(parcel.number); });
    }
    state.SetItemsProcessed(state.iterations() * kBatch);
}

BENCHMARK(push_and_take_on_one_thread<OneWord>);
BENCHMARK(push_and_take_on_one_thread<MutexAndVector>);

}  // namespace
}  // namespace potok
