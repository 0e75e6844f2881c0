// The send queue beside std::string: bytes put in, shown to the send call, taken away in front.
#include <benchmark/benchmark.h>

#include <array>
#include <string>

#include "reactor/block_pool.hpp"
#include "reactor/memory_budget.hpp"
#include "reactor/send_queue.hpp"

namespace potok {
namespace {

// What one send call takes of a peer that reads slowly.
constexpr std::size_t kTaken = 1448;

class Queue {
  public:
    ~Queue() { queue_.clear(pool_); }

    void append(Bytes bytes) {
        benchmark::DoNotOptimize(queue_.append_copy(pool_, std::span(&bytes, 1)));
    }
    void show() {
        std::array<Bytes, 64> vectors;
        benchmark::DoNotOptimize(queue_.gather(vectors));
        benchmark::DoNotOptimize(vectors);
    }
    void consume(std::size_t count) { queue_.consume(pool_, count); }
    [[nodiscard]] std::size_t bytes() const { return queue_.bytes(); }

  private:
    MemoryBudget budget_;
    BlockPool pool_{budget_};
    SendQueue queue_;
};

class String {
  public:
    void append(Bytes bytes) { text_.append(text_of(bytes)); }
    void show() { benchmark::DoNotOptimize(text_.data()); }
    void consume(std::size_t count) { text_.erase(0, count); }
    [[nodiscard]] std::size_t bytes() const { return text_.size(); }

  private:
    std::string text_;
};

// Sixteen messages queued in one iteration of the loop and sent at its end.
template <class Waiting>
void burst(benchmark::State& state) {
    const std::string message(static_cast<std::size_t>(state.range(0)), 'x');
    Waiting waiting;
    for (auto _ : state) {
        for (int i = 0; i < 16; ++i)
            waiting.append(bytes_of(message));
        waiting.show();
        waiting.consume(waiting.bytes());
    }
    state.SetItemsProcessed(state.iterations() * 16);
}

// A backlog that stays as long as it is: as much comes as goes.
template <class Waiting>
void backlog(benchmark::State& state) {
    const std::string message(kTaken, 'x');
    Waiting waiting;
    while (waiting.bytes() < static_cast<std::size_t>(state.range(0))) {
        waiting.append(bytes_of(message));
    }
    for (auto _ : state) {
        waiting.append(bytes_of(message));
        waiting.show();
        waiting.consume(kTaken);
    }
    state.SetItemsProcessed(state.iterations());
}

BENCHMARK(burst<Queue>)->Arg(64)->Arg(1024)->Arg(16'384);
BENCHMARK(burst<String>)->Arg(64)->Arg(1024)->Arg(16'384);
BENCHMARK(backlog<Queue>)->Arg(64 << 10)->Arg(1 << 20);
BENCHMARK(backlog<String>)->Arg(64 << 10)->Arg(1 << 20);

// One block to a thousand receivers, against a copy for each.
void broadcast_by_reference(benchmark::State& state) {
    const std::string message(static_cast<std::size_t>(state.range(0)), 'x');
    MemoryBudget budget;
    BlockPool pool(budget);
    std::vector<SendQueue> queues(1000);
    for (auto _ : state) {
        const BlockRef block = BlockRef::copy_of(budget, bytes_of(message));
        for (SendQueue& queue : queues) {
            benchmark::DoNotOptimize(queue.append_block(pool, block, 0));
        }
        for (SendQueue& queue : queues)
            queue.clear(pool);
    }
    state.SetItemsProcessed(state.iterations() * 1000);
}

void broadcast_by_copy(benchmark::State& state) {
    const std::string message(static_cast<std::size_t>(state.range(0)), 'x');
    std::vector<std::string> queues(1000);
    for (auto _ : state) {
        for (std::string& queue : queues)
            queue.append(message);
        for (std::string& queue : queues)
            std::string().swap(queue);
    }
    state.SetItemsProcessed(state.iterations() * 1000);
}

BENCHMARK(broadcast_by_reference)->Arg(64)->Arg(16'384);
BENCHMARK(broadcast_by_copy)->Arg(64)->Arg(16'384);

}  // namespace
}  // namespace potok
